"""The demonstration's machines as data: what their certificates and plates say."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from devices.catalogue import built_in
from devices.catalogue.samples import RepresentativeModel, representative_model

FILE = Path(__file__).with_name("fleet.toml")
MAKERS = {
    "tower_crane": "示例重工机械股份有限公司",
    "construction_hoist": "示例电梯升降机械有限公司",
    "material_hoist": "示例建筑机械厂有限公司",
    "other_lifting": "示例路桥装备有限公司",
}
PRICES = {
    "tower_crane": "388000",
    "construction_hoist": "265000",
    "material_hoist": "86000",
    "other_lifting": "960000",
}
BOUGHT_AFTER, REGISTERED_AFTER = dt.timedelta(days=24), dt.timedelta(days=61)


@dataclass(frozen=True, kw_only=True)
class Machine:
    """One line of fleet.toml; `days` are working days since the record was handed in."""

    firm: str
    story: str
    days: int
    model: str
    number: str
    serial: str
    made: dt.date
    town: str
    address: str
    internal: str
    site: str = ""
    price: str = ""
    sample: str = ""
    second_hand: bool = False

    @property
    def like(self) -> RepresentativeModel:
        """The real model whose parameters it has."""
        return representative_model(self.sample or self.model)

    @property
    def name(self) -> str:
        """设备名称: its category's."""
        return built_in().category(self.like.category).label

    @property
    def maker(self) -> str:
        """制造单位."""
        return MAKERS[self.like.category]

    @property
    def licence(self) -> str:
        """制造许可证号, in force when the machine was made."""
        return f"TS2{'4' if self.like.category == 'tower_crane' else '5'}10123-{self.made.year + 2}"

    @property
    def registered_on(self) -> dt.date:
        """原备案日期."""
        return self.made + REGISTERED_AFTER

    def common(self, *, contact: str, phone: str) -> dict[str, str]:
        """The common fields of the intake, as stored scalars."""
        given = {
            "sub_type": self.like.sub_type,
            "device_name": self.name,
            "model": self.model,
            "factory_number": self.serial,
            "internal_number": self.internal,
            "manufacturer": self.maker,
            "manufacture_date": self.made.isoformat(),
            "manufacture_date_precision": "day",
            "license_number": self.licence,
            "supervision_cert_no": f"JJ-{self.made:%Y}-{self.serial[-4:]}",
            "quality_cert_no": f"HG-{self.made:%Y%m}-{self.serial[-3:]}",
            "purchase_date": (self.made + BOUGHT_AFTER).isoformat(),
            "purchase_price": self.price or PRICES[self.like.category],
            "is_second_hand": "true" if self.second_hand else "false",
            "has_safety_archive": "true",
            "old_registration_number": self.number,
            "old_registration_date": self.registered_on.isoformat(),
            "old_issuing_authority": self.issuer,
            "storage_town": self.town,
            "storage_address": self.address,
            "current_site": self.site,
            "contact_name": contact,
            "contact_phone": phone,
        }
        return {code: value for code, value in given.items() if value}

    @property
    def issuer(self) -> str:
        """Who issued the old certificate."""
        city = "广州" if self.number.startswith("粤A") else "中山"
        return f"{city}市住房和城乡建设局"

    def old_parameters(self) -> dict[str, str]:
        """What the old certificate carried, in old units; safety devices have serials of their own."""
        old = dict(self.like.old)
        if "safety_device_serial" in old:
            stem = f"{old['safety_device_serial'][0]}{self.made:%Y%m}{self.serial[-2:]}"
            old["safety_device_serial"] = f"{stem}1;{stem}2"
        return old

    def new_parameters(self, *, calibrated_until: dt.date) -> dict[str, str]:
        """What the renewal adds, in new units; a rack hoist's safety device also has its calibration."""
        new = dict(self.like.new)
        if self.like.sub_type == "rack_pinion":
            new["safety_device_valid_until"] = calibrated_until.isoformat()
        return new


@cache
def fleet() -> tuple[Machine, ...]:
    """All machines, in the order of the file."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["machines"]
    return tuple(Machine(**{**entry, "made": dt.date.fromisoformat(entry["made"])}) for entry in entries)
