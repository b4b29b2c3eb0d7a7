"""重置动态口令 on the server: for the only 安全管理员 who has lost phone and recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.second_factor import reset_on_the_server
from ground.errors import StepRefused


class Command(BaseCommand):
    help = "重置一个账号的动态口令，结束其登录会话；记入账号记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号")
        parser.add_argument("--reason", required=True, help="原因，记入账号记录")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ended = reset_on_the_server(username=options["username"], reason=options["reason"])
        except User.DoesNotExist:
            raise CommandError(f"没有账号 {options['username']}。") from None
        except StepRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"已重置 {options['username']} 的动态口令，结束登录会话 {ended} 个。")
