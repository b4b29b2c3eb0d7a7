"""企业 and 账号 in the console."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts import console_acting as console_acting
from accounts import console_factors as console_factors
from accounts import console_links as console_links  # these pages register themselves
from accounts import console_people as console_people
from accounts import console_privacy as console_privacy
from accounts.console_forms import DUTY_FIELDS, AccountForm, EnterpriseForm, NewAccountForm
from accounts.console_people import standing_of
from accounts.console_permissions import ByPolicy
from accounts.credentials import EndedWhy
from accounts.finding import HINT, person_of
from accounts.firms import KEPT, keep_enterprise
from accounts.lockout import forgive
from accounts.mailboxes import mailbox_changed
from accounts.models import DUTY_COLUMNS, Enterprise, User
from accounts.office import after_keeping, record
from accounts.policies import Action, may
from accounts.privacy.masked_admin import MaskedReading
from accounts.roles import Duty
from accounts.search_trail import note_search
from accounts.sessions import end_sessions
from accounts.towns import town_name
from ground.glossary import AboutKind, AccountStep

DUTIES = (
    "管理员职责",
    {
        "fields": DUTY_FIELDS,
        "description": "仅角色为“管理员”的账号勾选，可兼任多项；城市要求三员严格分立的，只能勾选一项。",
    },
)


PHONE = re.compile(r"[+0-9 ()-]{7,20}")


@admin.register(Enterprise)
class EnterpriseAdmin(MaskedReading, ByPolicy):
    """产权单位; deactivated, never deleted, because machines and history belong to it."""

    views, changes = Action.VIEW_ENTERPRISES, Action.KEEP_ENTERPRISES
    record_kind = AboutKind.ENTERPRISE
    form = EnterpriseForm
    list_display = ("name", "uscc", "region_code", "town_name", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "uscc")
    search_help_text = "企业名称 / 统一社会信用代码 / 完整的联系电话"
    fieldsets = (
        ("企业", {"fields": ("name", "uscc", "uscc_check_waived", "is_active")}),
        ("注册地", {"fields": ("region_code", "town", "address")}),
        ("联系人", {"fields": ("contact_name", "contact_phone")}),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form with the firm's people beside it, for those who keep accounts."""
        keeps = may(request.user, Action.KEEP_ACCOUNTS) and object_id.isdecimal()
        people = User.objects.filter(enterprise_id=int(object_id)).order_by("username") if keeps else None
        shown = {"people": None if people is None else list(people[:200])}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; a search by a telephone number is an entry of the record."""
        answer = super().changelist_view(request, extra_context)
        words = request.GET.get("q", "").strip()
        note_search(request.user, listed="企业", words=words if PHONE.fullmatch(words) else "")
        return answer

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By name or code as ever, or by the whole telephone number of its contact."""
        found, doubles = super().get_search_results(request, queryset, search_term)
        by_phone = queryset.filter(contact_phone=search_term) if search_term else queryset.none()
        return found | by_phone, doubles

    def save_model(self, request: HttpRequest, obj: Enterprise, form: Any, change: bool) -> None:
        """Keep the firm by the one step that the interface takes, too."""
        given = {name: getattr(obj, name) for name in KEPT}
        kept = keep_enterprise(keeper=request.user, given=given, firm_id=obj.pk if change else None)
        obj.pk, obj.created_at, obj._state.adding = kept.pk, kept.created_at, False

    @admin.display(description="所在镇街")
    def town_name(self, enterprise: Enterprise) -> str:
        """The township's name."""
        return town_name(enterprise.town)


class DutyFilter(admin.SimpleListFilter):
    """职责: the administrators who hold it."""

    title, parameter_name = "职责", "duty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """The three duties."""
        return Duty.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those who hold the chosen one."""
        column = DUTY_COLUMNS.get(self.value() or "")
        return queryset.filter(**{column: True}) if column else queryset


@admin.register(User)
class AccountAdmin(MaskedReading, ByPolicy, UserAdmin):
    """账号与角色; what a person may do follows from the role alone, so Django's own rights are not shown."""

    views, changes = Action.READ_AUDIT, Action.KEEP_ACCOUNTS
    record_kind = AboutKind.ACCOUNT
    form, add_form = AccountForm, NewAccountForm
    add_form_template = None  # the common one: the stock one explains Django's own rights
    list_display = ("account", "shown_full_name", "role_name", "enterprise", "is_active", "last_login")
    list_filter = ("role", DutyFilter, "is_active")
    list_select_related = ("enterprise",)
    search_fields = ("username", "enterprise__name")
    search_help_text = f"{HINT} / 企业名称"
    ordering = ("username",)
    autocomplete_fields = ("enterprise",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        ("账号", {"fields": ("username", "password", "is_active")}),
        ("人员", {"fields": ("full_name", "phone", "email")}),
        ("角色", {"fields": ("role", "enterprise", "town")}),
        DUTIES,
        ("登录", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        ("账号", {"fields": ("username", "password1", "password2")}),
        ("人员", {"fields": ("full_name", "phone", "email")}),
        ("角色", {"fields": ("role", "enterprise", "town")}),
        DUTIES,
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; a search for people is an entry of the record."""
        answer = super().changelist_view(request, extra_context)
        note_search(request.user, listed="账号", words=request.GET.get("q", ""))
        return answer

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By account or firm as ever, or by a whole name, telephone number or mailbox."""
        found, doubles = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(person_of(search_term)) if search_term else found, doubles

    @admin.display(description="账号", ordering="username")
    def account(self, person: User) -> str:
        """The name that is typed at the login, in the house's word for it."""
        return person.username

    @admin.display(description="角色", ordering="role")
    def role_name(self, person: User) -> str:
        """The role; of an administrator the duties."""
        return person.role_word

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """Nobody shuts out themself: one's own role, duties and activity are kept by another administrator."""
        form = super().get_form(request, obj, **kwargs)
        own = obj is not None and obj.pk == request.user.pk
        for name in ("role", "is_active", *DUTY_FIELDS) if own else ():
            if name in form.base_fields:  # who only reads has no fields
                form.base_fields[name].disabled = True
                form.base_fields[name].help_text = "本人的角色、职责和启用状态由另一位安全管理员修改。"
        return form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form with the account's state, sessions and record beside it."""
        shown = standing_of(request.user, object_id) if request.method == "GET" else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep the account; whoever is shut out or changed is so at once, and the step is recorded."""
        former = User.objects.get(pk=obj.pk).email if change else ""
        super().save_model(request, obj, form, change)
        was_active = change and form.initial.get("is_active")
        freed = after_keeping(
            administrator=request.user,
            person=obj,
            fields=form.changed_data if change else ["created"],
            left=bool(was_active and not obj.is_active) or (change and "role" in form.changed_data),
        )
        mailbox_changed(person=obj, former=former)
        if freed:
            messages.info(request, f"{obj.username} 签收的 {freed} 件已释放，可由其他审核人员办理。")

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """A new password set by the administrator: recorded, and the person's sessions end."""
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302 and answer.url != request.get_full_path():
            person = User.objects.get(pk=id)
            own = person.pk == request.user.pk
            User.objects.filter(pk=person.pk).update(must_change_password=not own)
            end_sessions(person.pk, why=EndedWhy.PASSWORD, keep=request.session.session_key)
            forgive(person.username)
            record(AccountStep.KEPT_BY_OFFICE, request.user, person, fields=["password"])
        return answer


if admin.site.is_registered(Group):
    admin.site.unregister(Group)
