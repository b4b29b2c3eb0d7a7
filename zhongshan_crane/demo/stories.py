"""How each machine of the demonstration came to where it is; a story for each state on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from desk.remarks import RemarkInput
from ground.glossary import RefusalKind
from zhongshan_crane.demo import matters, province
from zhongshan_crane.demo.drawing import Paper, assessment, calibration
from zhongshan_crane.demo.way import Way

ADDRESS_SHORT = "存放地址不完整(应到镇街、路名及门牌/场地名称)。"
CALIBRATION_OVER = "防坠安全器标定有效期已过，请重新标定并补充有效的标定证书。"
TIP_LOAD = "最大幅度处起重量与型号、说明书不符，请核对说明书后更正。"
NAMEPLATE = "铭牌照片反光，出厂编号无法辨认，请重新拍摄。"
BANNED = "该型号属明令禁止使用的塔式起重机，依法不予备案，请办理注销。"
RETURNED = "最大安装高度与使用说明书不一致，请核对后重新提交"
VOIDED = "设备近期将大修并更换标准节，大修完成后重新申请。"


def registered(way: Way) -> None:
    """Recorded, handed in, and taken into the register two working days later."""
    days = way.machine.days
    way.record(way.day(days, 9))
    way.hand_in(way.day(days, 10))
    way.take_in(way.day(days - 2, 15))


def intake_draft(way: Way) -> None:
    way.record(way.day(way.machine.days, 9))


def intake_incomplete(way: Way) -> None:
    blank = {"purchase_date", "nameplate_photo", "total_power", "safety_device_serial", "motor_power"}
    way.record(way.day(way.machine.days, 16), without=frozenset(blank))


def intake_pending(way: Way) -> None:
    way.record(way.day(way.machine.days, 9))
    way.hand_in(way.day(way.machine.days, 11))


def intake_rejected(way: Way) -> None:
    intake_pending(way)
    way.refuse_intake(way.day(5, 15), f"{NAMEPLATE}{ADDRESS_SHORT}")


def home(way: Way) -> None:
    """Of an owner elsewhere: exchanged there."""
    way.hand_in_from_elsewhere(way.day(way.machine.days, 10))
    way.take_in(way.day(way.machine.days - 2, 15))


def draft_ready(way: Way) -> None:
    _begun(way, 5)


def draft_incomplete(way: Way) -> None:
    registered(way)
    way.begin(way.day(2, 16), {}, dict(list(way.machine.like.new.items())[:2]))


def resubmission_due(way: Way) -> None:
    """Refused and edited again: 退回待重提."""
    _submitted(way, 12, {"capacity_at_max_radius": "1500"})
    way.reject(way.day(9, 15), TIP_LOAD, RemarkInput("parameters.capacity_at_max_radius", TIP_LOAD, "RJ12"))
    way.correct(way.day(3, 10), {}, {"capacity_at_max_radius": "1200"})


def pending(way: Way) -> None:
    _submitted(way, 3 + way.number % 2)


def pending_claimed(way: Way) -> None:
    _submitted(way, 5)
    way.claim(way.calendar.minutes_ago(5), "reviewer2")


def pending_near_deadline(way: Way) -> None:
    """Handed in six working days ago: the seventh, the law's last, is the next."""
    _submitted(way, 6)


def pending_second_round(way: Way) -> None:
    resubmission_due(way)
    way.submit(way.day(2, 14))


def pending_assessed(way: Way) -> None:
    """Over the assessment age, with a valid assessment."""
    today = way.calendar.now.date()
    on, until = today - dt.timedelta(days=120), today + dt.timedelta(days=245)
    common = {
        "assessment_conclusion": "qualified",
        "assessment_date": on.isoformat(),
        "assessment_valid_until": until.isoformat(),
    }
    _submitted(way, 4, common=common, papers=(assessment(way.machine, on, until),))


def rejected(way: Way) -> None:
    """A hoist whose safety device was no longer calibrated, refused with two remarks at their fields."""
    until = way.calendar.now.date() - dt.timedelta(days=40)
    expired = {"safety_device_valid_until": until.isoformat()}
    _submitted(way, 8, expired, papers=(calibration(way.machine, until),))
    way.reject(
        way.day(2, 15),
        "防坠安全器标定已过期，存放地址不完整，请按逐项意见更正后重新提交。",
        RemarkInput("parameters.safety_device_valid_until", CALIBRATION_OVER, "RJ16"),
        RemarkInput("device.storage_address", ADDRESS_SHORT, "RJ21"),
    )


def rejected_by_law(way: Way) -> None:
    _submitted(way, 7)
    remark = RemarkInput("device.model", BANNED, "RJ18")
    way.reject(way.day(3, 10), BANNED, remark, kind=RefusalKind.STATUTORY, grounds=("G1",))


def accepted(way: Way) -> None:
    """Accepted minutes ago: the upload waits for the worker."""
    _submitted(way, 5)
    way.accept(way.calendar.minutes_ago(3))


def returned_soon(way: Way) -> None:
    """Accepted with a design life typed too short: a running province returns it, and says why."""
    _submitted(way, 6, common={"design_service_life": "10"})
    way.accept(way.calendar.minutes_ago(4))


def uploading(way: Way) -> None:
    """Accepted, and tried once while the province did not answer."""
    _submitted(way, 6)
    upload = way.accept(way.calendar.minutes_ago(9))
    province.try_in_vain(upload, way.calendar.minutes_ago(2))


def upload_failed(way: Way) -> None:
    _submitted(way, 6)
    province.refuse(way.accept(way.day(2, 11)), way.day(2, 12))


def issued(way: Way) -> None:
    begun = way.machine.days - 12
    _submitted(way, begun)
    upload = way.accept(way.day(begun - 3, 10), "reviewer2" if way.number % 2 else "reviewer")
    province.issue(way, upload, way.day(begun - 3, 11))


def issued_after_return(way: Way) -> None:
    """Returned by the province once, corrected, accepted again and issued."""
    _submitted(way, 40)
    province.give_back(way, way.accept(way.day(37, 10)), way.day(37, 11), RETURNED)
    way.correct(way.day(35, 9), {}, {"max_install_height": "28"})
    way.submit(way.day(35, 10))
    province.issue(way, way.accept(way.day(32, 10)), way.day(32, 11))


def voided(way: Way) -> None:
    _begun(way, 20)
    way.void(way.day(15, 10), VOIDED)


def tell(way: Way) -> None:
    """Bring the machine to where its story ends; KeyError for a story that there is not."""
    if way.machine.story in matters.STORIES:
        matters.STORIES[way.machine.story](way, registered)
    else:
        STORIES[way.machine.story](way)


def _begun(
    way: Way,
    days: int,
    parameters: dict[str, str] | None = None,
    *,
    common: dict[str, str] | None = None,
    papers: tuple[Paper, ...] = (),
) -> None:
    """Registered, and the 证件换发申请表 kept with everything that it adds."""
    registered(way)
    machine = way.machine
    calibrated_until = way.calendar.now.date() + dt.timedelta(days=200)
    if machine.like.sub_type == "rack_pinion" and not papers:
        papers = (calibration(machine, calibrated_until),)
    life = {"design_service_life": machine.like.design_service_life}
    added = machine.new_parameters(calibrated_until=calibrated_until)
    way.begin(way.day(days, 9), life | (common or {}), added | (parameters or {}), *papers)


def _submitted(
    way: Way,
    days: int,
    parameters: dict[str, str] | None = None,
    *,
    common: dict[str, str] | None = None,
    papers: tuple[Paper, ...] = (),
) -> None:
    """The same, and handed in on the same day."""
    _begun(way, days, parameters, common=common, papers=papers)
    way.submit(way.day(days, 14))


STORIES: dict[str, Callable[[Way], None]] = {
    "awaiting": registered,
    **{
        story.__name__: story
        for story in (
            intake_draft,
            intake_incomplete,
            intake_pending,
            intake_rejected,
            home,
            draft_ready,
            draft_incomplete,
            resubmission_due,
            pending,
            pending_claimed,
            pending_near_deadline,
            pending_second_round,
            pending_assessed,
            rejected,
            rejected_by_law,
            accepted,
            returned_soon,
            uploading,
            upload_failed,
            issued,
            issued_after_return,
            voided,
        )
    },
}
