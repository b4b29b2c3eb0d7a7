"""The drawn documents say what the code says."""

from __future__ import annotations

import io
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django_fsm import FSMField

from accounts.policies import PERMISSIONS, Action
from zhongshan_crane import drawn_permissions, drawn_states


@pytest.mark.parametrize(
    ("file", "drawn", "command"),
    [
        (drawn_states.FILE, drawn_states.states_document, "document_states"),
        (drawn_permissions.FILE, drawn_permissions.permissions_document, "document_permissions"),
    ],
)
def test_the_committed_document_is_the_drawn_one(file, drawn, command) -> None:
    assert file.read_text("utf-8") == drawn(), f"run: python manage.py {command}"


@pytest.mark.parametrize(
    ("command", "drawn"),
    [
        ("document_states", drawn_states.states_document),
        ("document_permissions", drawn_permissions.permissions_document),
    ],
)
def test_the_command_writes_it(monkeypatch, tmp_path, command, drawn) -> None:
    runner = import_module(f"zhongshan_crane.management.commands.{command}")
    monkeypatch.setattr(runner, "FILE", tmp_path / "drawn.md")
    call_command(command, stdout=io.StringIO())
    assert (tmp_path / "drawn.md").read_text("utf-8") == drawn()


def test_every_state_field_of_the_house_is_drawn() -> None:
    declared = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FSMField)
    }
    assert {(chart.model, chart.field) for chart in drawn_states.CHARTS} == declared


def test_every_transition_says_who_takes_it_and_what_it_means() -> None:
    for chart in drawn_states.CHARTS:
        for move in drawn_states.moves_of(chart):
            assert move.by, move
            assert move.label, move
            assert move.meaning, move


def test_every_action_has_its_roles() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert all(PERMISSIONS.values())


def test_every_model_that_people_see_of_tells_them_apart() -> None:
    told_apart = {model.__name__ for model in drawn_permissions.models_with_visible_to()}
    assert told_apart >= {
        "Enterprise",
        "Device",
        "RenewalApplication",
        "ElectronicCertificate",
        "Attachment",
        "Message",
    }
