"""The firm's pages of 企业事项."""

from matters.views.filling import choose, edit, start
from matters.views.following import detail, export_matters, matters, paper
from matters.views.stepping import confirm, decline, resume_exchange, submit, void, withdraw

__all__ = [
    "choose",
    "confirm",
    "decline",
    "detail",
    "edit",
    "export_matters",
    "matters",
    "paper",
    "resume_exchange",
    "start",
    "submit",
    "void",
    "withdraw",
]
