"""What the office changed of the data that the city owns: templates, rules, the parameter catalogue; append-only."""

from __future__ import annotations

from typing import Any

from django.db import models

from ground.glossary import ActorKind

Texts = dict[str, str]  # a label that people read → the text that stands there


class CityChangeQuerySet(models.QuerySet["CityChange"]):
    """Reads of the changes, and the refusal to rewrite them."""

    def of(self, subject: str) -> CityChangeQuerySet:
        """Every change of one subject (`opinion:RJ05`), newest first."""
        return self.filter(subject=subject).order_by("-at", "-id")

    def of_kind(self, kind: str) -> CityChangeQuerySet:
        """Every change of the subjects of a kind (`opinion`), newest first."""
        return self.filter(subject__startswith=f"{kind}:").order_by("-at", "-id")

    def update(self, **kwargs: Any) -> int:
        raise TypeError("history is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")


class CityChange(models.Model):
    """One change: who, when, of what, the texts before and after, and why. People stand here by id alone.

    `before` and `after` map a label that people read to the text that stood there.
    """

    at = models.DateTimeField("时间")
    subject = models.CharField("对象", max_length=80)
    title = models.CharField("名称", max_length=120)
    before = models.JSONField("修改前", default=dict)
    after = models.JSONField("修改后", default=dict)
    reason = models.CharField("原因", max_length=200, blank=True)
    actor_kind = models.CharField("办理方", max_length=20, choices=ActorKind.choices)
    actor_id = models.CharField("办理人编号", max_length=40, blank=True)
    actor_unit = models.CharField("办理单位", max_length=40, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    address = models.CharField("来源地址", max_length=64, blank=True)

    objects = CityChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "维护记录"
        indexes = [models.Index(fields=["subject", "-at", "-id"], name="changes_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")

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
