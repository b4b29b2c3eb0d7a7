"""从本企业同型号设备复制: which of the firm's renewals can be copied from, and what of them."""

from __future__ import annotations

from accounts.models import User
from renewals.models import RenewalApplication

MOST = 30
# What two machines of one model have alike; numbers, dates of papers and places belong to each machine.
COMMON = ("sub_type", "device_name", "manufacturer", "design_service_life")
OWN = frozenset({"texts", "date"})


def machines_to_copy(renewal: RenewalApplication, user: User) -> list[RenewalApplication]:
    """The person's other renewals of that category and model, the latest first; one query."""
    if not renewal.model:
        return []
    mine = RenewalApplication.objects.visible_to(user).live()
    alike = mine.filter(category=renewal.category, model__iexact=renewal.model)
    others = alike.exclude(device_id=renewal.device_id).defer("parameters", "details")
    return list(others.select_related("device").order_by("-created_at", "-id")[:MOST])


def copied_values(source: RenewalApplication) -> dict[str, str]:
    """What another machine of the model takes over of `source`, by path."""
    filled, common = source.parameter_values(), source.common_values()
    values = {f"device.{code}": common[code] for code in COMMON if code in common}
    for parameter in source.category_data.parameters:
        if parameter.kind not in OWN and parameter.code in filled:
            values[parameter.path] = filled[parameter.code]
    return values
