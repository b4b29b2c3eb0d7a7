"""Publishing catalogue versions."""

from __future__ import annotations

from devices.catalogue import built_in, to_data
from devices.models import CatalogueVersion


def publish_built_in() -> CatalogueVersion:
    """Publish the catalogue file of the repository, once for each version it names.

    A published version is never rewritten: records pin it. A changed file needs a new version name.
    """
    catalogue = built_in()
    version, _created = CatalogueVersion.objects.get_or_create(
        number=catalogue.version,
        defaults={
            "effective_on": catalogue.effective_on,
            "data": to_data(catalogue),
            "sm3": catalogue.digest,
        },
    )
    return version
