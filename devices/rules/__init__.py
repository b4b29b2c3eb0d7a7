"""The rules about a machine's data: pure functions over MachineFacts, answering with findings."""

from __future__ import annotations

from devices.rules.age import age_of, age_rule, age_under, check_age
from devices.rules.attachments import check_attachments, paper_facts, papers_of
from devices.rules.common_fields import check_common, check_owner
from devices.rules.cross import check_cross
from devices.rules.dates import check_dates, check_licence
from devices.rules.elimination import check_elimination
from devices.rules.facts import MachineFacts
from devices.rules.machine import check_machine
from devices.rules.parameters import check_parameters
from devices.rules.registration import check_registration_number

__all__ = [
    "MachineFacts",
    "age_of",
    "age_rule",
    "age_under",
    "check_age",
    "check_attachments",
    "check_common",
    "check_cross",
    "check_dates",
    "check_elimination",
    "check_licence",
    "check_machine",
    "check_owner",
    "check_parameters",
    "check_registration_number",
    "paper_facts",
    "papers_of",
]
