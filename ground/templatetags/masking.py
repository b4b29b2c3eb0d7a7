"""`ground.masking` for templates."""

from __future__ import annotations

from django import template

from ground import masking

register = template.Library()
register.filter("masked_name", masking.masked_name)
register.filter("masked_phone", masking.masked_phone)
register.filter("masked_mailbox", masking.masked_mailbox)
register.filter("without_mobiles", masking.without_mobiles)
