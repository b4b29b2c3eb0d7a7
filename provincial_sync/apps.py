from django.apps import AppConfig


class ProvincialSyncConfig(AppConfig):
    name = "provincial_sync"
    verbose_name = "省网对接"

    def ready(self) -> None:
        from provincial_sync import listening  # noqa: F401
