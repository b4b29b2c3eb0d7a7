"""The platform's conditions as people set them: on the page, by the control address, by command."""

import time
from typing import Any

from django import forms

from mock_province.models import Platform

Told = dict[str, Any]
LABELS = {
    "requests_per_minute": "每分钟最多请求数（0 为不限）",
    "clock_skew_seconds": "平台时钟偏差（秒，可为负）",
    "latency_ms": "答复延迟（毫秒）",
    "slow_percent": "延迟的请求占比（%，0 为全部）",
    "error_percent": "内部错误 50001（%）",
    "busy_percent": "繁忙或维护 42901、50301（%）",
    "retry_after_seconds": "繁忙时要求等待（秒）",
    "retry_after_as_date": "Retry-After 写成日期",
    "html_percent": "以网页代替答复（%，半数在落账之后）",
    "lost_percent": "落账后不答复（%）",
    "cut_percent": "落账后答复中断（%）",
    "silent_percent": "状态查询漏答（%）",
    "duplicate_percent": "状态、变动重复（%）",
    "stale_percent": "状态过期、次序颠倒（%）",
    "unknown_word_percent": "约定之外的状态（%）",
    "corrupt_percent": "证照文件损坏（%）",
    "return_percent": "退回（%）",
    "return_reason": "退回理由",
    "certificate_format": "证照文件格式",
}


class ConditionsForm(forms.ModelForm):
    """All conditions; `maintenance_seconds` counts from now."""

    maintenance_seconds = forms.IntegerField(
        label="停机维护（秒，从现在起）", min_value=0, max_value=7 * 86_400, required=False
    )
    latency_ms = forms.IntegerField(label=LABELS["latency_ms"], min_value=0, max_value=120_000)
    clock_skew_seconds = forms.IntegerField(
        label=LABELS["clock_skew_seconds"], min_value=-(10**8), max_value=10**8
    )

    class Meta:
        model = Platform
        fields = list(LABELS)
        labels = LABELS
        help_texts = dict.fromkeys(LABELS, "")

    def save(self, commit: bool = True) -> Platform:
        """Put them into force."""
        seconds = self.cleaned_data.get("maintenance_seconds") or 0
        self.instance.maintenance_until = int(time.time()) + seconds if seconds else 0
        return super().save(commit)


def present() -> Told:
    """The conditions in force, by name."""
    platform = Platform.present()
    left = max(platform.maintenance_until - int(time.time()), 0)
    return {"maintenance_seconds": left} | {name: getattr(platform, name) for name in LABELS}


def usual() -> Told:
    """Nothing goes wrong."""
    fresh = Platform()
    return {"maintenance_seconds": 0} | {name: getattr(fresh, name) for name in LABELS}


def change(given: Told, *, keep: bool) -> ConditionsForm:
    """The form with what is given, the rest as it is (`keep`) or lifted; unknown names are an error."""
    if unknown := sorted(set(given) - {"maintenance_seconds", *LABELS}):
        raise ValueError("没有这样的开关：" + "、".join(unknown))
    return ConditionsForm((present() if keep else usual()) | given, instance=Platform.present())


def in_words() -> list[str]:
    """What differs from the usual, for people."""
    now, calm = present(), usual()
    words = {"maintenance_seconds": "停机维护还剩（秒）"} | LABELS
    return [f"{words[name]}：{now[name]}" for name in now if now[name] != calm[name]]
