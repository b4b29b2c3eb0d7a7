"""企业 › 企业资料: what the city holds of the firm, its people, and its standing papers (企业公共附件)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import portal_door
from accounts.models import Enterprise
from accounts.policies import Action, require
from accounts.privacy.needs import sees_whole
from devices.catalogue import RequiredAttachment
from devices.models import CatalogueVersion
from devices.papers import Papers
from devices.services.standing_papers import keep_standing_papers
from documents.models import SubjectKind
from documents.selectors import attachments_by_kind
from ground.errors import RuleBroken

KEPT = "企业公共附件已保存。之后提交的换证申请会自动带上。"


@portal_door
def page(request: HttpRequest) -> HttpResponse:
    """The firm's page; its form keeps the standing papers."""
    firm = get_object_or_404(Enterprise.objects.visible_to(request.user))
    papers = _papers(request, firm)
    if request.method != "POST":
        return _render(request, firm, papers)
    require(request.user, Action.KEEP_STANDING_PAPERS)
    papers.take(request.POST, request.FILES)
    if not papers.is_valid:
        return _render(request, firm, papers, status=422)
    try:
        keep_standing_papers(user=request.user, staged=papers.staged, removed=papers.removed)
    except RuleBroken as refusal:
        if not papers.refuse(refusal):
            raise
        return _render(request, firm, papers, status=refusal.status)
    if papers.staged or papers.removed:
        messages.success(request, KEPT)
    else:
        messages.info(request, "没有添加或移除文件。")
    return redirect("enterprise:page")


def _papers(request: HttpRequest, firm: Enterprise) -> Papers:
    catalogue = CatalogueVersion.objects.in_force().catalogue
    standing = [RequiredAttachment(kind, "optional") for kind in catalogue.attachments if kind.standing]
    return Papers(standing, attachments_by_kind(SubjectKind.ENTERPRISE, firm.pk), request.user)


def _render(request: HttpRequest, firm: Enterprise, papers: Papers, *, status: int = 200) -> HttpResponse:
    people, whole = firm.people.order_by("id"), sees_whole(request.user, firm.pk)
    context = {"firm": firm, "people": people, "papers": papers, "whole": whole}
    return render(request, "devices/enterprise.html", context, status=status)
