"""Renewals that wait for review, for a running system: `python -m tests.journeys.waiting <count> <first> <mark>`.

Each is brought there by the steps of the demo's people. Their internal numbers are the mark, by which a search
finds them all. With `--disturb`, five of them are overtaken by other people, each in its own way.
"""

from __future__ import annotations

import sys

import django


def number_of(place: int) -> str:
    """The old registration number of the machine at that place."""
    return f"粤T-T{place:05d}"


def make(count: int, first: int, mark: str) -> None:
    """Let the demo's firm hand in so many renewals without a warning."""
    from accounts.models import User
    from renewals.models import RenewalApplication
    from tests import cases

    clerk, reviewer = (User.objects.get(username=name) for name in ("enterprise", "reviewer"))
    for number in range(first, first + count):
        cases.waiting(clerk, reviewer, number, common={"internal_number": mark})
    RenewalApplication.objects.filter(internal_number=mark).update(warnings=0)


def disturb(mark: str) -> None:
    """Five of the marked renewals: withdrawn, claimed, asked back, handed in anew, accepted by another."""
    from accounts.models import User
    from renewals.models import RenewalApplication
    from renewals.services.claiming import claim, release_claim
    from renewals.services.deciding import accept
    from renewals.services.submitting import request_withdrawal, withdraw_renewal
    from tests.cases import again, submitted

    clerk, other = (User.objects.get(username=name) for name in ("enterprise", "reviewer2"))
    marked = RenewalApplication.objects.filter(internal_number=mark).order_by("submitted_at", "id")
    gone, held, asked, anew, done = marked[:5]
    withdraw_renewal(renewal_id=gone.pk, revision=gone.revision, user=clerk)
    claim(renewal_id=held.pk, reviewer=other)
    claim(renewal_id=asked.pk, reviewer=other)
    request_withdrawal(
        renewal_id=asked.pk, revision=again(asked).revision, user=clerk, reason="型号填错，需要修改"
    )
    release_claim(renewal_id=asked.pk, reviewer=other)
    submitted(withdraw_renewal(renewal_id=anew.pk, revision=anew.revision, user=clerk), clerk)
    accept(renewal_id=done.pk, revision=done.revision, reviewer=other)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "--disturb":
        disturb(sys.argv[2])
    else:
        make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
