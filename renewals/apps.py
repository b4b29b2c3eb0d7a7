from django.apps import AppConfig


class RenewalsConfig(AppConfig):
    name = "renewals"
    verbose_name = "换证"

    def ready(self) -> None:
        """Let a hanging renewal follow its machine, and free what a reviewer who leaves has claimed."""
        from accounts.leaving import on_leaving
        from devices.signals import machine_stepped
        from renewals.services.hanging import on_machine_stepped
        from renewals.services.releasing import release_claims

        on_leaving(release_claims)
        machine_stepped.connect(on_machine_stepped, dispatch_uid="renewals.hanging")
