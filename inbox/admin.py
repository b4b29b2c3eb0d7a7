"""通知公告, 办事指南 and 联系方式 in the console: data that the city enters."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.city_data import CityDataAdmin, CityDataForm
from accounts.policies import Action, require
from documents.views import answer_with
from ground.console import add_view
from inbox import console  # noqa: F401 (registers the office's pages)
from inbox.city_data import contact_texts, contacts_with, keep_contact, keep_notice, remove
from inbox.guide import KIND, keep_section, section_texts
from inbox.models import Contact, GuideSection, Notice, NoticePaper
from inbox.notice_form import NoticeForm, take_in


@admin.register(Notice)
class NoticeAdmin(CityDataAdmin):
    """公告 on the public home."""

    views = changes = Action.KEEP_CITY_DATA
    deletable = True
    kind, preview_template = "notice", "inbox/previews/notice.html"
    list_display = ("title", "published_on", "is_published")
    list_filter = ("is_published",)
    search_fields = ("title",)
    search_help_text = "标题"
    form = NoticeForm
    fields = ("title", "body", "papers", "published_on", "is_published")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Take the new files in before the admin opens its transaction: no row is held while they are scanned."""
        if request.method == "POST" and self.has_change_permission(request):
            uploads = request.FILES.getlist("papers")
            request.taken = take_in(uploads, user=request.user)  # type: ignore[attr-defined, arg-type]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Notice | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form of this person, with the files that they sent."""
        made = super().get_form(request, obj, change, **kwargs)
        own = {"user": request.user, "taken": getattr(request, "taken", ())}
        return type("NoticeFormOfPerson", (made,), own)

    def preview_of(self, form: Any) -> dict[str, Any]:
        """The names of its files."""
        return {"papers": form.paper_names()}

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        """Keep the notice with its files."""
        removed = form.cleaned_data["papers"].removed
        keep_notice(user=request.user, notice=obj, staged=form.staged, removed=removed)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        """Take it away; what it said stays in the history."""
        remove(user=request.user, row=obj)  # type: ignore[arg-type]


class GuideForm(CityDataForm):
    """Title, text and visibility of a section."""

    texts_of = staticmethod(section_texts)


@admin.register(GuideSection)
class GuideSectionAdmin(CityDataAdmin):
    """办事指南, section by section; the sections are fixed, their texts the city's, with all former texts."""

    views = changes = Action.KEEP_CITY_DATA
    kind, preview_template = KIND, "inbox/previews/section.html"
    form = GuideForm
    list_display = ("title", "is_shown", "updated_at")
    fields = ("title", "body", "is_shown")
    ordering = ("order", "id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The page knows where each section stands; none is added here."""
        return False

    def save_model(self, request: HttpRequest, obj: GuideSection, form: Any, change: bool) -> None:
        """Keep the text and what stood there before."""
        keep_section(section_id=obj.pk, user=request.user, given=form.cleaned_data)  # type: ignore[arg-type]


@require_safe
@xframe_options_sameorigin
def notice_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a notice for who keeps notices, also before it is published."""
    require(request.user, Action.KEEP_CITY_DATA)  # type: ignore[arg-type]
    paper = get_object_or_404(NoticePaper.objects.select_related("file"), pk=pk)
    return answer_with(request, paper.file, paper.name)


add_view("notices/papers/<int:pk>/", notice_paper, "notice_paper")


class ContactForm(CityDataForm):
    """One line of 联系方式."""

    texts_of = staticmethod(contact_texts)


@admin.register(Contact)
class ContactAdmin(CityDataAdmin):
    """联系方式 as firms and the public see them."""

    views = changes = Action.KEEP_CITY_DATA
    deletable = True
    kind, preview_template = "contact", "inbox/previews/contacts.html"
    form = ContactForm
    list_display = ("name", "phone", "hours", "order")
    search_fields = ("name", "phone")
    search_help_text = "事项或部门 / 电话"

    def preview_of(self, form: Any) -> dict[str, Any]:
        """All lines in their order."""
        return {"contacts": contacts_with(form.instance)}

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Keep the line and what stood there before."""
        keep_contact(user=request.user, contact=obj)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        """Take it away; what it said stays in the history."""
        remove(user=request.user, row=obj)  # type: ignore[arg-type]
