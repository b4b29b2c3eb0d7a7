from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "消息与公告"

    def ready(self) -> None:
        """Owners are told of what happens to their accounts, who reads the record of what verifying finds, and of infected
        files who has to do with them."""
        from accounts.mailboxes import mailbox_followers
        from audit.services import account_followers
        from audit.verifications import alarms
        from documents import scanning
        from inbox import personal  # noqa: F401 (registers what is held of people)
        from inbox.account_safety import tell_former_mailbox, tell_owner
        from inbox.infected_alarm import tell_of_infected
        from inbox.record_alarm import tell_auditors

        account_followers.append(tell_owner)
        mailbox_followers.append(tell_former_mailbox)
        alarms.append(tell_auditors)
        scanning.alarms.append(tell_of_infected)
