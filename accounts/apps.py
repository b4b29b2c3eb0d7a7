from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与企业"

    def ready(self) -> None:
        """Listen to logins."""
        from accounts import proof  # noqa: F401
