"""添加设备 and 修改 of many records in one transaction, each in a savepoint of its own: a refusal takes back its own writes alone.

Costs what so many single steps cost; it saves the requests. Rows that are changed are locked first, by number, so that two such steps
never wait for one another in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.policies import Action, require
from devices.models import CatalogueVersion, Device
from devices.recording import RecordInput
from devices.services.drafting import add_device, change_device
from ground.errors import RuleBroken

MOST = 200
MISSING = "没有找到该记录，或无权查看。"
TWICE = "本次请求中已有同一台设备的另一项，请合并为一项。"
UNKNOWN_CATEGORY = "没有“{given}”这个设备类别。可用的有：{known}。"


class NoSuchDevice(RuleBroken):
    """The record is not there, or a stranger's, or in the register."""

    status = 404


@dataclass(frozen=True, slots=True)
class Asked:
    """One item: the category of a new record, or the record to change and the revision seen (None: any).

    `read` makes of the record as it stands what is to be taken over; it raises RuleBroken.
    """

    read: Callable[[Device], RecordInput]
    category: str = ""
    device_id: int | None = None
    revision: int | None = None


@transaction.atomic
def draft_many(*, user: User, asked: Sequence[Asked]) -> list[Device | RuleBroken]:
    """Add or change the records; each one's record, or why not, in the order of `asked`. Raises NotAllowed alone."""
    require(user, Action.KEEP_DEVICES)
    mine = Device.objects.visible_to(user).unapproved()
    wanted = [item.device_id for item in asked if item.device_id is not None]
    held = mine.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    devices = {device.pk: device for device in held} if wanted else {}
    version, named = CatalogueVersion.objects.in_force(), set[int]()
    outcomes: list[Device | RuleBroken] = []
    for item in asked:
        try:
            with transaction.atomic():
                outcomes.append(
                    _add(item, user, version) if item.category else _change(item, user, devices, named)
                )
        except RuleBroken as refusal:
            outcomes.append(refusal)
    return outcomes


def refuse_unknown_category(version: CatalogueVersion, category: str) -> None:
    """Raise RuleBroken unless the version lets records of that category be added."""
    known = [item.code for item in version.catalogue.enabled_categories()]
    if category not in known:
        said = UNKNOWN_CATEGORY.format(given=category, known="、".join(known))
        raise RuleBroken("unknown_category", said, path="category")


def _add(item: Asked, user: User, version: CatalogueVersion) -> Device:
    refuse_unknown_category(version, item.category)
    blank = Device(enterprise=user.own_enterprise, catalogue_version=version, category=item.category)
    return add_device(user=user, category=item.category, given=item.read(blank))


def _change(item: Asked, user: User, devices: dict[int, Device], named: set[int]) -> Device:
    device = devices.get(item.device_id or 0)
    if device is None:
        raise NoSuchDevice("not_found", MISSING, path="id")
    if device.pk in named:
        raise RuleBroken("twice", TWICE, path="id")
    named.add(device.pk)
    revision = device.revision if item.revision is None else item.revision
    return change_device(device_id=device.pk, revision=revision, user=user, given=item.read(device))
