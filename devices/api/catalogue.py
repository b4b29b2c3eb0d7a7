"""参数目录 over the API: what is asked, in which units, and which papers."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import Action
from api.scopes import Scope
from api.views import Resource
from devices import assumptions
from devices.api.catalogue_serializers import CatalogueSerializer
from devices.api.catalogue_showing import shown_catalogue
from devices.models import CatalogueVersion

Whole: Any = forced_singular_serializer(CatalogueSerializer)


class Catalogues(Resource):
    """参数目录: the version in force, and those that records still pin. Any key may read it."""

    opens = (Action.USE_PORTAL, Action.USE_CONSOLE)
    reads = tuple(Scope)
    etag = "CatalogueETag"
    lookup_field = "version"
    lookup_value_converter = "str"
    serializer_class = CatalogueSerializer
    queryset = CatalogueVersion.objects.none()  # for the schema: versions are found by their number

    @extend_schema(summary="现行参数目录", responses={200: Whole})
    def list(self, request: Request) -> Response:
        """The version that new records take. Its ETag changes with its content alone, so that 304 spares reading it."""
        return self._answer(CatalogueVersion.objects.in_force())

    @extend_schema(summary="参数目录的一个版本", responses={200: CatalogueSerializer})
    def retrieve(self, request: Request, version: str) -> Response:
        """The version of that number; one that is not in force yet is not shown."""
        today = timezone.localdate()
        found = CatalogueVersion.objects.filter(number=version, effective_on__lte=today).defer("data").first()
        if found is None:
            raise Http404
        return self._answer(found)

    def _answer(self, version: CatalogueVersion) -> Response:
        assumed = assumptions.current()
        tag = f'"{version.sm3}-{assumed.moment_factor}"'
        given = {
            part.strip().removeprefix("W/")
            for part in self.request.headers.get("If-None-Match", "").split(",")
        }
        if tag in given:
            answer = Response(status=304)
        else:
            answer = Response(shown_catalogue(version.catalogue, version.number, assumed))
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        return answer
