from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "消息与公告"

    def ready(self) -> None:
        """Who reads the record is told when verifying finds something, and of infected files who has to do with them."""
        from audit.verifications import alarms
        from documents import scanning
        from inbox import personal  # noqa: F401 (registers what is held of people)
        from inbox.infected_alarm import tell_of_infected
        from inbox.record_alarm import tell_auditors

        alarms.append(tell_auditors)
        scanning.alarms.append(tell_of_infected)
