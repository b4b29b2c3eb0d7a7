"""Health for load balancers and compose: answered before host checks, sessions and redirects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from audit.figures import broken
from documents.clamd import ScannerAwayError
from documents.scanning import REFUSE, scanner
from provincial_sync.condition import SHAKY, WELL, condition
from provincial_sync.figures import oldest_waiting
from zhongshan_crane.monitoring.door import metrics

Answer = Callable[[HttpRequest], HttpResponse]
_BROKER_PATIENCE_SECONDS = 1.0
_SCANNER_PATIENCE_SECONDS = 1.0
LATE = dt.timedelta(minutes=15)  # a due upload is otherwise taken within seconds


class HealthMiddleware:
    """Answers /healthz, /readyz and /metrics itself and passes on everything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.doors: dict[str, Answer] = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer these addresses, whatever host name the prober used."""
        return self.doors.get(request.path_info, self.get_response)(request)


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process serves; nothing else is looked at."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether people can work: 503 without the database; 200 and "degraded" where only the work behind is held.

    That is: without the broker or the scanner of files, while the province is away, or while due uploads wait.
    """
    database, migrations, broker = _database(), "", _broker()
    if not database:
        migrations = _migrations()
    unavailable = bool(database or migrations)
    held = {} if unavailable else _exchange() | _scanner() | _record()
    degraded = bool(broker or any(held.values()))
    status = "unavailable" if unavailable else "degraded" if degraded else "ready"
    checks = {"database": database or "ok", "migrations": migrations or "ok", "broker": broker or "ok"}
    checks |= {name: text or "ok" for name, text in held.items()}
    if database:
        checks["migrations"] = "unknown"
    return JsonResponse(
        {"status": status, "checks": checks},
        status=503 if status == "unavailable" else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def _database() -> str:
    """Return why the database cannot be used, empty where it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "数据库无法连接，请检查 DATABASE_URL 及数据库服务。"
    return ""


def _migrations() -> str:
    """Return what is missing in the database's tables, empty where all migrations are applied."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"还有 {len(missing)} 个数据库迁移未执行，请运行 manage.py migrate。" if missing else ""


def _exchange() -> dict[str, str]:
    """Return what holds the exchange with the province up, from the figures that /metrics shows."""
    now = timezone.now()
    state, waiting = condition(now), oldest_waiting(now)
    late = f"有到期的上传任务已等待 {int(waiting.total_seconds() // 60)} 分钟，请检查后台任务是否在运行。"
    reached = state.kind in {WELL, SHAKY}
    return {
        "province": "" if reached else state.text,
        "worker": late if reached and waiting >= LATE else "",
    }


def _scanner() -> dict[str, str]:
    """Return whether the scanner of files answers, nothing where none is set."""
    clamd = scanner()
    if clamd is None:
        return {}
    try:
        replace(clamd, seconds=_SCANNER_PATIENCE_SECONDS).ping()
    except ScannerAwayError:
        refused = settings.FILE_SCANNER_AWAY == REFUSE
        what = "新添加的文件不被接收" if refused else "新添加的文件待恢复后查毒"
        return {"scanner": f"查毒服务无法连接，{what}。请检查 FILE_SCANNER 及 clamd。"}
    return {"scanner": ""}


def _record() -> dict[str, str]:
    """Return what is wrong with the record of what happened: it does not stop anybody's work."""
    count = broken()
    told = f"操作记录核验有 {count} 处异常，请审计管理员在“操作记录”中查看，或运行 manage.py verify_audit。"
    return {"record": told if count else ""}


def _broker() -> str:
    """Return why the broker cannot be reached, empty where it answers."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=_BROKER_PATIENCE_SECONDS)
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "消息队列无法连接：网页可正常使用，向省网的上传将在恢复后自动继续。"
    finally:
        client.close()
    return ""
