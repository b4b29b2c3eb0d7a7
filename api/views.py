"""What every resource of /api/v1/ has in common: who may, once, seen, recorded, limited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.policies import Action, may, require
from api.etags import seen_revision, tag_of
from api.once import once
from api.parsing import StrictJSON
from api.permissions import Allowed
from api.recording import record_call
from api.scopes import FIRM_SCOPES, OFFICE_SCOPES, Scope
from api.throttling import say_limit
from ground.errors import NotAllowed
from ground.listing import ListSpec

# What a key needs: that scope, or any one of several.
Scopes = Scope | tuple[Scope, ...]
SCOPE_MISSING = "此接口密钥没有“{scope}”({code})的权限，请由{who}新建一个勾选了该权限的密钥。"
NOT_FOR_KEYS = "“{scope}”({code})不向{whose}的接口密钥开放，请登录网页办理。"


class Resource(viewsets.GenericViewSet):
    """One resource. `opens` says who may come in at all (of several, each does), `steps` what a method of the view needs
    besides, `reads`, `writes` and `scopes` what a key needs for it (of several, any one).

    Rows come from `visible_to` alone, so that a stranger's is 404. `outside_transaction` names the methods that take files in,
    `matched` the steps that take If-Match, `locates` those that answer with the Location of something new, `asks` what each list of the view may be asked, for the description: the list's
    own spec, without the words that stand in the database. `etag` names what the description says of the records' tags.
    `secrets` are the steps whose answer shows something once (a link, a key): it is never kept for Idempotency-Key.
    """

    opens: ClassVar[Action | tuple[Action, ...]] = Action.USE_PORTAL
    steps: ClassVar[Mapping[str, Action]] = {}
    reads: ClassVar[Scopes]
    writes: ClassVar[Scopes | None] = None
    scopes: ClassVar[Mapping[str, Scopes]] = {}
    outside_transaction: ClassVar[frozenset[str]] = frozenset()
    matched: ClassVar[tuple[str, ...]] = ()
    locates: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[Mapping[str, ListSpec]] = {}
    etag: ClassVar[str] = "ETag"
    secrets: ClassVar[frozenset[str]] = frozenset()

    permission_classes = [Allowed]
    parser_classes = [StrictJSON]
    lookup_value_converter = "int"

    def must_be_allowed(self, request: Request) -> None:
        """Raise NotAllowed unless the person or key may do this here."""
        user: User = request.user
        if request.auth is not None:
            require_scope(request, self.scope_of(self.action, request.method or "GET"))
        ways = self.opens if isinstance(self.opens, tuple) else (self.opens,)
        if not any(may(user, way) for way in ways):
            require(user, ways[0])
        if step := self.steps.get(self.action or ""):
            require(user, step)

    def scope_of(self, action: str | None, method: str) -> Scopes:
        """What a key needs for that method of the view."""
        if action in self.scopes:
            return self.scopes[action]
        return self.reads if method in {"GET", "HEAD", "OPTIONS"} or self.writes is None else self.writes

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Behind all checks: a POST goes on through the gate of Idempotency-Key."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post"):
            self.post = self._gated(self.post, request)  # type: ignore[attr-defined]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the call and say what is left of the limit; the record is written whatever the answer."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        say_limit(request, answered)
        record_call(request, answered)
        return answered

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The methods of this address."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def tagged(self, shown: Any, record: Any, *, status: int = 200, location: str = "") -> Response:
        """One record with its tag, which is for If-Match alone: what is shown besides (deadlines, progress, masks) moves
        without it, so that If-None-Match is answered in full.

        `location` is the address of what has been made; a `create` finds it below its own.
        """
        answer = Response(shown, status=status)
        answer["ETag"] = tag_of(record)
        if status == 201 and self.action == "create":
            location = location or f"{self.request.path}{record.pk}/"
        if location:
            answer["Location"] = location
        return answer

    def seen(self, *, needed: bool = False) -> int | None:
        """The revision that the caller names by If-Match; `needed` refuses a call without (428)."""
        return seen_revision(self.request, needed=needed)

    def _gated(self, handler: Callable[..., Response], request: Request) -> Callable[..., HttpResponse]:
        def gated(*args: Any, **kwargs: Any) -> HttpResponse:
            def step() -> Response:
                try:
                    return handler(*args, **kwargs)
                except Exception as error:  # foreseen ones become answers, which are kept, too
                    return self.handle_exception(error)

            apart = (self.action or "") in self.outside_transaction
            secret = (self.action or "") in self.secrets
            return once(request, step, in_transaction=not apart, secret=secret)

        return gated


def require_scope(request: Request, wanted: Scopes) -> None:
    """Raise NotAllowed where a key asks that has none of the scopes; people need none."""
    ways = wanted if isinstance(wanted, tuple) else (wanted,)
    if request.auth is not None and request.auth.held.isdisjoint(ways):
        raise NotAllowed("scope_missing", _missing(ways, of_firm=request.auth.enterprise_id is not None))


def _missing(ways: tuple[Scope, ...], *, of_firm: bool) -> str:
    """Who makes a key with the scope, where keys of that kind may have it at all."""
    offered = [scope for scope in ways if scope in (FIRM_SCOPES if of_firm else OFFICE_SCOPES)]
    named = "”或“".join(str(scope.label) for scope in offered or ways)
    codes = "、".join(scope.value for scope in offered or ways)
    if offered:
        return SCOPE_MISSING.format(scope=named, code=codes, who="企业管理员" if of_firm else "安全管理员")
    return NOT_FOR_KEYS.format(scope=named, code=codes, whose="企业" if of_firm else "审批办")
