"""企业 over the API: the office reads them, contacts masked; who keeps firms registers and changes them, logged in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.firm_listing import ASKED, firm_list
from accounts.firms import keep_enterprise, mark_of
from accounts.models import Enterprise, User
from accounts.policies import Action
from accounts.search_trail import note_search
from accounts.towns import town_name
from api.etags import seen_mark
from api.fields import StrictSerializer, WordSerializer
from api.lists import listed
from api.scopes import Scope
from api.sessions import NO_KEYS
from api.views import Resource
from ground.errors import NotAllowed
from ground.masking import masked_name, masked_phone

PHONE = re.compile(r"[+0-9 ()-]{7,20}")


class RegisteredFirmSerializer(serializers.Serializer[Any]):
    """A firm as the office reads it: its contact masked. `is_local` says whether this city exchanges its certificates."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    uscc = serializers.CharField()
    uscc_check_waived = serializers.BooleanField(help_text="是否免校验位，仅限早期试点代码")
    region_code = serializers.CharField()
    is_local = serializers.BooleanField()
    town = WordSerializer(allow_null=True)
    address = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class FirmChangeSerializer(StrictSerializer):
    """What is to be changed of a firm; what is not named stays. The contact is given whole: a masked one is refused."""

    name = serializers.CharField(max_length=200, required=False)
    uscc = serializers.CharField(
        max_length=40, required=False, help_text="统一社会信用代码，18 位(GB 32100-2015)"
    )
    uscc_check_waived = serializers.BooleanField(
        required=False, help_text="免校验位，仅限早期试点代码；记入操作记录"
    )
    is_active = serializers.BooleanField(required=False, help_text="是否启用；企业不删除，只停用")
    region_code = serializers.CharField(
        max_length=6, required=False, help_text="工商注册地的行政区划代码(GB/T 2260)，中山市为 442000"
    )
    town = serializers.CharField(
        max_length=9, required=False, allow_blank=True, help_text="所在镇街的代码，见参数目录；中山市企业必填"
    )
    address = serializers.CharField(max_length=120, required=False, allow_blank=True, help_text="注册地址")
    contact_name = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="联系人，完整姓名"
    )
    contact_phone = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="联系电话，完整号码"
    )


class NewFirmSerializer(FirmChangeSerializer):
    """A new firm."""

    name = serializers.CharField(max_length=200)
    uscc = serializers.CharField(max_length=40, help_text="统一社会信用代码，18 位(GB 32100-2015)")


class Enterprises(Resource):
    """企业. A firm has no revision: its ETag is a mark of everything that is kept of it."""

    opens = Action.VIEW_ENTERPRISES
    steps: ClassVar = dict.fromkeys(("create", "partial_update"), Action.KEEP_ENTERPRISES)
    reads = Scope.ENTERPRISES_READ
    scopes: ClassVar = dict.fromkeys(("create", "partial_update"), ())  # people alone
    etag = "MarkETag"
    serializer_class = RegisteredFirmSerializer
    queryset = Enterprise.objects.none()  # for the schema: rows come from `visible_to`
    asks: ClassVar = {"list": ASKED}

    @extend_schema(summary="企业", responses=RegisteredFirmSerializer)
    def list(self, request: Request) -> Response:
        """The firms, latest first; a search by a telephone number is an entry of the record."""
        user = cast(User, request.user)
        answer = listed(request, firm_list(user, request.query_params), shown_firms)
        words = request.query_params.get("q", "").strip()
        note_search(user, listed="企业", words=words if PHONE.fullmatch(words) else "")
        return answer

    def must_be_allowed(self, request: Request) -> None:
        """A key reads, and keeps nothing."""
        if request.auth is not None and self.action in self.steps:
            raise NotAllowed("no_keys", NO_KEYS)
        super().must_be_allowed(request)

    @extend_schema(summary="查看一家企业", responses=RegisteredFirmSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """One firm."""
        return _answer(self._firm(pk))

    @extend_schema(summary="登记企业", request=NewFirmSerializer, responses={201: RegisteredFirmSerializer})
    def create(self, request: Request) -> Response:
        """A new firm, as the console's form registers one."""
        said = NewFirmSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = keep_enterprise(keeper=cast(User, request.user), given=said.validated_data)
        answer = _answer(made, status=201)
        answer["Location"] = reverse("api:enterprises-detail", args=[made.pk])
        return answer

    @extend_schema(
        summary="修改企业资料", request=FirmChangeSerializer, responses={200: RegisteredFirmSerializer}
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """The changed firm; somebody else's change since it was read is never overwritten (412)."""
        seen = seen_mark(request)
        self._firm(pk)
        said = FirmChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        kept = keep_enterprise(
            keeper=cast(User, request.user), given=said.validated_data, firm_id=pk, seen=seen
        )
        return _answer(kept)

    def _firm(self, pk: int) -> Enterprise:
        firm = Enterprise.objects.visible_to(cast(User, self.request.user)).filter(pk=pk).first()
        if firm is None:
            raise Http404
        return firm


def _answer(firm: Enterprise, status: int = 200) -> Response:
    return Response(shown_firms([firm])[0], status=status, headers={"ETag": f'"{mark_of(firm)}"'})


def shown_firms(firms: Sequence[Enterprise]) -> list[dict[str, Any]]:
    """Firms as the office reads them; no query."""
    return [
        {
            "id": firm.pk,
            "name": firm.name,
            "uscc": firm.uscc,
            "uscc_check_waived": firm.uscc_check_waived,
            "region_code": firm.region_code,
            "is_local": firm.is_local,
            "town": {"code": firm.town, "label": town_name(firm.town)} if firm.town else None,
            "address": firm.address,
            "contact_name": masked_name(firm.contact_name),
            "contact_phone": masked_phone(firm.contact_phone),
            "is_active": firm.is_active,
            "created_at": firm.created_at,
        }
        for firm in firms
    ]
