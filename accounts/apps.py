from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与企业"

    def ready(self) -> None:
        """Listen to logins; what is encrypted outside of the encrypted fields takes a new key, too."""
        from functools import partial

        from accounts import proof  # noqa: F401
        from accounts.second_factor import PURPOSE
        from ground.encrypting import on_key_change, renew_rows

        table = "accounts_secondfactor"
        on_key_change(table, partial(renew_rows, table, {"secret": PURPOSE}, key="person_id"))
