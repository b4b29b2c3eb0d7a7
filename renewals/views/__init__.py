"""The enterprise's pages of the renewals."""

from renewals.views.entries import ask_withdrawal, detail, entries, export_entries, submit, void, withdraw
from renewals.views.form import edit, start
from renewals.views.history import export_history, history
from renewals.views.live import autosave, check, check_first, session, values_to_copy
from renewals.views.printing import print_form, print_forms, print_receipt, print_summary
from renewals.views.rating import rate
from renewals.views.register import export_registered, registered

__all__ = [
    "ask_withdrawal",
    "autosave",
    "check",
    "check_first",
    "detail",
    "edit",
    "entries",
    "export_entries",
    "export_history",
    "export_registered",
    "history",
    "print_form",
    "print_forms",
    "print_receipt",
    "print_summary",
    "rate",
    "registered",
    "session",
    "start",
    "submit",
    "values_to_copy",
    "void",
    "withdraw",
]
