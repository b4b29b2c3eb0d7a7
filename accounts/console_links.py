"""生成一次性链接 in the console: how a firm's first account, or any person without e-mail, gets in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import Action, require
from accounts.services import link_by_office
from accounts.views.made_links import hand_over, take_over
from ground.console import add_view


@never_cache
@require_http_methods(["GET", "POST"])
def account_link(request: HttpRequest, pk: int) -> HttpResponse:
    """POST makes the link; the page that follows shows it, once."""
    require(request.user, Action.KEEP_ACCOUNTS)
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        hand_over(request, link_by_office(administrator=request.user, person_id=pk))
        return redirect("console:account_link", pk=pk)
    context = {"person": person, "made": take_over(request, person)}
    return TemplateResponse(request, "console/account_link.html", context)


add_view("accounts/<int:pk>/link/", account_link, "account_link")
