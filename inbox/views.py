"""消息 and 操作指引."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import portal_door
from ground.masking import masked_mailbox, masked_phone, mobile_of
from inbox.choosing import choose, rows_of
from inbox.listing import message_list
from inbox.models import Contact, Message
from inbox.services import mark_all_read, mark_read
from inbox.words import Channel


@login_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """A person's messages, newest first."""
    listing = message_list(request.user, request.GET)
    return render(request, "inbox/messages.html", {"listing": listing, "page": listing.page()})


@login_required
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a message as read and lead to where it can be acted upon."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    mark_read(message=message)
    return redirect(message.link or "inbox:messages")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all messages as read."""
    count = mark_all_read(person=request.user)
    notes.success(request, f"已将 {count} 条消息标为已读。" if count else "没有未读消息。")
    return redirect("inbox:messages")


@portal_door
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """接收设置: what the person hears by e-mail and text message; in the portal everything is told."""
    if request.method == "POST":
        choose(person=request.user, wanted=set(request.POST.getlist("wanted")))
        notes.success(request, "接收设置已保存，之后的消息按此发送。")
        return redirect("inbox:messages_settings")
    person = request.user
    context = {
        "rows": rows_of(person),
        "channels": Channel,
        "mailbox": masked_mailbox(person.email),
        "phone": masked_phone(person.phone),
        "phone_works": bool(mobile_of(person.phone)),
    }
    return render(request, "inbox/settings.html", context)


@login_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """操作指引: the guide's steps with links into the pages, and the city's contacts."""
    return render(request, "inbox/guide.html", {"contacts": Contact.objects.all()})
