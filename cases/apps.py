from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "疑似问题"

    def ready(self) -> None:
        """What happens to a case is part of the record."""
        from audit.sources import Source, marked, seal_table
        from cases import personal  # noqa: F401 (registers reporters' contacts)
        from cases.models import CaseEvent

        seal_table(Source("case", CaseEvent, marked("at", "case_id", "step", "by_id", "note")))
