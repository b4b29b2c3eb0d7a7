"""The roles of product and office."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """Who somebody is to the system; the permissions of each stand in `accounts.policies`."""

    ENTERPRISE_STAFF = "enterprise_staff", "企业用户"
    ENTERPRISE_MANAGER = "enterprise_manager", "企业管理员"
    REVIEWER = "reviewer", "审核人员"
    ADMINISTRATOR = "administrator", "管理员"
    HEAD = "head", "负责人"
    SUPERVISOR = "supervisor", "监督人员"


class Duty(models.TextChoices):
    """What an administrator is there for (GB/T 22239, level 3: three separate duties); a small office gives one
    person several, unless DUTIES_STRICTLY_SEPARATED."""

    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


ENTERPRISE_ROLES = frozenset({Role.ENTERPRISE_STAFF, Role.ENTERPRISE_MANAGER})
OFFICE_ROLES = frozenset(Role) - ENTERPRISE_ROLES
# The side that a role acts for, as the history names it.
UNITS = {
    Role.ENTERPRISE_STAFF: "企业",
    Role.ENTERPRISE_MANAGER: "企业",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SUPERVISOR: "镇街",
}
OFFICE_UNIT = "审批办"
