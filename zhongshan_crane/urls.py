"""All addresses of the portal; the names that stay fixed are in README.md."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import privacy
from zhongshan_crane import display, interface, portal, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portal.home, name="home"),
    path("display/", display.display, name="display"),
    path(
        "",
        include(
            (
                [
                    path("notices/", public.notices, name="notices"),
                    path("notices/<int:pk>/", public.notice, name="notice"),
                    path(
                        "notices/<int:pk>/papers/<int:paper>/<str:name>",
                        public.notice_paper,
                        name="notice_paper",
                    ),
                    path("guide/", public.guide, name="guide"),
                    path("guide/way/", public.way, name="way"),
                ],
                "public",
            )
        ),
    ),
    path("portal/", include(([path("", portal.workbench, name="home")], "portal"))),
    path("portal/", include("renewals.urls")),
    path("portal/devices/", include("devices.urls")),
    path("portal/matters/", include("matters.urls")),
    path("portal/keys/", include("api.urls")),
    path("portal/enterprise/", include("devices.enterprise_urls")),
    path("", include("cases.urls")),
    path("", include("certificates.urls")),
    path("privacy/", privacy.notice, name="privacy"),
    path("privacy/<int:version>/", privacy.notice, name="privacy_version"),
    path("", include("accounts.urls")),
    path("", include("inbox.urls")),
    path("files/crops/", include("vision.urls")),
    path("files/", include("documents.urls")),
    path("u/", include("renewals.phone.urls")),
    path("api/schema/", interface.schema, name="interface_schema"),
    path("api/docs/", interface.docs, name="interface_docs"),
    path("api/v1/", include("zhongshan_crane.api_urls")),
    path("console/", admin.site.urls),
]
