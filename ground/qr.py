"""The QR code of an address as a picture that stands in the page itself."""

from __future__ import annotations


def qr_picture(text: str) -> str:
    """A data address of an SVG picture, quiet zone included, for the `src` of an image."""
    import segno

    return str(segno.make(text, error="m", micro=False).svg_data_uri(border=4, scale=5, light="#fff"))
