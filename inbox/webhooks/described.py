"""The events in the interface's description, below `webhooks` (OpenAPI 3.1): what a firm's own system is sent."""

from __future__ import annotations

from typing import Any

from api.fields import coded
from ground.glossary import ApprovalStatus as Approval
from ground.glossary import CertificateStatus as Mark
from ground.glossary import IntakeStatus as Intake
from ground.glossary import UploadStatus as Uploaded
from inbox.webhooks.signing import EVENT, ID, SIGNATURE, TIMESTAMP
from inbox.webhooks.words import PushEvent

Schema = dict[str, Any]
UID, MOMENT = "7f0c2b9e-5d3a-4c1f-9a57-2f6f0f6f8c11", "2026-03-02T10:15:00+08:00"
SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
HEADERS = {
    EVENT: ("事件代码", {"type": "string"}, "renewal.accepted"),
    ID: ("事件编号；再次推送时不变，已收到过的不必再处理", {"type": "string", "format": "uuid"}, UID),
    TIMESTAMP: (
        "发送时刻，1970 年以来的秒数；与收到时相差超过 5 分钟的不要接受",
        {"type": "string", "pattern": "^[0-9]+$"},
        "1772417700",
    ),
    SIGNATURE: (
        "以签名密钥对“编号.时刻.正文”计算的 HMAC-SHA256，十六进制",
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        SM3,
    ),
}
TAKEN = "已收到。请立即答复，费时的处理放到答复之后。"
NOT_TAKEN = "未收到：系统会再次推送，编号不变。答复 410 表示不再接收，事件推送随即停用。"
# What the event is about, as its example shows it: how the machine and the renewal then stand.
SHOWN: dict[PushEvent, tuple[Intake, Mark, Approval | None, Uploaded | None]] = {
    PushEvent.RENEWAL_ACCEPTED: (Intake.APPROVED, Mark.RENEWING, Approval.ACCEPTED, Uploaded.NOT_UPLOADED),
    PushEvent.RENEWAL_REJECTED: (Intake.APPROVED, Mark.RENEWING, Approval.REJECTED, Uploaded.NOT_UPLOADED),
    PushEvent.ACCEPTANCE_REVOKED: (Intake.APPROVED, Mark.RENEWING, Approval.REJECTED, Uploaded.NOT_UPLOADED),
    PushEvent.PROVINCE_RETURNED: (Intake.APPROVED, Mark.RENEWING, Approval.REJECTED, Uploaded.NOT_UPLOADED),
    PushEvent.UPLOADED: (Intake.APPROVED, Mark.RENEWED, Approval.ACCEPTED, Uploaded.UPLOADED),
    PushEvent.INTAKE_APPROVED: (Intake.APPROVED, Mark.AWAITING_RENEWAL, None, None),
    PushEvent.INTAKE_REJECTED: (Intake.REJECTED, Mark.NONE, None, None),
    PushEvent.CERTIFICATE_REVOKED: (Intake.APPROVED, Mark.REVOKED, Approval.ACCEPTED, Uploaded.UPLOADED),
}
WITH_FILE = {PushEvent.UPLOADED, PushEvent.CERTIFICATE_REVOKED}


def describe(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """drf-spectacular's hook: the description with every event in it."""
    schemas = result["components"]["schemas"]
    schemas |= {"PushedDevice": _device(), "PushedRenewal": _renewal(), "PushedCertificate": _certificate()}
    schemas |= {_name(event): _body(event) for event in PushEvent}
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    result["webhooks"] = {event.value: {"post": _operation(event)} for event in PushEvent}
    return result


def _operation(event: PushEvent) -> Schema:
    return {
        "operationId": f"pushed_{event.name.lower()}",
        "summary": event.label,
        "description": "由本系统发往企业在“事件推送”中登记的接收地址。",
        "tags": ["事件推送"],
        "security": [],
        "parameters": [_header(name) for name in HEADERS],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(_name(event)), "example": _example(event)}},
        },
        "responses": {
            "2XX": {"description": TAKEN},
            "default": {"description": NOT_TAKEN},
        },
    }


def _header(name: str) -> Schema:
    told, schema, example = HEADERS[name]
    said = {"name": name, "in": "header", "required": True, "description": told}
    return {**said, "schema": schema, "example": example}


def _name(event: PushEvent) -> str:
    return "Pushed" + "".join(word.title() for word in event.name.split("_")) + "Event"


def _body(event: PushEvent) -> Schema:
    code, label = {"const": event.value}, {"const": str(event.label)}
    said: Schema = {
        "id": _text("事件编号", format="uuid"),
        "event": _object({"code": code, "label": label}),
        "at": _text("发生时间", format="date-time"),
    }
    if event == PushEvent.TEST:
        return _object(said | {"note": _text("说明")})
    has_renewal = SHOWN[event][2] is not None
    said["device"] = _ref("PushedDevice")
    said["renewal"] = _or_null("PushedRenewal") if has_renewal else {"type": "null"}
    said["certificate"] = _or_null("PushedCertificate") if event in WITH_FILE else {"type": "null"}
    return _object(said)


def _device() -> Schema:
    return _object(
        {
            "id": {"type": "integer", "minimum": 1, "description": "设备编号"},
            "registration_number": _text("现行备案号，未入库为空"),
            "intake_status": _ref("IntakeStatusWord"),
            "certificate_status": _or_null("CertificateStatusWord"),
        }
    )


def _renewal() -> Schema:
    return _object(
        {
            "reference": _text("受理编号"),
            "revision": {"type": "integer", "minimum": 1, "description": "修订次数，即 ETag 中的数字"},
            "round": {"type": "integer", "minimum": 0, "description": "提交次数"},
            "approval_status": _ref("ApprovalStatusWord"),
            "upload_status": _ref("UploadStatusWord"),
        }
    )


def _certificate() -> Schema:
    return _object({"number": _text("证照编号"), "sm3": _text("证照文件的 SM3", pattern="^[0-9a-f]{64}$")})


def _example(event: PushEvent) -> Schema:
    said: Schema = {"id": UID, "event": coded(event), "at": MOMENT}
    if event == PushEvent.TEST:
        return said | {"note": "这是测试事件，不代表任何办理结果。"}
    intake, mark, approval, uploaded = SHOWN[event]
    number = "粤T-T10007" if intake == Intake.APPROVED else ""
    device = {"id": 7, "registration_number": number, "intake_status": coded(intake)}
    device["certificate_status"] = coded(mark) if mark else None
    renewal: Schema | None = None
    if approval and uploaded:
        renewal = {"reference": "HZ20260302-3T9K4WX", "revision": 4, "round": 1}
        renewal |= {"approval_status": coded(approval), "upload_status": coded(uploaded)}
    file = {"number": "442026000007", "sm3": SM3} if event in WITH_FILE else None
    return said | {"device": device, "renewal": renewal, "certificate": file}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _text(told: str, **more: str) -> Schema:
    return {"type": "string", "description": told, **more}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(name: str) -> Schema:
    return {"oneOf": [_ref(name), {"type": "null"}]}
