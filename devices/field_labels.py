"""The Chinese name of any field path, for remarks, findings and histories."""

from __future__ import annotations

from devices.catalogue import Catalogue


def label_of(catalogue: Catalogue, category: str, path: str) -> str:
    """The label of `device.model`, `parameters.rated_load_moment` or `attachments.nameplate_photo`.

    The path itself where the catalogue does not know it: an older or newer version may.
    """
    part, _, code = path.partition(".")
    try:
        if part == "parameters":
            return catalogue.category(category).parameter(code).label
        if part == "attachments":
            return catalogue.attachment(code).label
        if code == "sub_type":
            return catalogue.category(category).sub_type_label
        return catalogue.common_field(code).label
    except KeyError:
        return path
