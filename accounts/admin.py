"""企业 and 账号 in the console."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts import console_acting as console_acting  # their pages register themselves
from accounts import console_links as console_links
from accounts.console_forms import AccountForm, EnterpriseForm, NewAccountForm
from accounts.console_permissions import ByPolicy
from accounts.links import end_links
from accounts.models import Enterprise, User
from accounts.policies import Action
from accounts.sessions import end_sessions
from accounts.towns import town_name
from audit.services import record_account_step
from ground.glossary import AccountState, AccountStep


@admin.register(Enterprise)
class EnterpriseAdmin(ByPolicy):
    """产权单位; deactivated, never deleted, because machines and history belong to it."""

    changes = Action.KEEP_ENTERPRISES
    form = EnterpriseForm
    list_display = ("name", "uscc", "region_code", "town_name", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "uscc")
    search_help_text = "企业名称 / 统一社会信用代码"
    fieldsets = (
        ("企业", {"fields": ("name", "uscc", "uscc_check_waived", "is_active")}),
        ("注册地", {"fields": ("region_code", "town", "address")}),
        ("联系人", {"fields": ("contact_name", "contact_phone")}),
    )

    @admin.display(description="所在镇街")
    def town_name(self, enterprise: Enterprise) -> str:
        """The township's name."""
        return town_name(enterprise.town)


@admin.register(User)
class AccountAdmin(ByPolicy, UserAdmin):
    """账号与角色; what a person may do follows from the role alone, so Django's own rights are not shown."""

    views = changes = Action.KEEP_ACCOUNTS
    form, add_form = AccountForm, NewAccountForm
    add_form_template = None  # the common one: the stock one explains Django's own rights
    list_display = ("account", "full_name", "role", "enterprise", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("enterprise",)
    search_fields = ("username", "full_name", "enterprise__name")
    search_help_text = "账号 / 姓名 / 企业名称"
    ordering = ("username",)
    autocomplete_fields = ("enterprise",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        ("账号", {"fields": ("username", "password", "is_active")}),
        ("人员", {"fields": ("full_name", "phone", "email")}),
        ("角色", {"fields": ("role", "enterprise", "town")}),
        ("登录", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        ("账号", {"fields": ("username", "password1", "password2")}),
        ("人员", {"fields": ("full_name", "phone", "email")}),
        ("角色", {"fields": ("role", "enterprise", "town")}),
    )

    @admin.display(description="账号", ordering="username")
    def account(self, person: User) -> str:
        """The name that is typed at the login, in the house's word for it."""
        return person.username

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """Nobody shuts out themself: one's own role and activity are kept by another administrator."""
        form = super().get_form(request, obj, **kwargs)
        if obj is not None and obj.pk == request.user.pk:
            for name in ("role", "is_active"):
                form.base_fields[name].disabled = True
                form.base_fields[name].help_text = "本人的角色和启用状态由另一位系统管理员修改。"
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep the account; whoever is shut out or changed is so at once, and the step is recorded."""
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(obj.pk)
            if obj.account_state == AccountState.DISABLED:
                end_links(obj)
        self._record(request, obj, form.changed_data if change else ["created"])

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """A new password set by the administrator: recorded, and the person's sessions end."""
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302 and answer.url != request.get_full_path():
            person = User.objects.get(pk=id)
            end_sessions(person.pk, keep=request.session.session_key)
            self._record(request, person, ["password"])
        return answer

    def _record(self, request: HttpRequest, obj: User, fields: list[str]) -> None:
        record_account_step(
            step=AccountStep.KEPT_BY_OFFICE,
            actor=request.user.actor,
            account_id=obj.pk,
            enterprise_id=obj.enterprise_id,
            detail={"fields": fields},
        )


if admin.site.is_registered(Group):
    admin.site.unregister(Group)
