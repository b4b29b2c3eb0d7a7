"""The demo's accounts, once: for the command that makes them, the launcher and the check that finds them."""

from __future__ import annotations

DEMO_PASSWORD = "Demo-2026!"  # noqa: S105 - published on purpose; `check --deploy` finds accounts that still have it

# Login name and what the person is, in the order in which the launcher shows them.
DEMO_ACCOUNTS = {
    "enterprise": "企业用户",
    "manager": "企业管理员",
    "other": "另一家企业",
    "outside": "非中山企业",
    "reviewer": "审核人员",
    "reviewer2": "审核人员",
    "head": "负责人",
    "supervisor": "监督人员",
    "admin": "系统管理员、安全管理员",
    "admin2": "系统管理员、安全管理员、审计管理员",
}
