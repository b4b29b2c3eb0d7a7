"""通知公告, 办事指南 and 联系方式 in the console: data that the city enters."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.console_permissions import ByPolicy
from accounts.policies import Action, require
from documents.views import answer_with
from ground.console import add_view
from inbox import console  # noqa: F401 (registers the office's pages)
from inbox.guide import keep_section
from inbox.models import Contact, GuideSection, Notice, NoticePaper
from inbox.notice_form import NoticeForm
from inbox.notices import keep_papers


@admin.register(Notice)
class NoticeAdmin(ByPolicy):
    """公告 on the public home."""

    views = changes = Action.KEEP_CITY_DATA
    deletable = True
    list_display = ("title", "published_on", "is_published")
    list_filter = ("is_published",)
    search_fields = ("title",)
    search_help_text = "标题"
    form = NoticeForm
    fields = ("title", "body", "papers", "published_on", "is_published")

    def get_form(
        self, request: HttpRequest, obj: Notice | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of this person, whose files it carries."""
        made = super().get_form(request, obj, change, **kwargs)
        return type("NoticeFormOfPerson", (made,), {"user": request.user})

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        """Keep the notice with its files."""
        super().save_model(request, obj, form, change)
        sent = form.cleaned_data["papers"]
        keep_papers(notice_id=obj.pk, user=request.user, staged=form.staged, removed=sent.removed)


@admin.register(GuideSection)
class GuideSectionAdmin(ByPolicy):
    """办事指南, section by section; the sections are fixed, their texts the city's, with all former texts."""

    views = changes = Action.KEEP_CITY_DATA
    list_display = ("title", "is_shown", "updated_at")
    fields = ("title", "body", "is_shown")
    ordering = ("order", "id")
    change_form_template = "admin/inbox/guidesection/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The page knows where each section stands; none is added here."""
        return False

    def save_model(self, request: HttpRequest, obj: GuideSection, form: Any, change: bool) -> None:
        """Keep the text and what stood there before."""
        keep_section(section_id=obj.pk, user=request.user, given=form.cleaned_data)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form with the former texts below it."""
        section = self.get_object(request, object_id)
        edits = section.edits.select_related("edited_by")[:20] if section else []
        return super().change_view(request, object_id, form_url, {"edits": edits, **(extra_context or {})})


@require_safe
@xframe_options_sameorigin
def notice_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a notice for who keeps notices, also before it is published."""
    require(request.user, Action.KEEP_CITY_DATA)  # type: ignore[arg-type]
    paper = get_object_or_404(NoticePaper.objects.select_related("file"), pk=pk)
    return answer_with(request, paper.file, paper.name)


add_view("notices/papers/<int:pk>/", notice_paper, "notice_paper")


@admin.register(Contact)
class ContactAdmin(ByPolicy):
    """联系方式 as firms and the public see them."""

    views = changes = Action.KEEP_CITY_DATA
    deletable = True
    list_display = ("name", "phone", "hours", "order")
    search_fields = ("name", "phone")
    search_help_text = "事项或部门 / 电话"
