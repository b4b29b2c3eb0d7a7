"""What people did beside the steps on machines: logins, views, downloads, exports, and what was done to accounts."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models

from audit.append_only import AppendOnlyQuerySet, Recorded
from audit.notes import NOTE, PrivateNote, is_note, marks_in
from ground.glossary import AboutKind, AccountStep


class Subject(NamedTuple):
    """What an entry is about beside an account: a machine, a renewal, a file."""

    kind: AboutKind
    id: int


def account_steps() -> list[tuple[str, str]]:
    """The verbs as choices; asked at run time, so that a new verb needs no migration."""
    return list(AccountStep.choices)


def subject_kinds() -> list[tuple[str, str]]:
    """What an entry may be about."""
    return list(AboutKind.choices)


class AccountEventQuerySet(AppendOnlyQuerySet["AccountEvent"]):
    """Reads of the record of accounts, and the refusal to rewrite it."""

    def of_account(self, account_id: int) -> AccountEventQuerySet:
        """Everything that happened to one account, newest first."""
        return self.filter(account_id=account_id).order_by("-at", "-id")


class AccountEvent(Recorded):
    """One step of or on an account: who, when, what, about what, from where. People stand here by id alone.

    `account_id` is the account that the step is done to, or that does it; None where there is none (a login with a
    name that nobody has). `detail` follows the verb's schema in `audit.payloads`.
    """

    step = models.CharField("步骤", max_length=40, choices=account_steps)
    account_id = models.BigIntegerField("账号编号", null=True)
    enterprise_id = models.BigIntegerField("企业", null=True)
    subject_kind = models.CharField("对象", max_length=20, choices=subject_kinds, blank=True)
    subject_id = models.BigIntegerField("对象编号", null=True)
    detail = models.JSONField("明细", default=dict)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号记录"
        indexes = [
            models.Index(fields=["account_id", "-at", "-id"], name="events_of_account"),
            models.Index(fields=["step", "-at", "-id"], name="events_of_step"),
            models.Index(fields=["-at", "-id"], name="events_latest"),
            models.Index(fields=["actor_id", "-at", "-id"], name="events_of_actor"),
            models.Index(fields=["enterprise_id", "-at", "-id"], name="events_of_firm"),
            models.Index(
                fields=["subject_kind", "subject_id", "-at", "-id"],
                name="events_of_subject",
                condition=models.Q(subject_id__isnull=False),
            ),
            models.Index(fields=["request_id"], name="events_of_request"),
            models.Index(fields=["address_note"], name="events_from_address"),
        ]

    def __str__(self) -> str:
        return f"{super().__str__()} {self.step_word}"

    @property
    def step_word(self) -> str:
        """The step's official word."""
        return AccountStep(self.step).label

    @property
    def words(self) -> dict[str, Any]:
        """The detail with its private words, empty where they were erased."""
        notes: dict[str, PrivateNote] | None = getattr(self, "_notes", None)
        if notes is None:
            notes = PrivateNote.objects.in_bulk(marks_in(self))
        texts = {mark: note.text for mark, note in notes.items()}
        return {
            name: texts.get(value[NOTE], "") if is_note(value) else value
            for name, value in self.detail.items()
        }
