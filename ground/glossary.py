"""The words of the house: one word for each thing, on every screen, from this file and its `steps.py` alone.

Every status is a `Worded` choice: `label` is the official word, `tone` the colour family of its tag
(`ok`, `warn`, `bad`, `idle`, `go`), so that a state is never told by colour alone.
"""

from __future__ import annotations

from ground.steps import AboutKind as AboutKind
from ground.steps import AccountStep as AccountStep
from ground.steps import Step as Step
from ground.worded import TONES
from ground.worded import Worded as Worded


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


class Satisfaction(Worded):
    """好差评: the five levels of the national scale; the last two are 差评."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"
    VERY_POOR = "very_poor", "非常不满意"


class AccountState(Worded):
    """How an account stands."""

    ACTIVE = "active", "启用"
    INVITED = "invited", "待开通"
    DISABLED = "disabled", "停用"


TONES |= {
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
