"""A client of the interface as a firm's programmer would get it: made from the description, used as it is."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from zhongshan_crane import interface

NAME = "crane_client"
# The files of this interface are bytes to a client.
CONFIG = """
package_name_override: crane_client
content_type_overrides:
  application/pdf: application/octet-stream
  application/ofd: application/octet-stream
  application/zip: application/octet-stream
  image/jpeg: application/octet-stream
  image/png: application/octet-stream
"""


def make_client(folder: Path) -> str:
    """Let openapi-python-client write the client into the folder; what it said."""
    (folder / "openapi.yaml").write_text(interface.description_document(), "utf-8")
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    words = [str(program), "generate", "--path", "openapi.yaml", "--config", "config.yaml"]
    made = subprocess.run(
        [*words, "--meta", "none", "--output-path", NAME, "--fail-on-warning"],
        cwd=folder,
        env=os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if made.returncode == 0 else made.stdout + made.stderr


class MadeClient:
    """The client's operations by their ids: `client.call("intake_retrieve", id=7)`."""

    def __init__(self, base_url: str, secret: str) -> None:
        self.models: ModuleType = importlib.import_module(f"{NAME}.models")
        self.types: ModuleType = importlib.import_module(f"{NAME}.types")
        client = importlib.import_module(f"{NAME}.client").AuthenticatedClient
        self.client = client(base_url=base_url, token=secret, httpx_args={"trust_env": False})
        package = importlib.import_module(f"{NAME}.api")
        self.modules = {path.stem: path.parent.name for path in Path(package.__path__[0]).glob("*/*.py")}

    def call(self, operation: str, *given: Any, **named: Any) -> Any:
        """The answer with its status, headers and what the client read from its body."""
        module = importlib.import_module(f"{NAME}.api.{self.modules[operation]}.{operation}")
        step: Callable[..., Any] = module.sync_detailed
        return step(*given, client=self.client, **named)
