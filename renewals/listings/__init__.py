"""The enterprise's lists: the register, the renewals, and 任务历史."""

from renewals.listings.entries import entry_list
from renewals.listings.register import register_list
from renewals.listings.steps import step_list

__all__ = ["entry_list", "register_list", "step_list"]
