"""What every JSON answer is wrapped in, and the refusals of the contract."""

from typing import Any

from django.http import JsonResponse

HTTP_STATUS = {
    40001: 400,
    40002: 400,
    40003: 400,
    40101: 401,
    40102: 401,
    40103: 401,
    40301: 403,
    40401: 404,
    40901: 409,
    42901: 429,
    50001: 500,
    50301: 503,
}

Data = dict[str, Any] | None


class ContractError(Exception):
    """A business error. `retry_after` in seconds; `http` overrides the code's usual status."""

    def __init__(
        self,
        code: int,
        message: str,
        data: Data = None,
        *,
        http: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data
        self.http = http or HTTP_STATUS[code]
        self.retry_after = retry_after


def invalid(field: str, reason: str) -> ContractError:
    """40001 for one field; `field` is a dotted path into the body, or a parameter's name."""
    return ContractError(40001, f"{field}：{reason}", {"errors": [{"field": field, "reason": reason}]})


def success(data: dict[str, Any], request_id: str, status: int = 200) -> JsonResponse:
    """Code 0."""
    return _answer(0, "成功", data, request_id, status)


def refused(refusal: ContractError, request_id: str) -> JsonResponse:
    """The refusal as an envelope, with Retry-After where waiting helps."""
    answer = _answer(refusal.code, refusal.message, refusal.data, request_id, refusal.http)
    if refusal.retry_after is not None:
        answer["Retry-After"] = str(refusal.retry_after)
        answer.retry_after = refusal.retry_after  # type: ignore[attr-defined]  # The ledger names it.
    return answer


def _answer(code: int, message: str, data: Data, request_id: str, status: int) -> JsonResponse:
    body = {"code": code, "message": message, "data": data, "requestId": request_id}
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer.business_code = code  # type: ignore[attr-defined]  # The journal's line names it.
    return answer
