"""What the office changed of the data that the city owns: templates, rules, the parameter catalogue; append-only."""

from __future__ import annotations

from django.db import models

from audit.append_only import Recorded
from audit.words import Erasable, ErasableQuerySet

Texts = dict[str, str]  # a label that people read → the text that stands there


class CityChangeQuerySet(ErasableQuerySet["CityChange"]):
    """Reads of the changes, and the refusal to rewrite them."""

    def of(self, subject: str) -> CityChangeQuerySet:
        """Every change of one subject (`opinion:RJ05`), newest first."""
        return self.filter(subject=subject).order_by("-at", "-id")

    def of_kind(self, kind: str) -> CityChangeQuerySet:
        """Every change of the subjects of a kind (`opinion`), newest first."""
        return self.filter(subject__startswith=f"{kind}:").order_by("-at", "-id")


class CityChange(Erasable, Recorded):
    """One change: who, when, of what, the texts before and after, and why. People stand here by id alone.

    `before` and `after` map a label that people read to the text that stood there.
    """

    WORDS = ("reason", "before", "after")

    subject = models.CharField("对象", max_length=80)
    title = models.CharField("名称", max_length=120)
    before = models.JSONField("修改前", default=dict)
    after = models.JSONField("修改后", default=dict)
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = CityChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "维护记录"
        indexes = [
            models.Index(fields=["subject", "-at", "-id"], name="changes_of_subject"),
            models.Index(fields=["-at", "-id"], name="changes_latest"),
            models.Index(fields=["actor_id", "-at", "-id"], name="changes_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{super().__str__()} {self.title}"

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(label, before, after) of what differs."""
        return differing(self.before, self.after)


def as_lines(text: str) -> str:
    """The text with its lines ended alike: a browser sends other ends than it was given."""
    return text.replace("\r\n", "\n")


def differing(before: Texts, after: Texts) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs, in the order of the labels."""
    labels = [*before, *(label for label in after if label not in before)]
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return [(label, old, new) for label, old, new in pairs if old != new]
