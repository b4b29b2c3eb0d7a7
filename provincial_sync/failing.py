"""What an answer that is no success means, and what people are told of it (contract, "Error codes")."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from provincial_sync import reading
from provincial_sync.masking import masked
from provincial_sync.messages import FailureKind, ProvinceFailure

_LONGEST_WAIT = 7 * 24 * 3600.0  # seconds; beyond this a Retry-After is taken for a mistake

SENTENCES = {
    40001: "省网认为报送的资料有误",
    40002: "省网还缺少附件",
    40003: "一次查询的件数超过省网上限，请联系系统维护人员",
    40101: "省网不承认本网的应用标识或签名，请核对 PROVINCE_APP_KEY 和 PROVINCE_APP_SECRET",
    40102: "本网与省网的时钟相差过大，校正后仍未被接受，请校准服务器时钟",
    40103: "省网称请求随机数重复，重新签名后仍未被接受",
    40301: "省网不允许本网为该行政区划办理业务，请联系省网核对授权",
    40401: "省网查无此项",
    40901: "省网已有编号或设备相同的另一件",
    42901: "省网提示请求过于频繁，系统会按省网要求的时间再试",
    50001: "省网内部出错，系统会自动再试",
    50301: "省网正在维护，系统会按省网要求的时间再试",
}


def business_failure(
    *, code: int, message: str, data: Any, retry_after: float | None, doubt: FailureKind
) -> ProvinceFailure:
    """The failure that an envelope with a code other than 0 reports.

    `doubt` is the kind of a code outside the contract: uncertain where the request may have had its effect.
    """
    message = masked(message)
    sentence = SENTENCES.get(code, f"省网答复了约定之外的代码 {code}")
    return ProvinceFailure(
        kind_of(code, doubt),
        str(code),
        f"{sentence}。省网原话：{message}" if message else f"{sentence}。",
        retry_after=retry_after,
        server_time=reading.server_time(data),
        missing=reading.missing_files(data),
        errors=reading.field_errors(data),
    )


def kind_of(code: int, doubt: FailureKind) -> FailureKind:
    """Whether trying again can help after this business code."""
    if 40100 <= code < 40200:
        return FailureKind.CONFIGURATION
    if 42900 <= code < 43000 or 50000 <= code < 60000:
        return FailureKind.TEMPORARY
    return FailureKind.PERMANENT if 40000 <= code < 50000 else doubt


def nonsense(*, http_status: int, retry_after: float | None, doubt: FailureKind) -> ProvinceFailure:
    """The failure of an answer that is not the contract's JSON: a gateway's page, a cut answer."""
    if http_status in {401, 407}:
        text = f"省网网关拒绝了请求(HTTP {http_status})，请核对接口地址和访问授权。"
        return ProvinceFailure(FailureKind.CONFIGURATION, f"http_{http_status}", text)
    if http_status in {429, 503}:
        text = f"省网网关暂不受理请求(HTTP {http_status})，系统会自动再试。"
        return ProvinceFailure(doubt, f"http_{http_status}", text, retry_after=retry_after)
    text = f"省网的答复不是约定的格式(HTTP {http_status})，系统会自动再试。"
    return ProvinceFailure(doubt, "nonsense", text, retry_after=retry_after)


def seconds_to_wait(headers: Mapping[str, str], *, now: dt.datetime) -> float | None:
    """Retry-After in seconds, from a number or an HTTP date; None where there is none that can be read.

    A date is read against the answer's own Date header, so that a wrong clock here does not shorten it.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,12}(\.\d+)?", text):
        return min(float(math.ceil(float(text))), _LONGEST_WAIT)
    until = _moment(text)
    if until is None:
        return None
    base = _moment(headers.get("Date", "")) or now
    return min(max((until - base).total_seconds(), 0.0), _LONGEST_WAIT)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
