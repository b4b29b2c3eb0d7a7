from functools import partial

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "matters"
    verbose_name = "企业事项"

    def ready(self) -> None:
        """Let the deadlines of what waits here follow 办理日历, and free what a reviewer who leaves has claimed."""
        from accounts.leaving import on_leaving
        from desk.claiming import free_claims
        from documents.models import SubjectKind
        from documents.subjects import papers_follow
        from matters.models import Matter
        from matters.services.claiming import MATTERS
        from renewals.services.calendar import waiting_sources

        on_leaving(partial(free_claims, MATTERS))
        papers_follow(SubjectKind.MATTER, lambda user: Matter.objects.visible_to(user))
        waiting_sources.append(lambda: Matter.objects.awaiting_review())
