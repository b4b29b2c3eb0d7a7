"""The words of work that the interface leaves to a worker."""

from __future__ import annotations

from ground.worded import Worded


class InterfaceJobKind(Worded):
    """What is done."""

    SUBMIT_RENEWALS = "submit_renewals", "批量提交备案"


class InterfaceJobState(Worded):
    """How far it is. FAILED: who asked may no longer act, the rest was refused; DONE says nothing of the single items."""

    QUEUED = "queued", "等待处理"
    RUNNING = "running", "处理中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


OPEN = (InterfaceJobState.QUEUED, InterfaceJobState.RUNNING)
