"""PUT /files/{sm3}."""

import re
from typing import Any

from django.db import transaction

from mock_province import clock, file_store, ledger
from mock_province.envelope import invalid
from mock_province.gate import Call
from mock_province.models import StoredFile


def put_file(call: Call, sm3: str) -> tuple[int, dict[str, Any]]:
    """Keep one attachment: 201 when it is new, 200 when it was there. Raises 40001."""
    if not re.fullmatch("[0-9a-f]{64}", sm3):
        raise invalid("sm3", "应为 64 位小写十六进制")
    if not call.body:
        raise invalid("body", "文件是空的")
    if call.body_sm3 != sm3:
        raise invalid("body", "文件内容与摘要不一致")
    file_store.keep(file_store.ATTACHMENTS, call.body)
    facts = {"size": len(call.body), "stored_at": clock.now()}
    with transaction.atomic():
        stored, new = StoredFile.objects.get_or_create(sm3=sm3, defaults=facts)
        if new:
            ledger.committed("file", sm3=sm3, size=stored.size)
    return 201 if new else 200, {"sm3": stored.sm3, "size": stored.size}
