"""Taking a renewal in: once per clientRef, once per machine."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mock_province import ledger, sm3
from mock_province.envelope import ContractError, invalid
from mock_province.identity import machine_key, number_key
from mock_province.models import Renewal, Status, StoredFile
from mock_province.numbering import take_acceptance_no

PROCESSING_SHARE = 0.3  # Of the whole time, until somebody at the province opens it.
JITTER = 0.25


@transaction.atomic
def take_in(content: dict[str, Any], content_sm3: str, now: datetime) -> tuple[Renewal, bool]:
    """The renewal and whether it is new. Raises 40301, 40901, 40001 (supersedes, size), 40002."""
    _check_region(content)
    known = Renewal.objects.filter(client_ref=content["clientRef"]).first()
    if known:
        return _same_content(known, content_sm3), False
    superseded = _superseded(content)
    _check_only_one(content, superseded)
    _check_files(content["files"])
    return _enter(content, content_sm3, superseded, now), True


def _check_region(content: dict[str, Any]) -> None:
    if content["regionCode"] != settings.REGION_CODE:
        raise ContractError(40301, f"该应用无权办理行政区划 {content['regionCode']} 的业务")
    if content["owner"]["regionCode"] != settings.REGION_CODE:
        raise ContractError(40301, "产权单位不在该应用的行政区划内，请回企业所在属地办理")


def _same_content(known: Renewal, content_sm3: str) -> Renewal:
    if known.content_sm3 != content_sm3:
        taken = {"contentSm3": known.content_sm3}
        raise ContractError(40901, f"clientRef {known.client_ref} 已用于其他内容", taken)
    return known


def _superseded(content: dict[str, Any]) -> Renewal | None:
    """The machine's last returned hand-over. Raises 40001 at `supersedes` for any other."""
    ref = content.get("supersedes")
    if ref is None:
        return None
    former = Renewal.objects.filter(client_ref=ref).first()
    if former is None or former.status != Status.RETURNED:
        raise invalid("supersedes", "不是已退回的件")
    if former.previous_no_key != number_key(content["device"]["previousRegistrationNo"]):
        raise invalid("supersedes", "不是同一台设备的件")
    if hasattr(former, "superseded_by"):
        raise invalid("supersedes", f"不是最后一次退回的件，其后已有 {former.superseded_by.client_ref}")
    return former


def _check_only_one(content: dict[str, Any], superseded: Renewal | None) -> None:
    device = content["device"]
    same_number = Q(previous_no_key=number_key(device["previousRegistrationNo"]))
    others = Renewal.objects.filter(same_number | Q(machine_key=machine_key(device)))
    if superseded:
        others = others.exclude(status=Status.RETURNED)
    other = others.first()
    if other:
        message = f"同一设备或同一备案号已有件 {other.client_ref}，请核对"
        raise ContractError(40901, message, {"clientRef": other.client_ref})


def _check_files(files: list[dict[str, Any]]) -> None:
    sizes = dict(StoredFile.objects.filter(sm3__in={f["sm3"] for f in files}).values_list("sm3", "size"))
    missing = list(dict.fromkeys(f["sm3"] for f in files if f["sm3"] not in sizes))
    if missing:
        raise ContractError(40002, f"有 {len(missing)} 个附件尚未上传", {"missing": missing})
    for index, file in enumerate(files):
        if sizes[file["sm3"]] != file["size"]:
            raise invalid(f"files.{index}.size", "与已上传附件的大小不一致")


def _enter(content: dict[str, Any], content_sm3: str, superseded: Renewal | None, now: datetime) -> Renewal:
    acceptance_no = take_acceptance_no(timezone.localdate(now))
    # People at the province work in true time, whatever stamp its clock puts on the paper.
    begun, wait = timezone.now(), decision_wait(acceptance_no)
    renewal = Renewal.objects.create(
        acceptance_no=acceptance_no,
        client_ref=content["clientRef"],
        content=content,
        content_sm3=content_sm3,
        supersedes=superseded,
        previous_no_key=number_key(content["device"]["previousRegistrationNo"]),
        machine_key=machine_key(content["device"]),
        received_at=now,
        processing_at=begun + PROCESSING_SHARE * wait,
        decided_at=begun + wait,
        updated_at=now,
    )
    ledger.committed(
        "renewal", clientRef=renewal.client_ref, acceptanceNo=acceptance_no, contentSm3=content_sm3
    )
    return renewal


def decision_wait(acceptance_no: str) -> timedelta:
    """The configured time, a quarter more or less, always the same for one number."""
    share = sm3.digest(acceptance_no.encode())[0] / 255
    return timedelta(seconds=settings.DECISION_SECONDS * (1 - JITTER + 2 * JITTER * share))
