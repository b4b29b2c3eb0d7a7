from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "matters"
    verbose_name = "企业事项"

    def ready(self) -> None:
        """Let the deadlines of what waits here follow 办理日历, too."""
        from matters.models import Matter
        from renewals.services.calendar import waiting_sources

        waiting_sources.append(lambda: Matter.objects.awaiting_review())
