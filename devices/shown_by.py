"""Which paper shows a field: an assumption about what each paper carries, in the order of trust."""

from __future__ import annotations

from devices.catalogue import Phase

ON_NAMEPLATE = ("nameplate_photo", "quality_certificate", "old_certificate")
PAPERS = {
    "device.old_registration_number": ("old_certificate",),
    "device.old_registration_date": ("old_certificate",),
    "device.model": ON_NAMEPLATE,
    "device.factory_number": ON_NAMEPLATE,
    "device.manufacture_date": ON_NAMEPLATE,
    "device.manufacturer": ON_NAMEPLATE,
    "device.license_number": ("manufacturing_license", "nameplate_photo"),
    "device.purchase_date": ("purchase_proof",),
    "parameters.safety_device_model": ("safety_device_calibration",),
    "parameters.safety_device_serial": ("safety_device_calibration",),
    "parameters.safety_device_valid_until": ("safety_device_calibration",),
}
FOR_PARAMETERS: dict[Phase, tuple[str, ...]] = {
    # A paper certificate is copied into the register as it stands; new values stand in the maker's manual.
    "intake": ("old_certificate", "manual_param_page", "nameplate_photo"),
    "renewal": ("manual_param_page", "nameplate_photo"),
}
FOR_THE_REST = ("old_certificate", "nameplate_photo")


def papers_for(path: str, phase: Phase = "renewal") -> tuple[str, ...]:
    """The kinds of paper that show a field, the best first."""
    if path in PAPERS:
        return PAPERS[path]
    return FOR_PARAMETERS[phase] if path.startswith("parameters.") else FOR_THE_REST
