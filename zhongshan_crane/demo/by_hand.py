"""What people of the office do by hand, in the demonstration: a number to correct, reports from sites, news to match."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from cases.models import Case
from cases.reporting import Reported, report
from cases.services import answer_case, claim_case
from cases.words import ProblemKind
from devices.models import Device
from ground.digests import sm3_hex
from ground.glossary import MatterKind
from matters.services.filing import MatterInput
from matters.services.office import file_by_office
from provincial_sync.feed_applying import settle
from provincial_sync.models import ChangeStatus, RegistrationChange
from zhongshan_crane.demo.clock import Calendar, moment
from zhongshan_crane.demo.drawing import JPEG, PDF, Paper
from zhongshan_crane.demo.firms import FIRMS, OUTSIDE
from zhongshan_crane.demo.fleet import MAKERS
from zhongshan_crane.demo.papers import nameplate_jpeg, plain_paper_pdf

MISTAKEN, RIGHT = "粤T-S00064", "粤T-S00046"
REASON = "旧证原件为 粤T-S00046，录入时末两位颠倒，企业来函要求更正。"
SETTLED = "已到现场核对：码牌为本机码牌，出厂编号刻字被油漆覆盖，清理后一致，已要求保持铭牌清晰。"
BEFORE_ALL = 0  # the reading to which the items belong: whatever the province tells later is newer


def do_by_hand(people: dict[str, User], calendar: Calendar) -> None:
    """Make all of it; the machines must be there."""
    _ask_for_a_correction(people, calendar)
    _report_from_sites(people, calendar)
    _leave_news_to_match(calendar)


def _ask_for_a_correction(people: dict[str, User], calendar: Calendar) -> None:
    """One administrator has asked, the other has not looked yet."""
    device = Device.objects.get(old_registration_number=MISTAKEN)
    lines = [f"证书原件载明：备案号 {RIGHT}，出厂编号 {device.factory_number}。"]
    paper = Paper("office_evidence", "旧证原件复核单.pdf", PDF, plain_paper_pdf("旧证原件复核单", lines))
    content = {"which": "old", "number": RIGHT, "explanation": REASON}
    with moment(calendar.workday(1, 10)):
        file_by_office(
            user=people["admin"],
            kind=MatterKind.NUMBER_CORRECTION,
            device_id=device.pk,
            given=MatterInput(content, (paper.staged(),)),
        )


def _report_from_sites(people: dict[str, User], calendar: Calendar) -> None:
    """Two that nobody has taken up, one in hand, one answered."""
    plate = Paper(
        "case_photo",
        "现场号牌.jpg",
        JPEG,
        nameplate_jpeg({"规格型号": "QTZ80(TC6012)", "出厂编号": "2017-0813"}),
    )
    differs = Reported(
        ProblemKind.PLATE_DIFFERS,
        number="粤T-T00290",
        serial="2017-0318",
        place="石岐示例旧改项目 2 号塔吊",
        text="塔身铭牌的出厂编号看上去是 2017-0813，与码牌查到的 2017-0318 不一致，请核查。",
        photos=(plate.staged(),),
    )
    cloned = Reported(
        ProblemKind.CLONED,
        number="粤T-T00777",
        serial="2019-0404",
        place="东区示例医院扩建工程",
        text="工地上这台塔吊挂的备案号在系统里查不到，怀疑是假号牌。",
        contact="13800001234",
    )
    old = Reported(
        ProblemKind.OVER_AGE,
        number="粤T-T00104",
        serial="2009-0316",
        place="石岐街道示例路1号堆场",
        text="这台 2009 年出厂的塔吊仍在使用，想确认有没有做过安全评估。",
    )
    hidden = Reported(
        ProblemKind.PLATE_DIFFERS,
        number="粤T-T00410",
        serial="2022-0101",
        place="南朗示例科学城项目",
        text="铭牌上的出厂编号看不清，无法与码牌核对。",
    )
    _report("demo-differs", differs, calendar.workday(1, 15))
    _report("demo-cloned", cloned, calendar.workday(2, 11))
    taken = _report("demo-old", old, calendar.workday(3, 9))
    with moment(calendar.workday(2, 16)):
        claim_case(case_id=taken.pk, revision=taken.revision, user=people["reviewer2"])
    answered = _report("demo-hidden", hidden, calendar.workday(9, 10))
    with moment(calendar.workday(8, 9)):
        held = claim_case(case_id=answered.pk, revision=answered.revision, user=people["reviewer"])
    with moment(calendar.workday(7, 16)):
        answer_case(
            case_id=held.pk, revision=held.revision, user=people["reviewer"], answer=SETTLED, founded=True
        )


def _report(form_key: str, said: Reported, at: dt.datetime) -> Case:
    with moment(at):
        return report(form_key=form_key, said=said)[0]


def _leave_news_to_match(calendar: Calendar) -> None:
    """Items of the province's feed that no two marks give to one machine."""
    hoist = MAKERS["construction_hoist"]
    crane = MAKERS["tower_crane"]
    for number, (changed, told) in enumerate(
        (
            (5, ("粤AB-T202600311", "粤A-T05678", "TOWER_CRANE", "QTZ80(TC6012)", "2016-0631", crane)),
            (3, ("粤AB-S202600128", "", "CONSTRUCTION_HOIST", "SC200/200D", "SC2019-0620", hoist)),
            (2, ("粤AB-T202600350", "粤A-T07001", "TOWER_CRANE", "QTZ125(TC6015)", "2018-1107", crane)),
        ),
        1,
    ):
        with moment(calendar.workday(changed, 8)):
            _tell(number, told, calendar.workday(changed, 7))


def _tell(sequence: int, told: tuple[str, str, str, str, str, str], at: dt.datetime) -> None:
    registration_number, previous, category, model, serial, maker = told
    change = RegistrationChange(
        generation=BEFORE_ALL,
        sequence=sequence,
        digest=sm3_hex(f"demo {sequence}".encode()),
        registration_number=registration_number,
        previous_number=previous,
        owner_name=OUTSIDE,
        owner_uscc=FIRMS[OUTSIDE]["uscc"],
        owner_region=FIRMS[OUTSIDE]["region_code"],
        category=category,
        model=model,
        serial_number=serial,
        manufacturer=maker,
        status=ChangeStatus.VALID,
        changed_at=at,
    )
    settle(change)
