"""One gunicorn process with threads: SQLite's single writer needs no more, and it stops at once."""

import sys
from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """gunicorn without a command line or a configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from mock_province.wsgi import application

        return application


def _announce(host: str, port: int) -> None:
    sys.stdout.write(f"mock province ready on http://{host}:{port}\n")
    sys.stdout.flush()


def serve_until_stopped(*, host: str, port: int) -> None:
    """Answer on host:port until SIGTERM or SIGINT; open requests get a second to end."""
    options = {
        "bind": f"{host}:{port}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": 8,
        "graceful_timeout": 1,
        "keepalive": 30,
        "timeout": 120,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": lambda _: _announce(host, port),
    }
    Server(options).run()
