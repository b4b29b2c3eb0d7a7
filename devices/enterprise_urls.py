"""The address of 企业资料."""

from __future__ import annotations

from django.urls import path

from devices import enterprise_papers

app_name = "enterprise"

urlpatterns = [path("", enterprise_papers.page, name="page")]
