from django.apps import AppConfig


class RenewalsConfig(AppConfig):
    name = "renewals"
    verbose_name = "换证"

    def ready(self) -> None:
        """Let a hanging renewal follow its machine (renewals.services.hanging)."""
        from devices.signals import machine_stepped
        from renewals.services.hanging import on_machine_stepped

        machine_stepped.connect(on_machine_stepped, dispatch_uid="renewals.hanging")
