"""How old a machine's record says it is: the verdict of the age rules, from its row alone."""

from __future__ import annotations

from django.utils import timezone

from devices import assumptions
from devices.ages import Age
from devices.assumptions import Assumptions
from devices.models import Device
from devices.rules import MachineFacts, age_of

# What the assessment age depends on, and what tells the old unit of a moment from the new one.
DECIDE_AGE = ("rated_load_moment", "capacity_at_max_radius", "max_working_radius")


def age_of_machine(device: Device, under: Assumptions | None = None) -> Age | None:
    """Where the machine stands today; None without its date or what decides the rule. No query.

    `under` are other assumptions than those in force.
    """
    values = device.parameter_values()
    facts = MachineFacts(
        catalogue=device.catalogue,
        category=device.category,
        today=timezone.localdate(),
        sub_type=device.sub_type,
        common=device.common_values(),
        parameters={code: values[code] for code in DECIDE_AGE if code in values},
        assumptions=under or assumptions.current(),
    )
    renewed = bool(device.new_registration_number)
    return age_of(facts if renewed else facts.in_new_units("intake"))
