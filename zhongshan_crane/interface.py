"""The description of /api/v1/ for everybody: it holds no data. As a file for programs, as a page for people."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from zhongshan_crane.interface_page import Section, refusal_example, sections

FILE = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
YAML, JSON = "application/yaml", "application/json"


@cache
def description() -> dict[str, Any]:
    """The whole of it, made once in a process: it hangs on the code alone. Not to be changed."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@cache
def description_document() -> str:
    """What docs/openapi.yaml holds."""
    rendered: bytes = OpenApiYamlRenderer().render(description(), renderer_context={})
    return rendered.decode()


@cache
def _sections() -> list[Section]:
    return sections(description())


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description, YAML unless JSON is asked for."""
    if request.get_preferred_type([YAML, JSON]) == JSON:
        text, kind = json.dumps(description(), ensure_ascii=False), JSON
    else:
        text, kind = description_document(), f"{YAML}; charset=utf-8"
    return HttpResponse(text, content_type=kind, headers={"Vary": "Accept"})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same to be read, without scripts."""
    context = {
        "sections": _sections(),
        "lines": description()["info"]["description"].replace("`", "").split("\n\n"),
        "refusal": refusal_example(description()),
        "base": settings.PUBLIC_BASE_URL,
    }
    return render(request, "public/interface.html", context)
