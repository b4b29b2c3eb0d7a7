"""企业事项: the applications, their rounds, what is left to do at the province, and former names."""

from matters.models.errands import ProvinceErrand
from matters.models.matter import Matter
from matters.models.names import FormerName
from matters.models.rounds import MatterRound

__all__ = ["FormerName", "Matter", "MatterRound", "ProvinceErrand"]
