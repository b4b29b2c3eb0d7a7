"""The words of the house: one word for each thing, on every screen, from this file alone.

Every status is a `Worded` choice: `label` is the official word, `tone` the colour family of its tag
(`ok`, `warn`, `bad`, `idle`, `go`), so that a state is never told by colour alone.
"""

from __future__ import annotations

from django.db import models


class Worded(models.TextChoices):
    """Choices that also know the tone of their tag."""

    @property
    def tone(self) -> str:
        """The colour family in which this state is shown."""
        return TONES.get(self, "idle")


class IntakeStatus(Worded):
    """设备入库: how far a paper-only machine is on its way into the register."""

    DRAFT = "draft", "未提交"
    PENDING = "pending", "待审核"
    REJECTED = "rejected", "审核不通过"
    APPROVED = "approved", "已入库"


class CertificateStatus(Worded):
    """The mark beside the registration number (换证标识); empty until the machine is registered."""

    NONE = "", "未入库"
    AWAITING_RENEWAL = "awaiting_renewal", "待换发证件"
    RENEWING = "renewing", "换证中"
    RENEWED = "renewed", "已换证"
    HOME_RENEWAL = "home_renewal", "属地换证"
    DEFERRED = "deferred", "暂不换证"
    REVOKED = "revoked", "已注销"


class AgeVerdict(Worded):
    """评估年限: where a machine stands towards the age at which it must be assessed."""

    OK = "ok", "年限正常"
    NEAR = "near", "临近年限"
    OVER = "over", "超过年限"
    UNKNOWN = "unknown", "年限未定"


class ApprovalStatus(Worded):
    """审批状态 of a renewal."""

    NOT_SUBMITTED = "not_submitted", "未提交备案"
    PENDING = "pending", "待备案"
    REJECTED = "rejected", "不接受备案"
    ACCEPTED = "accepted", "接受备案"


class UploadStatus(Worded):
    """上传状态 of a renewal; finer states live on the upload row alone."""

    NOT_UPLOADED = "not_uploaded", "未上传"
    UPLOADING = "uploading", "上传中"
    UPLOADED = "uploaded", "已上传"
    FAILED = "failed", "上传异常"


class MatterKind(Worded):
    """企业事项: what a firm applies for besides the exchange of a certificate."""

    DEREGISTRATION = "deregistration", "注销"
    TRANSFER = "transfer", "产权变更"
    RENAMING = "renaming", "企业名称变更"
    DEFERRAL = "deferral", "暂不换证"
    NUMBER_UPDATE = "number_update", "备案号更新"
    NUMBER_CORRECTION = "number_correction", "备案号更正"


class MatterStatus(Worded):
    """办理状态 of a 企业事项; which of them a kind knows, its own chart in docs/states.md says."""

    NOT_SUBMITTED = "not_submitted", "未提交"
    AWAITING_CONFIRMATION = "awaiting_confirmation", "待受让方确认"
    PENDING = "pending", "待审核"
    REJECTED = "rejected", "审核不通过"
    ACCEPTED = "accepted", "已办结"
    IN_FORCE = "in_force", "暂不换证中"
    ENDED = "ended", "已恢复换证"
    DISMISSED = "dismissed", "不予办理"
    VOIDED = "voided", "已作废"


class CertificateValidity(Worded):
    """Whether an electronic certificate stands; that it has run out is told by its date."""

    VALID = "valid", "有效"
    CANCELLED = "cancelled", "已注销"


class RefusalKind(Worded):
    """What kind of refusal a decision is."""

    CORRECTION = "correction", "补正"
    STATUTORY = "statutory", "法定不予"


class Outcome(Worded):
    """The result of one round of review."""

    ACCEPTED = "accepted", "接受备案"
    REJECTED = "rejected", "不接受备案"
    PROVINCE_RETURNED = "province_returned", "省网退回"


class AcceptOutcome(Worded):
    """What became of one renewal of a 批量接受."""

    WAITING = "waiting", "待办理"
    ACCEPTED = "accepted", "接受备案"
    FIRST_ACCEPTED = "first", "初审接受"
    SKIPPED = "skipped", "已跳过"


class Provenance(Worded):
    """Where a value came from."""

    ORIGINAL = "original", "原值"
    CONVERTED = "converted", "换算"
    TYPED = "typed", "手填"
    SAME_MODEL = "same_model", "同型号"
    WORKBOOK = "workbook", "表格"
    RECOGNISED = "recognised", "识别"


class ActorKind(Worded):
    """Who acts."""

    PERSON = "person", "人员"
    SYSTEM = "system", "系统"
    PROVINCE = "province", "省网"
    KEY = "key", "接口密钥"


class Step(Worded):
    """One step in the way of a machine or of its renewal, as 任务历史 names it."""

    DEVICE_SAVED = "device_saved", "保存设备信息"
    DEVICE_DELETED = "device_deleted", "删除设备信息"
    INTAKE_SUBMITTED = "intake_submitted", "提交入库"
    INTAKE_WITHDRAWN = "intake_withdrawn", "撤回入库"
    INTAKE_CLAIMED = "intake_claimed", "入库签收"
    INTAKE_TAKEN_OVER = "intake_taken_over", "入库接手办理"
    INTAKE_APPROVED = "intake_approved", "入库审核通过"
    INTAKE_REJECTED = "intake_rejected", "入库审核不通过"
    RENEWAL_STARTED = "renewal_started", "证件换发"
    RENEWAL_SAVED = "renewal_saved", "保存申请表"
    CATALOGUE_MOVED = "catalogue_moved", "更新参数目录"
    PHOTO_ADDED = "photo_added", "扫码传图"
    RENEWAL_SUBMITTED = "renewal_submitted", "提交备案"
    RENEWAL_WITHDRAWN = "renewal_withdrawn", "撤回"
    RENEWAL_HELD_BACK = "renewal_held_back", "随入库退回"
    WITHDRAWAL_REQUESTED = "withdrawal_requested", "申请撤回"
    WITHDRAWAL_DECLINED = "withdrawal_declined", "不同意撤回"
    RENEWAL_CLAIMED = "renewal_claimed", "签收"
    RENEWAL_TAKEN_OVER = "renewal_taken_over", "接手办理"
    RENEWAL_FIRST_ACCEPTED = "renewal_first_accepted", "初审接受"
    RENEWAL_SENT_BACK = "renewal_sent_back", "退回初审"
    CLAIM_RELEASED = "claim_released", "释放签收"
    RENEWAL_ACCEPTED = "renewal_accepted", "接受备案"
    RENEWAL_REJECTED = "renewal_rejected", "不接受备案"
    ACCEPTANCE_REVOKED = "acceptance_revoked", "撤销接受"
    RENEWAL_VOIDED = "renewal_voided", "作废"
    UPLOAD_STARTED = "upload_started", "上传省网"
    UPLOAD_FAILED = "upload_failed", "上传异常"
    UPLOAD_RETRIED = "upload_retried", "重新报送"
    PROVINCE_RETURNED = "province_returned", "省网退回"
    CERTIFICATE_ISSUED = "certificate_issued", "电子证照办理"
    MATTER_SAVED = "matter_saved", "保存企业事项"
    MATTER_SUBMITTED = "matter_submitted", "提交企业事项"
    MATTER_WITHDRAWN = "matter_withdrawn", "撤回企业事项"
    MATTER_VOIDED = "matter_voided", "作废企业事项"
    TRANSFER_CONFIRMED = "transfer_confirmed", "受让方确认接收"
    TRANSFER_DECLINED = "transfer_declined", "受让方不予接收"
    MATTER_CLAIMED = "matter_claimed", "企业事项签收"
    MATTER_TAKEN_OVER = "matter_taken_over", "企业事项接手办理"
    MATTER_ACCEPTED = "matter_accepted", "企业事项审核通过"
    MATTER_REJECTED = "matter_rejected", "企业事项审核不通过"
    DEFERRAL_DECLARED = "deferral_declared", "申报暂不换证"
    DEFERRAL_ENDED = "deferral_ended", "恢复换证"
    DEVICE_TAKEN_OVER = "device_taken_over", "产权变更转入"
    OFFICE_FILED = "office_filed", "依职权提出"
    OFFICE_ACCEPTED = "office_accepted", "复核通过"
    OFFICE_DISMISSED = "office_dismissed", "复核不予办理"
    OFFICE_TAKEN_BACK = "office_taken_back", "撤销提出"
    PROVINCE_ERRAND_CLOSED = "province_errand_closed", "省网办理完成"
    SERVICE_RATED = "service_rated", "服务评价"
    RATING_ANSWERED = "rating_answered", "评价回访"
    RENEWED_ELSEWHERE = "renewed_elsewhere", "属地换证"
    NUMBER_FROM_PROVINCE = "number_from_province", "省网更新备案号"
    CANCELLED_THERE = "cancelled_there", "省网注销，待核实"
    CANCELLATION_CONFIRMED = "cancellation_confirmed", "核实省网注销"
    CANCELLATION_DISMISSED = "cancellation_dismissed", "核实未注销"
    FIRM_URGED = "firm_urged", "催办"
    DEVICE_IMPORTED = "device_imported", "台账导入"
    DEVICE_IMPORT_CHANGED = "device_import_changed", "台账导入更新"
    FIRM_IMPORTED = "firm_imported", "导入企业"


class Satisfaction(Worded):
    """好差评: the five levels of the national scale; the last two are 差评."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"
    VERY_POOR = "very_poor", "非常不满意"


class AccountStep(Worded):
    """One step on a person's account, as 账号记录 names it."""

    INVITED = "invited", "邀请人员"
    LINK_MADE = "link_made", "生成一次性链接"
    INVITATION_REVOKED = "invitation_revoked", "撤销邀请"
    OPENED = "opened", "通过链接开通账号"
    PASSWORD_RESET = "password_reset", "通过链接重设密码"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    RESET_MAILED = "reset_mailed", "忘记密码，已发送邮件"
    DISABLED = "disabled", "停用账号"
    ENABLED = "enabled", "启用账号"
    DETAILS_CHANGED = "details_changed", "修改人员资料"
    ROLE_CHANGED = "role_changed", "修改角色"
    SESSIONS_ENDED = "sessions_ended", "结束登录会话"
    PHOTO_LINK_MADE = "photo_link_made", "生成扫码传图二维码"
    PHOTO_LINK_ENDED = "photo_link_ended", "停用扫码传图二维码"
    PHOTO_ADDED = "photo_added", "扫码传图到企业公共附件"
    KEPT_BY_OFFICE = "kept_by_office", "安全管理员维护账号"
    EXPORTED = "exported", "导出数据"
    ACTING_STARTED = "acting_started", "开始代查看"
    ACTING_LOOKED = "acting_looked", "代查看页面"
    ACTING_DOWNLOADED = "acting_downloaded", "代查看中下载"
    ACTING_REFUSED = "acting_refused", "代查看中拒绝"
    ACTING_ENDED = "acting_ended", "结束代查看"
    LOCKED = "locked", "多次输错密码，已锁定"
    UNLOCKED = "unlocked", "解除锁定"
    LOGGED_IN = "logged_in", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    FACTOR_SET = "factor_set", "启用动态口令"
    FACTOR_OFF = "factor_off", "关闭动态口令"
    FACTOR_RESET = "factor_reset", "重置动态口令"
    RECOVERY_CODES_MADE = "recovery_codes_made", "生成恢复码"
    RECOVERY_CODE_USED = "recovery_code_used", "使用恢复码"
    REGISTER_UPLOADED = "register_uploaded", "上传台账文件"
    REGISTER_TAKEN = "register_taken", "正式导入台账"


class AccountState(Worded):
    """How an account stands."""

    ACTIVE = "active", "启用"
    INVITED = "invited", "待开通"
    DISABLED = "disabled", "停用"


TONES: dict[models.TextChoices, str] = {
    IntakeStatus.PENDING: "go",
    IntakeStatus.REJECTED: "bad",
    IntakeStatus.APPROVED: "ok",
    CertificateStatus.AWAITING_RENEWAL: "warn",
    CertificateStatus.RENEWING: "go",
    CertificateStatus.RENEWED: "ok",
    CertificateValidity.VALID: "ok",
    AgeVerdict.OK: "ok",
    AgeVerdict.NEAR: "warn",
    AgeVerdict.OVER: "bad",
    MatterStatus.AWAITING_CONFIRMATION: "go",
    MatterStatus.PENDING: "go",
    MatterStatus.REJECTED: "bad",
    MatterStatus.ACCEPTED: "ok",
    MatterStatus.IN_FORCE: "warn",
    MatterStatus.DISMISSED: "warn",
    CertificateStatus.REVOKED: "bad",
    ApprovalStatus.PENDING: "go",
    ApprovalStatus.REJECTED: "bad",
    ApprovalStatus.ACCEPTED: "ok",
    AccountState.ACTIVE: "ok",
    AccountState.INVITED: "go",
    Satisfaction.VERY_GOOD: "ok",
    Satisfaction.GOOD: "ok",
    Satisfaction.FAIR: "idle",
    Satisfaction.POOR: "bad",
    Satisfaction.VERY_POOR: "bad",
    UploadStatus.UPLOADING: "go",
    UploadStatus.UPLOADED: "ok",
    UploadStatus.FAILED: "bad",
    Outcome.ACCEPTED: "ok",
    AcceptOutcome.WAITING: "go",
    AcceptOutcome.ACCEPTED: "ok",
    AcceptOutcome.SKIPPED: "warn",
    Outcome.REJECTED: "bad",
    Outcome.PROVINCE_RETURNED: "bad",
    RefusalKind.CORRECTION: "warn",
    RefusalKind.STATUTORY: "bad",
}
