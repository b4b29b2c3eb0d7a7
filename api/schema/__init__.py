"""The description of /api/v1/ (OpenAPI 3.1): written from the views, their serializers and their lists, never from data."""

from __future__ import annotations

from api.schema import words  # noqa: F401 (drf-spectacular learns of our authentication and fields)
from api.schema.operations import HouseSchema
from api.schema.refusals import ProblemSerializer

__all__ = ["HouseSchema", "ProblemSerializer"]
