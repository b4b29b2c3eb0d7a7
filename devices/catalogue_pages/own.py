"""新增参数 and 公共栏目 of the draft: what the city adds, and what it names otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import Action, require
from devices.catalogue import additions, editing
from devices.catalogue.schema import Data
from devices.catalogue_pages.draft import the_draft
from devices.catalogue_pages.keeping import form_page
from devices.catalogue_pages.own_forms import CommonFieldForm, KindForm, OwnParameterForm
from devices.models import CatalogueDraft
from devices.services.catalogue_additions import (
    add_parameter,
    change_own_parameter,
    drop_parameter,
    keep_common,
    used_by,
)
from ground.asking import posted_revision
from ground.console import add_view

PROVINCE = (
    "新增参数生效后，申请表、检查、Excel 表格、资料比对、打印和任务历史都按这里的设置处理，随换证申请一并报送省网。"
    "省网接口接受任意代码的参数(代码、值、单位)，但接口约定没有列明省网系统认识哪些代码，不认识的可能被退回。"
    "生效前请先与省厅确认代码和单位。"
)
NEEDED = "这一项由检查规则、检索或省网接口使用，只能修改名称和填写说明，不能停用。"
FIXED = "省网接口的设备信息栏目是固定的，公共栏目不能增加；改名只影响本系统的页面、表格和打印，报送内容不变。列表的列名用通用叫法，不随之改变。"


@require_http_methods(["GET", "HEAD", "POST"])
def new_parameter(request: HttpRequest, category: str) -> HttpResponse:
    """One more parameter of a category: first its kind (`kind` in the address), then the form for this kind."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    entry = _category(draft, category)
    kind = request.GET.get("kind", "")
    if kind not in additions.KINDS:
        context = {
            "form": KindForm(request.GET or None, label_suffix=""),
            "section": entry["label"],
            "note": PROVINCE,
        }
        return TemplateResponse(request, "console/catalogue/kind.html", context | {"title": "新增参数"})
    place = len(entry["parameters"]) + 1
    form = OwnParameterForm(draft.data, category, {"kind": kind}, place, request.POST or None)

    def keep(revision: int) -> object:
        return add_parameter(user=request.user, revision=revision, category=category, **_typed(form))  # type: ignore[arg-type]

    words = {"title": f"新增参数({additions.KINDS[kind]})", "section": entry["label"], "note": PROVINCE}
    return form_page(request, draft, form, keep, **words)


def own_parameter(request: HttpRequest, draft: CatalogueDraft, category: str, entry: Data) -> HttpResponse:
    """One of the city's own; it can be taken out as long as no published version has it."""
    code = entry["code"]
    place = editing.place_of(draft.data, category, code)
    form = OwnParameterForm(draft.data, category, entry, place, request.POST or None)

    def keep(revision: int) -> object:
        return change_own_parameter(
            user=request.user,  # type: ignore[arg-type]
            revision=revision,
            category=category,
            code=code,
            **_typed(form),
        )

    return form_page(
        request,
        draft,
        form,
        keep,
        title=f"{entry['label']}({additions.KINDS[entry['kind']]})",
        section=_category(draft, category)["label"],
        facts=[("代码", code)],
        note=PROVINCE,
        drop=None if used_by(category, code) else (category, code),
    )


@require_POST
def parameter_drop(request: HttpRequest, category: str, code: str) -> HttpResponse:
    """Take one of the city's own out of the draft."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    try:
        entry = editing.parameter_entry(draft.data, category, code)
    except KeyError as unknown:
        raise Http404 from unknown
    drop_parameter(user=request.user, revision=posted_revision(request), category=category, code=code)  # type: ignore[arg-type]
    messages.success(request, f"已从草稿中删除“{entry['label']}”。")
    return redirect("console:catalogue_draft")


@require_http_methods(["GET", "HEAD", "POST"])
def common_field(request: HttpRequest, code: str) -> HttpResponse:
    """One common field."""
    require(request.user, Action.KEEP_CATALOGUE)
    draft = the_draft()
    entry = next((one for one in additions.common_entries(draft.data) if one["code"] == code), None)
    if entry is None:
        raise Http404
    form = CommonFieldForm(entry, request.POST or None)

    def keep(revision: int) -> object:
        return keep_common(user=request.user, revision=revision, code=code, given=form.given())  # type: ignore[arg-type]

    note = FIXED if code in additions.FREE_COMMON else f"{NEEDED}{FIXED}"
    return form_page(request, draft, form, keep, title=entry["label"], section="公共栏目", note=note)


def _category(draft: CatalogueDraft, code: str) -> Data:
    try:
        entry = editing.category_entry(draft.data, code)
    except KeyError as unknown:
        raise Http404 from unknown
    if not entry.get("enabled", True):
        raise Http404
    return entry


def _typed(form: OwnParameterForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"given": form.given(), "choices": data.get("choices", ()), "place": data["place"]}


add_view("catalogue/draft/additions/<slug:category>/", new_parameter, "catalogue_addition")
add_view("catalogue/draft/additions/<slug:category>/<slug:code>/drop/", parameter_drop, "catalogue_drop")
add_view("catalogue/draft/common/<slug:code>/", common_field, "catalogue_common")
