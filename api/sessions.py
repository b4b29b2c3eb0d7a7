"""What people alone may do: resources that no key opens, and steps that ask for a fresh proof of who is there."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.proof import DANGEROUS, owes_proof
from api.views import Resource
from ground.errors import NotAllowed

NO_KEYS = "此接口只供登录的人员使用，接口密钥不能调用。请登录系统办理。"
PROOF_NEEDED = "此操作需要再次验证身份。请先在浏览器中打开 /accounts/prove/ 验证，再提交一次。"


class SessionResource(Resource):
    """A resource of whoever is logged in. Steps that `accounts.proof.DANGEROUS` names need a fresh proof in the session.

    The middleware leaves them to this class, because a view of the interface checks its page token first.
    """

    reads = ()

    def must_be_allowed(self, request: Request) -> None:
        """Raise NotAllowed for a key, for whoever may not, and where a proof is owed."""
        if request.auth is not None:
            raise NotAllowed("no_keys", NO_KEYS)
        super().must_be_allowed(request)
        refuse_unproven(request._request)


def refuse_unproven(request: HttpRequest) -> None:
    """Raise NotAllowed("proof_needed") where the address is a dangerous step and its proof is missing or old."""
    match = request.resolver_match
    ask = DANGEROUS.get(match.view_name) if match else None
    if ask is not None and owes_proof(request, ask):
        raise NotAllowed("proof_needed", PROOF_NEEDED)
