"""The one signal of the project.

`renewal_accepted` is sent inside the transaction of the acceptance with `renewal` and `submission`;
whoever carries renewals to the province writes its row there, so that both stand or fall together.
"""

from django.dispatch import Signal

renewal_accepted = Signal()
