"""GET /certificates/{certificateNo}/file."""

from django.http import HttpResponse

from mock_province import file_store, mishaps
from mock_province.envelope import ContractError
from mock_province.gate import Call
from mock_province.models import Certificate


def get_certificate_file(call: Call, certificate_no: str) -> HttpResponse:
    """The bytes as issued. Raises 40401."""
    certificate = Certificate.objects.filter(certificate_no=certificate_no).first()
    if certificate is None:
        raise ContractError(40401, "没有这个证照")
    content = mishaps.corrupted(file_store.read(file_store.CERTIFICATES, certificate.file_sm3), call.platform)
    answer = HttpResponse(content, content_type=certificate.media_type)
    answer["Content-Disposition"] = f'inline; filename="certificate.{certificate.extension}"'
    return answer
