"""The one signal of the project, and what its receivers have read beforehand.

`renewal_accepted` is sent inside the transaction of the acceptance with `renewal` and `submission`;
whoever carries renewals to the province writes its row there, so that both stand or fall together.
What a receiver needs of the database it adds to `read_for_acceptance` under a name: an expression over the renewal.
The value is read with the locked renewal and sent under that name.
"""

from django.db.models import Subquery
from django.dispatch import Signal

renewal_accepted = Signal()
read_for_acceptance: dict[str, Subquery] = {}
