"""What every plate and certificate says of a machine: numbers, dates, makers, licences, owners."""

from __future__ import annotations

import random

from .machines import Machine, company, serial, uscc

LETTERS = {"tower_crane": "T", "construction_hoist": "S", "material_hoist": "W", "other_lifting": "Q"}
HAN = "〇一二三四五六七八九"


def identify(machine: Machine, rng: random.Random) -> None:
    """Add the entries that do not hang on the category."""
    maker, owner, number = company(rng), company(rng), serial(rng, machine.year)
    machine.add(
        "name",
        "设备名称|产品名称|名称|机械名称|名    称",
        machine.name,
        numeric=False,
        d_device_name=machine.name,
    )
    machine.add(
        "model",
        "规格型号|型号|产品型号|型    号|型号规格|设备型号|型号/规格|规格及型号",
        machine.model,
        numeric=False,
        d_model=machine.model.replace("（", "(").replace("）", ")"),
    )
    machine.add(
        "serial",
        "出厂编号|产品编号|编    号|出厂序号|机号|设备编号|出 厂 编 号|制造编号|整机编号",
        rng.choice(("", "", "", "No.")) + number,
        numeric=False,
        d_factory_number=number,
    )
    machine.add(
        "maker",
        "制造单位|生产厂家|制造厂家|制造商|生产单位|制造厂|生产企业",
        maker,
        numeric=False,
        d_manufacturer=maker,
    )
    written, stored = day(rng, machine.year)
    machine.add(
        "made",
        "出厂日期|制造日期|生产日期|出厂年月|日    期|出 厂 日 期|制造年月",
        written,
        numeric=False,
        d_manufacture_date=stored,
    )
    licence = (
        f"TS2{rng.choice('41')}{rng.choice(('10', '11', '35', '44', '37', '43', '21', '32'))}{rng.randint(1, 999):03}-{machine.year + rng.randint(0, 4)}"
        if machine.year >= 2005
        else f"XK{rng.randint(20, 22)}-{rng.randint(1, 9):03}-{rng.randint(1, 99999):05}"
    )
    machine.add(
        "licence",
        "制造许可证编号|特种设备制造许可证编号|许可证编号|制造许可证号|生产许可证编号|特种设备生产许可证编号|许可证号",
        licence,
        numeric=False,
        d_license_number=licence,
    )
    letter, province = (
        LETTERS[machine.category],
        rng.choice(("粤T", "粤T", "粤T", "粤A", "粤TA", "桂AA", "湘A")),
    )
    registered = f"{province}-{letter}{rng.randint(1, 99999):05}"
    machine.add(
        "registered",
        "备案编号|备案号|产权备案编号|设备备案编号|登记编号|统一编号",
        registered,
        numeric=False,
        d_old_registration_number=registered,
    )
    written, stored = full_day(rng, rng.randint(machine.year + 1, max(machine.year + 1, 2024)))
    machine.add(
        "registered_on",
        "备案日期|发证日期|备案时间|登记日期|核发日期",
        written,
        numeric=False,
        d_old_registration_date=stored,
    )
    machine.add(
        "owner",
        "产权单位|产权所有单位|设备产权单位|产权单位名称|所有权单位",
        owner,
        numeric=False,
        d_owner_enterprise=owner,
    )
    machine.add(
        "uscc",
        "统一社会信用代码|社会信用代码|信用代码|产权单位统一社会信用代码",
        code := uscc(rng),
        numeric=False,
        d_owner_uscc=code,
    )
    office = rng.choice(("中山市住房和城乡建设局", "中山市建设局", "中山市建筑工程质量安全监督站"))
    machine.add(
        "office",
        "发证机关|备案机关|核发机关|发证单位|备案部门",
        office,
        numeric=False,
        d_old_issuing_authority=office,
    )
    years = str(rng.randint(8, 25))
    machine.add("life", "设计使用年限|使用年限|设计寿命", years, "年", d_design_service_life=years)
    paper = f"{rng.choice(('HG', 'No', 'QC', 'HGZ', ''))}{machine.year}{rng.randint(1, 9999):04}"
    machine.add(
        "paper", "合格证编号|产品合格证编号|合格证号|证书编号", paper, numeric=False, d_quality_cert_no=paper
    )
    watched = f"{rng.choice(('JJ', 'TSJ', 'ZJ', 'QZJJ'))}-{machine.year}-{rng.randint(1, 9999):04}"
    machine.add(
        "watched",
        "监督检验证书编号|制造监督检验证书编号|监检证书编号|制造监检证编号",
        watched,
        numeric=False,
        d_supervision_cert_no=watched,
    )


def day(rng: random.Random, year: int) -> tuple[str, str]:
    """A date as plates write it: to the day or to the month; what a form should hold."""
    if rng.random() < 0.5:
        return full_day(rng, year)
    month = rng.randint(1, 12)
    written = rng.choice(
        (
            f"{year}年{month}月",
            f"{year}.{month:02}",
            f"{year}-{month:02}",
            f"{year}/{month}",
            f"{year}年{month:02}月",
            f"{year}.{month}",
            f"{year} 年 {month} 月",
            _han(year, month),
        )
    )
    return written, f"{year}-{month:02}-01"


def full_day(rng: random.Random, year: int) -> tuple[str, str]:
    """A date to the day."""
    month, number = rng.randint(1, 12), rng.randint(1, 28)
    written = rng.choice(
        (
            f"{year}年{month}月{number}日",
            f"{year}.{month:02}.{number:02}",
            f"{year}-{month:02}-{number:02}",
            f"{year}/{month}/{number}",
            f"{year}.{month}.{number}",
            f"{year}{month:02}{number:02}",
            f"{year}年{month:02}月{number:02}日",
            f"{year} 年 {month} 月 {number} 日",
        )
    )
    return written, f"{year}-{month:02}-{number:02}"


def _han(year: int, month: int) -> str:
    tens = ("", "十")[month >= 10] + HAN[month % 10].replace("〇", "")
    return "".join(HAN[int(digit)] for digit in str(year)) + f"年{tens}月"
