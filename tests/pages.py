"""Pages as people use them: forms as a browser posts them, and the words that they then see."""

from __future__ import annotations

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from devices.catalogue.samples import representative_model
from devices.models import Device
from renewals.models import RenewalApplication
from tests.cases import MODEL, PNG, machine_data
from tests.devices.machines import new_parameters

ADD = "/portal/devices/unapproved/add/"
UNAPPROVED = "/portal/devices/unapproved/"
REGISTER = "/portal/devices/"
ENTRIES = "/portal/renewals/"
HISTORY = "/portal/history/"
MULTIPLE = {"base_type"}
PAPERS = ("old_certificate", "nameplate_photo")


def png(name: str = "资料.png") -> SimpleUploadedFile:
    """A small picture as a browser sends it."""
    return SimpleUploadedFile(name, PNG, "image/png")


def with_papers() -> dict[str, SimpleUploadedFile]:
    """The required papers, each as a file of its own."""
    return {f"attachments.{kind}": png(f"{kind}.png") for kind in PAPERS}


def record_form(number: int = 1, *, revision: int = 1, **typed: Any) -> dict[str, Any]:
    """添加设备 or 修改 of a record, wholly filled; `typed` replaces fields by their paths."""
    form = _fields(machine_data(number), representative_model(MODEL).old)
    return {"category": "tower_crane", "revision": str(revision), **form, **_paths(typed)}


def renewal_form(number: int = 1, *, revision: int = 1, **typed: Any) -> dict[str, Any]:
    """证件换发申请表, wholly filled; `typed` replaces fields by their paths."""
    common = machine_data(number, design_service_life="20")
    form = _fields(common, new_parameters(MODEL))
    return {"revision": str(revision), **form, **_paths(typed)}


def step(thing: Device | RenewalApplication, **more: Any) -> dict[str, Any]:
    """What a step's button posts for the thing as the page showed it."""
    return {"revision": str(thing.revision), **more}


def of_device(device: Device, name: str = "") -> str:
    """The address of a machine's page or step."""
    return f"/portal/devices/{device.pk}/{name}"


def of_renewal(renewal: RenewalApplication, name: str = "") -> str:
    """The address of a renewal's page or step."""
    return f"/portal/renewals/{renewal.reference}/{name}"


def text_of(answer: HttpResponse) -> str:
    """The page's source with entities resolved."""
    return html.unescape(answer.content.decode())


def words_of(answer: HttpResponse) -> str:
    """The words that a person reads: no tags, scripts, hidden values."""
    bare = re.sub(r"(?s)<(script|style|title)\b.*?</\1>", " ", answer.content.decode())
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"(?s)<!--.*?-->|<[^>]*>", " ", bare)))


def problem_at(answer: HttpResponse, path: str) -> str:
    """The sentence that the list of problems has for a field, empty where there is none."""
    found = re.search(rf'href="[^"]*#f-{re.escape(path)}">([^<]*)<', answer.content.decode())
    return html.unescape(found[1]) if found else ""


def error_at(answer: HttpResponse, path: str) -> str:
    """What stands at the field itself, empty where there is nothing."""
    source = answer.content.decode()
    begin = source.find(f'id="f-{path}"')
    own = source[begin + 5 :].split('id="f-', 1)[0] if begin >= 0 else ""
    said = re.findall(r'(?s)(?:<ul class="error".*?</ul>|<div class="hint bad".*?</div>)', own)
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", part) for part in said)).strip()


def tokens(answer: HttpResponse) -> list[str]:
    """The tokens of the files that the page carries on."""
    return re.findall(r'name="staged" value="([^"]+)"', answer.content.decode())


def _fields(common: dict[str, str], parameters: dict[str, str]) -> dict[str, Any]:
    form: dict[str, Any] = {f"device.{code}": value for code, value in common.items()}
    for code, value in parameters.items():
        form[f"parameters.{code}"] = value.split(",") if code in MULTIPLE else value
    return form


def _paths(typed: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments as field paths: `device__model` is `device.model`."""
    return {name.replace("__", ".", 1): value for name, value in typed.items()}


def keep_shown(client: Client, address: str, form: dict[str, Any]) -> HttpResponse:
    """Post a form of the city's data as a person does: look at its effect, then keep that; the last answer."""
    opened = client.get(address)
    if opened.status_code == 200:
        form = {"was": _hidden(opened, "was")[0], **form} if _hidden(opened, "was") else form
    answer = client.post(address, {**form, "step": "preview"})
    if not (shown := _hidden(answer, "shown")):
        return answer
    again = {name: value for name, value in form.items() if not _is_upload(value)}
    return client.post(
        address, {**again, "staged": _hidden(answer, "staged"), "shown": shown[0], "step": "keep"}
    )


def _hidden(answer: HttpResponse, name: str) -> list[str]:
    found = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())
    return [html.unescape(value) for value in found]


def _is_upload(value: Any) -> bool:
    return isinstance(value, SimpleUploadedFile) or (
        isinstance(value, list) and any(isinstance(one, SimpleUploadedFile) for one in value)
    )
