"""Encrypt personal data anew after a change of DATA_KEY or CRYPTO_PROFILE."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ground.encrypting import renew_everything


class Command(BaseCommand):
    """Goes through every encrypted column, some hundred rows at a time, while the portal runs.

    Interrupted, it is called again: what carries the present key is left alone. Ends with an error where a text
    is left that no key opens, so that the former key is not thrown away too early.
    """

    help = "更换 DATA_KEY 或 CRYPTO_PROFILE 后，用新密钥重新加密个人信息；可中断，可重复执行"

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for table, done in renew_everything():
            unreadable += len(done.unreadable)
            self.stdout.write(f"{table}: 重新加密 {done.changed} 行，无法读取 {len(done.unreadable)} 行")
        if unreadable:
            raise CommandError(
                f"有 {unreadable} 处无法读取：请把当时的密钥加入 DATA_KEY_FALLBACKS 后再次执行，旧密钥暂勿删除。"
            )
        self.stdout.write("全部个人信息已使用现行密钥，DATA_KEY_FALLBACKS 可以清空。")
