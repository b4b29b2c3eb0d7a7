"""What is refused at /api/v1/ before any view: unknown addresses and what no address holds, as problems for programs."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from api.problems import PREFIX, plain_problem
from zhongshan_crane.null_characters import NULL

Answer = Callable[[HttpRequest], HttpResponse]
GREATEST = 2**63 - 1  # what a database can look for
NO_ADDRESS = "没有这个接口地址。地址以 / 结尾，编号为正整数；全部地址见 /api/docs/。"
NO_HTTPS = "接口只接受 HTTPS。请改用 https:// 的地址；此密钥已在明文中传输，请停用后重新建一个。"
NOT_OURS = "请求头 Host 不是本系统的地址。请使用系统公布的地址调用接口。"
NULL_IN_QUERY = "查询条件含有不能使用的字符(U+0000)。"
BROKEN = "系统出现错误，操作没有完成。请稍后重试；仍然出现时，请将答复头 X-Request-ID 的值告知系统管理员。"


class InterfaceGate:
    """Above the sessions; pages know nothing of it.

    Without it an address without its last slash would be redirected, and a program's POST become a GET.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; 404, 400 and 500 of the interface are problems."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            # No redirect: a program would follow it, and send its key in plain for ever (ASVS 4.1.2).
            return plain_problem(403, "https_needed", NO_HTTPS)
        if not _leads_somewhere(request.path_info):
            return plain_problem(404, "unknown_address", NO_ADDRESS)
        if any(NULL in text for name, values in request.GET.lists() for text in (name, *values)):
            return plain_problem(400, "null_character", NULL_IN_QUERY)
        try:
            request.get_host()
        except DisallowedHost:
            return plain_problem(400, "unknown_host", NOT_OURS)
        response = self.get_response(request)
        if response.status_code == 500 and not settings.DEBUG:
            return plain_problem(500, "server_error", BROKEN)
        return response


def _leads_somewhere(path: str) -> bool:
    if NULL in path:
        return False
    try:
        named = resolve(path).kwargs.values()
    except Resolver404:
        return False
    return all(number <= GREATEST for number in named if isinstance(number, int))
