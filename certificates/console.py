"""归档移交 in the console: how many packages the city's archive has, how many wait, and why one failed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policies import Action, require
from certificates.archives.handing_over import waiting
from certificates.models import ArchivePackage
from ground.console import add_view
from ground.counting import counted
from ground.keyset import COUNT_CAP, keyset_page


@require_safe
def archive_packages(request: HttpRequest) -> HttpResponse:
    """The packages, latest try first; `state=failed` those that could not be made."""
    require(request.user, Action.VIEW_UPLOADS)
    packages = ArchivePackage.objects.visible_to(request.user).select_related("renewal__enterprise")
    failed_only = request.GET.get("state") == "failed"
    found = {"handed": packages.handed_over(), "failed": packages.failed(), "waiting": waiting()}
    rows = packages.failed() if failed_only else packages
    context = {
        "title": "归档移交",
        "page": keyset_page(rows, params=request.GET, by="tried_at"),
        "counts": counted(User.objects.filter(pk=request.user.pk), found),
        "cap": COUNT_CAP,
        "failed_only": failed_only,
        "folder": settings.ARCHIVE_DIR,
    }
    return TemplateResponse(request, "console/archives.html", context)


add_view("archives/", archive_packages, "archives")
