"""注销: the machine leaves the register for good; its record and history stay."""

from __future__ import annotations

from accounts.models import User
from matters.effects.machines import Said, end_registration, freed_machine, leave_to_the_province
from matters.models import Matter
from matters.models.errands import Awaited

DONE = "设备已注销，不再计入待换发证件。电子证照(如有)随之注销，请交回旧证并停止使用该设备。"


def deregister(matter: Matter, reviewer: User) -> Said:
    """已注销 for machine and certificates; the province is told by hand (证照状态 04)."""
    device = freed_machine(matter, reviewer)
    ended = end_registration(matter, device)
    leave_to_the_province(
        matter,
        f"注销 {device.registration_number} {device.model}(出厂编号 {device.factory_number})：在省网将证照状态改为注销。",
        awaits=Awaited.CANCELLATION,
        device=device,
    )
    return Said(DONE, detail={"certificates": ended})
