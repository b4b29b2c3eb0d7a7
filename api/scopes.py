"""What a key may be used for. A scope opens resources and permits those steps that a person of the firm could take."""

from __future__ import annotations

from accounts.policies import Action
from ground.worded import Worded


class Scope(Worded):
    """One power of a key, named `resource:power`, as programs and people read it."""

    DEVICES_READ = "devices:read", "查看设备与入库资料"
    DEVICES_WRITE = "devices:write", "添加、修改、删除设备，提交入库，撤回"
    RENEWALS_READ = "renewals:read", "查看换证申请与任务历史"
    RENEWALS_WRITE = "renewals:write", "证件换发、修改、提交备案、撤回、评价服务"
    RENEWALS_VOID = "renewals:void", "作废换证申请"
    CERTIFICATES_READ = "certificates:read", "查看、下载电子证照"
    MATTERS_READ = "matters:read", "查看企业事项"
    MATTERS_WRITE = "matters:write", "填写、提交、撤回企业事项"
    MESSAGES_READ = "messages:read", "查看消息，标记已读"
    PAPERS_WRITE = "papers:write", "维护企业公共附件"
    WEBHOOKS_WRITE = "webhooks:write", "维护事件推送"
    QUEUES_READ = "queues:read", "查看待办与设备、换证、证照台账"
    ENTERPRISES_READ = "enterprises:read", "查看企业"


FIRM_SCOPES = (
    Scope.DEVICES_READ,
    Scope.DEVICES_WRITE,
    Scope.RENEWALS_READ,
    Scope.RENEWALS_WRITE,
    Scope.RENEWALS_VOID,
    Scope.CERTIFICATES_READ,
    Scope.MATTERS_READ,
    Scope.MATTERS_WRITE,
    Scope.MESSAGES_READ,
    Scope.PAPERS_WRITE,
    Scope.WEBHOOKS_WRITE,
)
# The office's own tools only read: a decision is a person's.
OFFICE_SCOPES = (
    Scope.QUEUES_READ,
    Scope.DEVICES_READ,
    Scope.RENEWALS_READ,
    Scope.CERTIFICATES_READ,
    Scope.MATTERS_READ,
    Scope.ENTERPRISES_READ,
)
_STEPS: dict[Scope, frozenset[Action]] = {
    Scope.DEVICES_WRITE: frozenset({Action.KEEP_DEVICES}),
    Scope.RENEWALS_WRITE: frozenset({Action.KEEP_RENEWALS, Action.RATE_SERVICE}),
    Scope.RENEWALS_VOID: frozenset({Action.VOID_RENEWAL}),
    Scope.MATTERS_WRITE: frozenset({Action.KEEP_MATTERS}),
    Scope.PAPERS_WRITE: frozenset({Action.KEEP_STANDING_PAPERS}),
    Scope.WEBHOOKS_WRITE: frozenset({Action.KEEP_WEBHOOKS}),
    Scope.ENTERPRISES_READ: frozenset({Action.VIEW_ENTERPRISES}),
}


def permitted(scopes: frozenset[Scope], *, office: bool) -> frozenset[Action]:
    """Everything that a key with these scopes may do: its door, and the steps of each scope."""
    doors = {Action.USE_CONSOLE, Action.VIEW_REGISTER} if office else {Action.USE_PORTAL}
    return frozenset(doors).union(*(_STEPS.get(scope, frozenset()) for scope in scopes))
