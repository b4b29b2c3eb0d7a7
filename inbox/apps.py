from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "消息与公告"

    def ready(self) -> None:
        """Who reads the record is told when verifying finds something."""
        from audit.verifications import alarms
        from inbox.record_alarm import tell_auditors

        alarms.append(tell_auditors)
