"""The one look of every form: how a field, its hint and its errors are written."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates, Template

WIDGETS = Path(forms.__file__).parent / "templates"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class HouseRenderer(BaseRenderer):
    """Renders forms and fields by `templates/forms/`, widgets by Django's own templates.

    It has an engine of its own, so that forms look the same in a worker, a test or a page.
    A form field may carry three attributes that `templates/forms/field.html` reads: `unit` (shown behind the
    control), `path` (its name in findings, where that differs) and `wide` (a whole row).
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        """The template engine: the product's templates first, then the apps', then Django's widgets."""
        return DjangoTemplates(
            {
                "APP_DIRS": True,
                "DIRS": [TEMPLATES, WIDGETS],
                "NAME": "house-forms",
                "OPTIONS": {},
            }
        )

    def get_template(self, template_name: str) -> Template:
        """The template of that name; raises TemplateDoesNotExist where there is none."""
        return self.engine.get_template(template_name)
