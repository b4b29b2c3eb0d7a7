"""How the console's registers ask the one permission table instead of Django's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from accounts.policies import Action, may
from accounts.towns import town_choices
from ground.glossary import AboutKind
from ground.kept_counts import kept_of
from ground.keyset import COUNT_CAP


class CappedPaginator(Paginator):
    """Counts no further than a bound, so that a register opens as fast with a million rows."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most some fifty pages of them; that there are more is known for some seconds."""
        counted: list[int] = []

        def too_many() -> bool:
            counted.append(self._counted())
            return counted[0] > COUNT_CAP

        if kept_of(self.object_list, "capped", too_many):  # type: ignore[arg-type]
            return COUNT_CAP + 1
        return counted[0] if counted else self._counted()

    def page(self, number: Any) -> Page:
        """One page; a further one is found by keys alone, so that the rows before it are neither read whole nor joined."""
        found = super().page(number)
        if found.number > 1:
            keys = found.object_list.values("pk")  # type: ignore[union-attr]
            found.object_list = self.object_list.filter(pk__in=keys)  # type: ignore[union-attr]
        return found

    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: COUNT_CAP + 1].count()  # type: ignore[union-attr]


class QuickChangeList(ChangeList):
    """A list that reads the columns that it shows and no others, where the register names them."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The rows, the rest of whose columns is only read where somebody asks for it."""
        rows = super().get_queryset(request, exclude_parameters)
        shown = getattr(self.model_admin, "list_columns", ())
        return rows.only(*shown) if shown else rows


class PlainLabels:
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ByPolicy(admin.ModelAdmin):
    """A register that shows rows to `views` and lets `changes` keep them; None: nobody keeps them here.

    Rows come through `visible_to` where the model has it. Nothing that others refer to is deleted in the
    console: what is no longer wanted is switched off.
    """

    views: Action = Action.VIEW_REGISTER
    changes: Action | None = None
    deletable = False
    show_full_result_count = False
    paginator = CappedPaginator
    list_columns: tuple[str, ...] = ()  # the columns that the list shows, where rows are wide; empty: all
    list_per_page = 20
    actions = None
    record_kind: AboutKind | None = None  # how the record names a row, whose page then leads there
    view_on_site = False  # the site has no such door: it would lead to rows of any kind

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Offer townships by name wherever a column holds one."""
        if db_field.name == "town":
            return forms.ChoiceField(
                choices=town_choices,
                label=db_field.verbose_name,
                required=False,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The admin's form with labels as the house writes them, without a colon."""
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (PlainLabels, made), {})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, from which who may reads what is recorded of the row."""
        return super().render_change_form(
            request, {**context, "record_kind": self.record_kind}, *args, **kwargs
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QuickChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        rows = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
        return rows.order_by(*self.get_ordering(request) or self.model._meta.ordering or ("-pk",))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.views) or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.changes is not None and may(request.user, self.changes)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.deletable and self.has_change_permission(request, obj)
