"""What the 证件换发申请表 asks for while somebody types: 预审检查, 自动保存, values of another machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import portal_door
from accounts.policies import Action, require
from devices.models import CatalogueVersion, Device
from devices.recognised.marks import POSTED, checked_marks
from ground.errors import NotAllowed, RuleBroken
from renewals.carrying import carried_renewal
from renewals.copying import copied_values
from renewals.models import RenewalApplication
from renewals.services.autosaving import autosave_renewal
from renewals.sheet import sheet_of
from renewals.typing_pages import remember_page, seen_revision
from renewals.views.form import form_and_papers, remarks_on

View = Callable[..., HttpResponse]
LOST = "登录已失效，您填写的内容都还在本页。"
GONE = "没有找到这份申请，或您无权查看。请先复制未保存的内容，再返回列表。"


def while_typing(view: View) -> View:
    """Answer refusals as a line beside 确认, so that neither a login page nor an error takes the form's place."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _beside(request, LOST, status=401, log_in=True)
        try:
            require(request.user, Action.USE_PORTAL)
            return view(request, *args, **kwargs)
        except Http404:
            return _beside(request, GONE, status=404)
        except NotAllowed as refusal:
            return _beside(request, refusal.message, status=403)

    return never_cache(guarded)


@while_typing
@require_POST
def check_first(request: HttpRequest, pk: int) -> HttpResponse:
    """预审检查 of a form that was not yet kept."""
    machines = Device.objects.visible_to(request.user).select_related("enterprise")
    device = get_object_or_404(machines, pk=pk)
    return _checked(request, carried_renewal(device, CatalogueVersion.objects.in_force()))


@while_typing
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """预审检查 of a draft with what is typed over it; nothing is kept."""
    return _checked(request, _mine(request, reference))


@while_typing
@require_POST
def autosave(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is typed in a draft; what could not be read is left out and counted."""
    renewal = _mine(request, reference)
    form, papers = form_and_papers(request, renewal)
    form.is_valid()
    claims = request.POST.getlist(POSTED)
    if claims:  # which files are on the page tells whether they hold; the files themselves come with 确认
        papers.take(request.POST, MultiValueDict())
    try:
        kept = autosave_renewal(
            renewal_id=renewal.pk,
            revision=seen_revision(request, renewal),
            user=request.user,
            given=form.record_input(recognised=checked_marks(claims, form, papers)),
        )
    except RuleBroken as refusal:
        return _beside(request, refusal.message, status=refusal.status, latest=renewal)
    remember_page(request, kept)
    context = {"renewal": kept, "left_out": len(form.errors), "now": timezone.now()}
    answer = render(request, "renewals/_autosaved.html", context)
    if form.errors:  # the browser then keeps its own copy
        answer["Left-Out"] = str(len(form.errors))
    return answer


@while_typing
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """The form's new token, for a page whose person has logged in again elsewhere."""
    return HttpResponse(get_token(request), content_type="text/plain")


@portal_door
@require_GET
def values_to_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """What another machine of the model takes over of this renewal, by path."""
    return JsonResponse(copied_values(_mine(request, reference)))


def _checked(request: HttpRequest, renewal: RenewalApplication) -> HttpResponse:
    form, papers = form_and_papers(request, renewal)
    papers.take(request.POST, MultiValueDict())  # files come with 确认 alone
    chosen = request.POST.getlist("chosen")
    sheet = sheet_of(renewal, form, papers, remarks=remarks_on(renewal)[1], chosen=chosen)
    return render(request, "renewals/_live.html", {"sheet": sheet})


def _mine(request: HttpRequest, reference: str) -> RenewalApplication:
    mine = RenewalApplication.objects.visible_to(request.user).select_related(
        "device__enterprise", "enterprise"
    )
    return get_object_or_404(mine, reference=reference)


def _beside(request: HttpRequest, message: str, *, status: int, **more: Any) -> HttpResponse:
    answer = render(request, "renewals/_not_autosaved.html", {"message": message, **more}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#autosave-said", "innerHTML"
    return answer
