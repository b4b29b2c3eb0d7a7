"""Who may do what: the one table of permissions, by role and, for administrators, by duty.

Objects are kept apart by `visible_to` of each model (a stranger sees 404); this table says which role
may take which step at all. `docs/permissions.md` is drawn from it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import DUTY_COLUMNS, User
from accounts.roles import Duty, Role
from ground.errors import NotAllowed

STAFF, MANAGER = Role.ENTERPRISE_STAFF, Role.ENTERPRISE_MANAGER
REVIEWER, HEAD, SUPERVISOR = Role.REVIEWER, Role.HEAD, Role.SUPERVISOR
ADMIN, SECURITY, AUDIT = Duty.SYSTEM, Duty.SECURITY, Duty.AUDIT


class Action(models.TextChoices):
    """Everything that a person can be allowed to do."""

    USE_PORTAL = "use_portal", "使用企业门户"
    USE_CONSOLE = "use_console", "使用审核管理后台"
    KEEP_DEVICES = "keep_devices", "添加、修改、删除设备，提交入库，撤回"
    KEEP_RENEWALS = "keep_renewals", "证件换发、修改、提交备案、撤回"
    VOID_RENEWAL = "void_renewal", "作废换证申请"
    RATE_SERVICE = "rate_service", "评价换证服务"
    KEEP_STANDING_PAPERS = "keep_standing_papers", "维护企业公共附件"
    KEEP_OWN_PEOPLE = "keep_own_people", "管理本企业人员与账号"
    KEEP_WEBHOOKS = "keep_webhooks", "维护事件推送"
    KEEP_MATTERS = "keep_matters", "办理企业事项：填写、提交、撤回、恢复换证"
    CONFIRM_TRANSFER = "confirm_transfer", "确认接收产权变更的设备"
    REVIEW_INTAKE = "review_intake", "入库审核"
    REVIEW_RENEWALS = "review_renewals", "接受备案、不接受备案"
    REVOKE_ACCEPTANCE = "revoke_acceptance", "撤销接受"
    REVIEW_MATTERS = "review_matters", "审核企业事项"
    FILE_BY_OFFICE = "file_by_office", "依职权提出注销、产权变更"
    CORRECT_NUMBERS = "correct_numbers", "提出、复核备案号更正"
    CLOSE_PROVINCE_ERRANDS = "close_province_errands", "办结须在省网办理的事项"
    HANDLE_CASES = "handle_cases", "处理上报的疑似问题"
    LOOK_AS_FIRM = "look_as_firm", "代查看企业门户"
    DOWNLOAD_ARCHIVES = "download_archives", "下载换证归档包"
    ANSWER_RATINGS = "answer_ratings", "差评回访与整改"
    VIEW_REGISTER = "view_register", "查看设备、换证申请、证照台账"
    VIEW_REPORTS = "view_reports", "查看统计报表、通报和催办情况"
    URGE_FIRMS = "urge_firms", "催办未办理换证的企业"
    VIEW_UPLOADS = "view_uploads", "查看省网上传任务"
    REPAIR_UPLOADS = "repair_uploads", "立即重试、重新报送"
    SETTLE_PROVINCE = "settle_province", "处理待人工匹配、对账问题"
    VIEW_ENTERPRISES = "view_enterprises", "查看企业"
    KEEP_ENTERPRISES = "keep_enterprises", "维护企业"
    IMPORT_REGISTER = "import_register", "导入设备台账、企业名单"
    KEEP_ACCOUNTS = "keep_accounts", "维护账号、角色与会话，解除锁定，重置动态口令"
    KEEP_DELIVERIES = "keep_deliveries", "查看消息投递、重新发送"
    KEEP_CITY_DATA = "keep_city_data", "维护公告、办事指南、联系方式"
    KEEP_OPINIONS = "keep_opinions", "维护备案意见模板"
    KEEP_CATALOGUE = "keep_catalogue", "编制参数目录新版本"
    PUBLISH_CATALOGUE = "publish_catalogue", "使参数目录新版本生效、撤回未生效的版本"
    KEEP_RULES = "keep_rules", "维护规则设置"
    SEE_PERSONAL_DATA = "see_personal_data", "说明理由后查看完整个人信息"
    READ_AUDIT = "read_audit", "查看、核验和导出全部操作记录"
    ERASE_WORDS = "erase_words", "抹除操作记录中的文字"
    SEE_QUARANTINE = "see_quarantine", "查看隔离的文件"


PERMISSIONS: dict[Action, frozenset[Role | Duty]] = {
    Action.USE_PORTAL: frozenset({STAFF, MANAGER}),
    Action.USE_CONSOLE: frozenset({REVIEWER, ADMIN, SECURITY, AUDIT, HEAD, SUPERVISOR}),
    Action.KEEP_DEVICES: frozenset({STAFF, MANAGER}),
    Action.KEEP_RENEWALS: frozenset({STAFF, MANAGER}),
    Action.VOID_RENEWAL: frozenset({MANAGER}),
    Action.RATE_SERVICE: frozenset({STAFF, MANAGER}),
    Action.KEEP_STANDING_PAPERS: frozenset({STAFF, MANAGER}),
    Action.KEEP_OWN_PEOPLE: frozenset({MANAGER}),
    Action.KEEP_WEBHOOKS: frozenset({MANAGER}),
    Action.KEEP_MATTERS: frozenset({STAFF, MANAGER}),
    Action.CONFIRM_TRANSFER: frozenset({MANAGER}),
    Action.REVIEW_INTAKE: frozenset({REVIEWER}),
    Action.REVIEW_RENEWALS: frozenset({REVIEWER}),
    Action.REVOKE_ACCEPTANCE: frozenset({REVIEWER}),
    Action.REVIEW_MATTERS: frozenset({REVIEWER}),
    Action.FILE_BY_OFFICE: frozenset({REVIEWER, ADMIN}),
    Action.CORRECT_NUMBERS: frozenset({ADMIN}),
    Action.CLOSE_PROVINCE_ERRANDS: frozenset({REVIEWER, ADMIN}),
    Action.HANDLE_CASES: frozenset({REVIEWER, ADMIN}),
    Action.LOOK_AS_FIRM: frozenset({ADMIN}),
    Action.DOWNLOAD_ARCHIVES: frozenset({STAFF, MANAGER, REVIEWER, ADMIN, AUDIT, HEAD}),
    Action.ANSWER_RATINGS: frozenset({REVIEWER, ADMIN}),
    Action.VIEW_REGISTER: frozenset({REVIEWER, ADMIN, AUDIT, HEAD, SUPERVISOR}),
    Action.VIEW_REPORTS: frozenset({REVIEWER, ADMIN, AUDIT, HEAD, SUPERVISOR}),
    Action.URGE_FIRMS: frozenset({REVIEWER, ADMIN}),
    Action.VIEW_UPLOADS: frozenset({REVIEWER, ADMIN, AUDIT, HEAD}),
    Action.REPAIR_UPLOADS: frozenset({ADMIN}),
    Action.SETTLE_PROVINCE: frozenset({ADMIN}),
    Action.VIEW_ENTERPRISES: frozenset({REVIEWER, ADMIN, SECURITY, AUDIT, HEAD, SUPERVISOR}),
    Action.KEEP_ENTERPRISES: frozenset({ADMIN}),
    Action.IMPORT_REGISTER: frozenset({ADMIN}),
    Action.READ_AUDIT: frozenset({AUDIT}),
    Action.ERASE_WORDS: frozenset({AUDIT}),
    Action.KEEP_ACCOUNTS: frozenset({SECURITY}),
    Action.SEE_QUARANTINE: frozenset({ADMIN, SECURITY, AUDIT}),
    Action.SEE_PERSONAL_DATA: frozenset({REVIEWER, ADMIN, SECURITY}),
    Action.KEEP_CITY_DATA: frozenset({ADMIN}),
    Action.KEEP_OPINIONS: frozenset({ADMIN}),
    Action.KEEP_CATALOGUE: frozenset({ADMIN}),
    Action.PUBLISH_CATALOGUE: frozenset({ADMIN}),
    Action.KEEP_RULES: frozenset({ADMIN}),
    Action.KEEP_DELIVERIES: frozenset({ADMIN}),
}


KEY_MAY_NOT = "此接口密钥没有“{action}”的权限。密钥可以勾选此权限的，请由企业管理员新建一个；不能勾选的，请由人员登录后办理。"


def may(user: User, action: Action) -> bool:
    """Whether role or duties allow the action; nobody who is not active may do anything, a key no more than its scopes."""
    if not (user.is_authenticated and user.is_active):
        return False
    if user.only is not None and action not in user.only:
        return False
    allowed = PERMISSIONS[action]
    return user.role in allowed or not user.duties.isdisjoint(allowed)


def require(user: User, action: Action) -> None:
    """Raise NotAllowed, naming the roles that may, unless the person may do `action`."""
    if not may(user, action):
        if user.is_authenticated and user.only is not None:
            raise NotAllowed("scope_missing", KEY_MAY_NOT.format(action=action.label))
        names = "、".join(holder.label for holder in (*Role, *Duty) if holder in PERMISSIONS[action])
        raise NotAllowed("not_allowed", f"您的账号没有“{action.label}”的权限，请由{names}办理。")


def holders(action: Action) -> QuerySet[User]:
    """Everybody active who may do `action`."""
    allowed = PERMISSIONS[action]
    found = Q(role__in=[role for role in Role if role in allowed])
    for duty in Duty:
        if duty in allowed:
            found |= Q(**{DUTY_COLUMNS[duty]: True})
    return User.objects.filter(found, is_active=True)
