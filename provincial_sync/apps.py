from django.apps import AppConfig


class ProvincialSyncConfig(AppConfig):
    name = "provincial_sync"
    verbose_name = "省网对接"

    def ready(self) -> None:
        from audit.sources import Source, marked, seal_table
        from provincial_sync import listening  # noqa: F401
        from provincial_sync.body_digests import DIGESTS, changed_bodies
        from provincial_sync.models import Exchange, UploadNote

        said = ("operation", "method", "path", "http_status", "code", "message")
        ids = ("province_request_id", "request_id", "milliseconds")
        first = ("at", "upload_id", *said, *ids)
        forms = [first, (*first, *DIGESTS, "digest_key")]
        seal_table(Source("exchange", Exchange, forms, kept=False, beside=changed_bodies))
        seal_table(Source("upload_note", UploadNote, marked("at", "upload_id", "kind", "text", "by_id")))
