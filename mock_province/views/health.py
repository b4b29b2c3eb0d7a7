"""Is the platform up?"""

from django.http import HttpRequest, JsonResponse

from mock_province.models import Platform


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers."""
    return JsonResponse({"status": "ok", "epoch": Platform.present().epoch})
