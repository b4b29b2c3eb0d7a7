"""事件推送 in the portal, for the firm's manager: subscriptions, what was sent, 重新推送.

A secret is in the answer to the step that makes it, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import door
from accounts.policies import Action
from ground.errors import RuleBroken
from inbox.webhooks import services
from inbox.webhooks.announcing import longest_try
from inbox.webhooks.forms import WebhookForm
from inbox.webhooks.listing import delivery_list, subscription_list
from inbox.webhooks.models import WebhookSubscription
from inbox.webhooks.services import Wanted

webhooks_door = door(Action.KEEP_WEBHOOKS)
SECTION = "inbox:webhooks"


@webhooks_door
@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    """The list."""
    listing = subscription_list(request.user, request.GET)
    page = listing.page()
    return _page(request, "list", {"listing": listing, "page": page, "rows": page.rows})


@never_cache
@webhooks_door
def new(request: HttpRequest) -> HttpResponse:
    """新建; the answer to the step shows the secret, once."""
    if request.method != "POST":
        return _page(request, "form", {"form": WebhookForm()})
    form = WebhookForm(request.POST)
    made, status = _kept(form, lambda: services.make_subscription(user=request.user, given=form.wanted()))
    if made is None:
        return _page(request, "form", {"form": form}, status=status)
    return _page(request, "secret", {"row": made[0], "secret": made[1]})


@webhooks_door
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription and its deliveries."""
    row = _own(request, pk)
    listing = delivery_list(row, request.GET)
    page = listing.page()
    shown = {"row": row, "listing": listing, "page": page, "rows": page.rows, "longest": longest_try()}
    return _page(request, "one", shown)


@webhooks_door
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """修改."""
    row = _own(request, pk)
    if request.method != "POST":
        filled = {"name": row.name, "address": row.address, "events": row.events}
        return _page(request, "form", {"form": WebhookForm(initial=filled), "row": row})
    form = WebhookForm(request.POST)
    kept, status = _kept(
        form,
        lambda: services.change_subscription(
            pk=pk, revision=_seen(request), user=request.user, given=form.wanted()
        ),
    )
    if kept is None:
        return _page(request, "form", {"form": form, "row": row}, status=status)
    messages.success(request, f"已保存“{kept.name}”。")
    return redirect("inbox:webhook", pk=pk)


@webhooks_door
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """启用(恢复) or 停用."""
    _own(request, pk)
    changed = services.change_subscription(
        pk=pk, revision=_seen(request), user=request.user, given=Wanted(state=request.POST.get("state", ""))
    )
    messages.success(request, f"“{changed.name}”现在为“{changed.state_word.label}”。")
    return redirect("inbox:webhook", pk=pk)


@never_cache
@webhooks_door
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """重新生成签名密钥; the answer shows it, once."""
    _own(request, pk)
    row, made = services.renew_secret(pk=pk, revision=_seen(request), user=request.user)
    return _page(request, "secret", {"row": row, "secret": made})


@webhooks_door
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """发送测试事件."""
    _own(request, pk)
    services.send_test(pk=pk, user=request.user)
    messages.success(request, "测试事件已写入推送记录，几秒内发出。请刷新本页查看结果。")
    return redirect("inbox:webhook", pk=pk)


@webhooks_door
@require_POST
def redeliver(request: HttpRequest, pk: int) -> HttpResponse:
    """重新推送 of one delivery (`delivery`), or of all that failed."""
    _own(request, pk)
    given = request.POST.get("delivery", "")
    chosen = None if given == "failed" else [int(given)] if given.isascii() and given.isdecimal() else []
    count = services.redeliver(pk=pk, user=request.user, deliveries=chosen)
    messages.success(request, f"已安排重新推送 {count} 条，事件编号不变。请稍后刷新本页查看结果。")
    return redirect("inbox:webhook", pk=pk)


@webhooks_door
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """删除, with its deliveries."""
    row = _own(request, pk)
    services.delete_subscription(pk=pk, revision=_seen(request), user=request.user)
    messages.success(request, f"已删除“{row.name}”及其推送记录。")
    return redirect("inbox:webhooks")


def _kept(form: WebhookForm, keep: Callable[[], Any]) -> tuple[Any, int]:
    """What the service answered; None, and the page's status, where form or service refused."""
    if not form.is_valid():
        return None, 422
    try:
        return keep(), 200
    except RuleBroken as refusal:
        form.add_error(refusal.path if refusal.path in form.fields else None, refusal.message)
        return None, refusal.status


def _seen(request: HttpRequest) -> int:
    """The revision that the page was made from; one that cannot be read has moved on."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _own(request: HttpRequest, pk: int) -> WebhookSubscription:
    return get_object_or_404(WebhookSubscription.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shown = {"section": SECTION, **context}
    return render(request, f"inbox/webhooks/{name}.html", shown, status=status)
