"""The wiring as a Django app: its commands, checks and console."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ZhongshanCraneConfig(AppConfig):
    name = "zhongshan_crane"
    verbose_name = "系统"

    def ready(self) -> None:
        """Register the system checks; let errors and traces leave where a setting says whereto.

        What the switch kept while the database was away is recorded by workers.
        """
        from audit.tasks import before_sealing

        from . import checks  # noqa: F401
        from .monitoring import errors, traces
        from .operator_trail import record_switches

        before_sealing.append(record_switches)
        errors.begin()
        traces.begin()


class ConsoleConfig(admin_apps.AdminConfig):
    """Django's admin, with the console as its default site: apps register with `admin.register` as usual."""

    default = False
    default_site = "zhongshan_crane.console.ConsoleSite"
