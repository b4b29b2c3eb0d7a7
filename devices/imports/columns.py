"""What a column of a file may be: the fields that an import understands, and their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devices.catalogue import Catalogue
from devices.import_words import ImportKind
from devices.typed_text import squeeze


@dataclass(frozen=True, slots=True)
class Target:
    """One field that a column can be given to. `needed`: no import without it."""

    code: str
    label: str
    group: str
    synonyms: tuple[str, ...] = ()
    needed: bool = False

    def words(self) -> Iterable[str]:
        """By what headings it is recognised."""
        return (self.label, *self.synonyms)


MACHINE, OWNER, PARAMETERS = "设备", "产权单位", "技术参数（单位与旧证一致）"
NEEDED = frozenset({"old_registration_number", "model", "factory_number", "manufacturer"})
# Headings of registers as offices keep them, beside the catalogue's own words.
MORE_WORDS: dict[str, tuple[str, ...]] = {
    "old_registration_number": (
        "产权备案编号",
        "产权备案号",
        "设备备案号",
        "备案登记号",
        "备案证号",
        "登记编号",
    ),
    "old_registration_date": ("发证日期", "登记日期", "备案时间", "产权备案日期"),
    "model": ("设备规格型号", "产品型号", "机械型号"),
    "factory_number": ("出厂编码", "设备出厂编号", "机身编号", "产品出厂编号"),
    "manufacturer": ("制造厂", "生产单位", "制造商", "生产厂商", "制造企业"),
    "manufacture_date": ("出厂年月", "制造日期", "生产日期", "出厂时间"),
    "internal_number": ("自编号", "设备自编号", "机械编号"),
    "license_number": ("特种设备制造许可证号", "制造许可证编号", "许可证号"),
    "purchase_date": ("购买日期", "购入日期"),
    "storage_town": ("存放地点镇街", "所在镇区", "停放镇街"),
    "storage_address": ("停放地点", "存放地点", "设备存放地址"),
    "contact_phone": ("联系手机", "电话", "手机号码", "联系方式"),
    "sub_type": ("结构型式", "传动型式", "架体型式", "设备子类"),
    "current_site": ("工程名称", "使用工程", "所在工程"),
    "device_name": ("机械名称",),
    "old_issuing_authority": ("备案机关", "登记机关"),
}
CATEGORY = Target(
    "category",
    "设备类别",
    MACHINE,
    ("设备类型", "设备种类", "机械类别", "机械种类", "起重机械类别", "类别", "设备分类"),
)
OWNER_TARGETS = (
    Target(
        "owner.name",
        "产权单位名称",
        OWNER,
        ("产权单位", "所属单位", "产权人", "企业名称", "单位名称", "所有权单位", "产权企业", "所属企业"),
    ),
    Target(
        "owner.uscc",
        "统一社会信用代码",
        OWNER,
        (
            "社会信用代码",
            "信用代码",
            "产权单位统一社会信用代码",
            "产权单位信用代码",
            "统一信用代码",
            "企业代码",
        ),
    ),
    Target(
        "owner.region",
        "企业工商注册地",
        OWNER,
        ("注册地", "工商注册地", "注册地代码", "企业注册地", "企业属地", "注册所在地"),
    ),
    Target("owner.town", "企业所在镇街", OWNER, ("所在镇街", "注册镇街", "企业镇街")),
)
FIRM_TARGETS = (
    Target(
        "name", "企业名称", "企业", ("单位名称", "产权单位", "产权单位名称", "公司名称", "名称"), needed=True
    ),
    Target(
        "uscc",
        "统一社会信用代码",
        "企业",
        ("社会信用代码", "信用代码", "统一信用代码", "企业代码"),
        needed=True,
    ),
    Target("region", "工商注册地", "企业", ("注册地", "注册地代码", "企业注册地", "属地", "行政区划代码")),
    Target("town", "所在镇街", "企业", ("镇街", "镇区", "所属镇街", "注册镇街")),
    Target("address", "注册地址", "企业", ("地址", "企业地址", "住所", "单位地址", "经营地址")),
    Target("contact_name", "联系人", "企业", ("负责人", "联系人姓名", "经办人")),
    Target("contact_phone", "联系电话", "企业", ("电话", "手机", "联系手机", "手机号码", "联系方式")),
)


def targets(kind: ImportKind, catalogue: Catalogue) -> tuple[Target, ...]:
    """All fields that a file of this kind may have, in the order in which they are offered."""
    if kind == ImportKind.FIRMS:
        return FIRM_TARGETS
    return (CATEGORY, *_common(catalogue), *OWNER_TARGETS, *_parameters(catalogue))


def heading_key(text: str) -> str:
    """How headings are compared: half width, no spaces, marks of required fields, brackets with units."""
    plain = squeeze(text).rstrip("*:").lstrip("*")
    return plain.split("(")[0][:80] or plain[:80]


def guess(
    kind: ImportKind, heads: list[str], catalogue: Catalogue, remembered: dict[str, str]
) -> dict[int, str]:
    """Place → field: what a person said of the heading before, else what its words say; each field once."""
    words: dict[str, str] = {}
    for target in targets(kind, catalogue):
        for word in target.words():
            words.setdefault(heading_key(word), target.code)
    found: dict[int, str] = {}
    for source in (remembered, words):
        for place, head in enumerate(heads):
            key = heading_key(head)
            code = source.get(key, "") if key else ""
            told = key in remembered  # also that it is to be left out
            if (
                code
                and place not in found
                and code not in found.values()
                and (source is remembered or not told)
            ):
                found[place] = code
    return found


def _common(catalogue: Catalogue) -> list[Target]:
    return [
        Target(
            f"device.{field.code}",
            field.label,
            MACHINE,
            (*field.synonyms, *MORE_WORDS.get(field.code, ())),
            field.code in NEEDED,
        )
        for field in catalogue.common_fields
        if field.source == "clerk" and not field.added and field.code != "category"
    ]


def _parameters(catalogue: Catalogue) -> list[Target]:
    """Each parameter of an old certificate once, whichever categories have it."""
    found: dict[str, Target] = {}
    for category in catalogue.enabled_categories():
        for parameter in catalogue.asked(category.code, "intake"):
            unit = f"（{parameter.old_unit}）" if parameter.old_unit else ""
            words = (parameter.label, *parameter.synonyms)
            known = found.get(parameter.code)
            synonyms = (*known.synonyms, *words) if known else words
            label = known.label if known else f"{parameter.label}{unit}"
            found[parameter.code] = Target(
                f"parameters.{parameter.code}", label, PARAMETERS, tuple(dict.fromkeys(synonyms))
            )
    return list(found.values())
