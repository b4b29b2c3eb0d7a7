from django.apps import AppConfig


class ProvincialSyncConfig(AppConfig):
    name = "provincial_sync"
    verbose_name = "省网对接"

    def ready(self) -> None:
        from audit.sources import Source, seal_table
        from provincial_sync import listening  # noqa: F401
        from provincial_sync.models import Exchange, UploadNote

        said = ("operation", "method", "path", "http_status", "code", "message")
        ids = ("province_request_id", "request_id", "milliseconds")
        seal_table(Source("exchange", Exchange, [("at", "upload_id", *said, *ids)], kept=False))
        seal_table(Source("upload_note", UploadNote, [("at", "upload_id", "kind", "text", "by_id")]))
