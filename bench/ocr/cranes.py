"""Tower cranes, gantry and bridge cranes, each with the entries that its plates show."""

from __future__ import annotations

import random
from decimal import Decimal

from .machines import Machine, mass_item, plain, rounded, size_item, speed_item, step

MOMENT_UNITS = ("kN·m", "kN.m", "kN·m", "KN·m", "kNm")


def tower(rng: random.Random) -> Machine:
    moment = Decimal(
        rng.choice(
            [
                "31.5",
                "40",
                "50",
                "63",
                "63",
                "80",
                "80",
                "80",
                "100",
                "125",
                "125",
                "140",
                "160",
                "160",
                "200",
                "250",
                "315",
                "400",
                "500",
            ]
        )
    )
    jib = step(rng, "38", "60", "1") if moment < 90 else step(rng, "50", "80", "1")
    tip = max(Decimal(rounded(moment / jib * Decimal(rng.uniform(0.62, 1.0)), 1)), Decimal("0.6"))
    most = Decimal(
        rng.choice(["4", "5", "6", "6", "8"] if moment < 90 else ["8", "10", "12", "16", "18", "20", "25"])
    )
    code = f"{int(jib):02}{int(tip * 10):02}"
    kind = "QTD" if rng.random() < 0.08 else "QTZ"
    model = rng.choice((f"{kind}{plain(moment)}(TC{code})", f"{kind}{plain(moment)}({code})", f"{kind}{plain(moment)}", f"TC{code}-{plain(most)}", f"{kind}{plain(moment)}（TC{code}{rng.choice('AB')}）", f"XGT{code}-{plain(most)}", f"T{code}-{plain(most)}", f"TCT{code}", f"{kind}{plain(moment)}(T{code})", f"{kind}{plain(moment)}A"))  # fmt: skip
    made = Machine(
        "tower_crane",
        rng.choice(("塔式起重机", "塔式起重机", "塔机", "平头塔式起重机", "自升塔式起重机")),
        model,
        rng.randint(2003, 2025),
    )
    if rng.random() < 0.6:
        made.add(
            "rated_load_moment",
            "额定起重力矩|公称起重力矩|起重力矩|额定力矩|额定起重力矩",
            plain(moment * 10),
            rng.choice(MOMENT_UNITS),
            rated_load_moment=plain(moment * 10),
        )
    else:
        made.add(
            "rated_load_moment",
            "额定起重力矩|公称起重力矩|起重力矩|额定力矩",
            plain(moment),
            rng.choice(("t·m", "t.m", "吨·米")),
            rated_load_moment=plain(moment * 10),
        )
    top = moment * 10 + step(rng, "0", "180", "1")
    made.add(
        "max_load_moment",
        "最大起重力矩|最大力矩",
        plain(top),
        rng.choice(MOMENT_UNITS),
        max_load_moment=plain(top),
    )
    mass_item(made, "max_lifting_capacity", "最大起重量|最大额定起重量|最大起重量|最大起重能力", most, rng)
    made.add("max_working_radius", "最大工作幅度|最大幅度|工作幅度|最大回转半径", plain(jib), "m")
    mass_item(
        made,
        "capacity_at_max_radius",
        "最大幅度处额定起重量|端部起重量|最大幅度起重量|臂端起重量|最大幅度时起重量|臂端额定起重量",
        tip,
        rng,
    )
    free = step(rng, "28", "62", rng.choice(("0.1", "0.5", "1")))
    made.add(
        "max_freestanding_height",
        "最大独立起升高度|独立高度|独立式起升高度|起升高度(独立式)|独立起升高度|最大独立高度",
        plain(free),
        "m",
    )
    made.add(
        "max_anchored_height",
        "最大附着起升高度|附着高度|附着式起升高度|起升高度(附着式)|附着起升高度",
        plain(step(rng, "80", "260", rng.choice(("1", "0.5")))),
        "m",
    )
    made.add("jib_length", "起重臂长度|最大臂长|臂长|起重臂长", plain(jib), "m")
    made.add("min_working_radius", "最小工作幅度|最小幅度", plain(step(rng, "1.8", "4", "0.1")), "m")
    made.add("counter_jib_length", "平衡臂长度|平衡臂长", plain(step(rng, "10", "18", "0.1")), "m")
    mass_item(made, "counterweight_mass", "平衡重|平衡重质量", step(rng, "8", "30", "0.1"), rng)
    speed_item(
        made,
        "hoisting_speed",
        "最大起升速度|起升速度|最高起升速度",
        step(rng, "40", "120", "1"),
        rng,
        ranged=True,
    )
    speed_item(
        made,
        "trolley_speed",
        "小车变幅速度|变幅速度|小车运行速度",
        step(rng, "20", "80", "1"),
        rng,
        ranged=True,
    )
    slew = plain(step(rng, "0.4", "0.9", "0.01"))
    made.add(
        "slewing_speed",
        "回转速度|最大回转速度|回转速度",
        rng.choice(("", "", "0~")) + slew,
        "r/min",
        slewing_speed=slew,
    )
    made.add(
        "hoist_motor_power",
        "起升电机功率|起升电动机功率|起升机构功率",
        plain(step(rng, "15", "75", "0.5")),
        "kW",
    )
    made.add(
        "total_power", "总功率|装机总功率|整机功率|电机总功率", plain(step(rng, "28", "120", "0.1")), "kW"
    )
    mass_item(made, "total_mass", "整机质量|整机重量|整机自重|自重", step(rng, "22", "120", "0.1"), rng)
    side = rng.choice((1200, 1500, 1600, 1800, 2000))
    size_item(
        made,
        "mast",
        "标准节尺寸|标准节规格|塔身标准节|标准节截面尺寸",
        (side, side, rng.choice((2200, 2500, 2800, 3000))),
        rng,
        ("mast_section_width", "mast_section_depth", "mast_section_height"),
    )
    made.add(
        "climbing_rated_pressure",
        "顶升额定工作压力|顶升压力|顶升工作压力",
        plain(step(rng, "18", "35", "0.5")),
        "MPa",
    )
    made.add(
        "work_class",
        "工作级别|整机工作级别",
        level := f"A{rng.randint(3, 6)}",
        numeric=False,
        work_class=level,
    )
    return made


def other(rng: random.Random) -> Machine:
    tons, span = (
        Decimal(rng.choice(["5", "10", "16", "20", "32", "50", "80", "100", "120", "160", "180"])),
        step(rng, "12", "42", "0.5"),
    )
    kind = rng.choice(("gantry", "gantry", "erector", "bridge"))
    prefix, name = {"gantry": (rng.choice(("MH", "MG", "ME", "MDG")), rng.choice(("门式起重机", "电动葫芦门式起重机", "通用门式起重机"))), "erector": (rng.choice(("JQ", "JQJ", "QJ")), "架桥机"), "bridge": (rng.choice(("LD", "QD", "LH")), rng.choice(("桥式起重机", "电动单梁起重机")))}[kind]  # fmt: skip
    model = rng.choice(
        (
            f"{prefix}{plain(tons)}t-{plain(span)}m",
            f"{prefix}{plain(tons)}-{plain(span)}",
            f"{prefix}{plain(tons)}",
            f"{prefix}{plain(tons)}t-{plain(span)}m A{rng.randint(3, 6)}".replace(" ", ""),
        )
    )
    made = Machine("other_lifting", name, model, rng.randint(2004, 2024))
    mass_item(made, "rated_capacity", "额定起重量|起重量|额定起重量", tons, rng, kilograms=0.1)
    if tons >= 32 and kind == "gantry":
        mass_item(
            made,
            "aux_capacity",
            "副钩起重量|副起重量",
            Decimal(rng.choice(["5", "10"])),
            rng,
            kilograms=0.1,
        )
    made.add("span", "跨度|跨    度", plain(span), "m")
    made.add("lifting_height", "起升高度|起重高度|提升高度", plain(step(rng, "6", "24", "0.5")), "m")
    speed_item(
        made, "hoisting_speed", "起升速度|额定起升速度", step(rng, "0.8", "12", "0.1"), rng, ranged=False
    )
    speed_item(made, "trolley_speed", "小车运行速度|小车速度", step(rng, "3", "40", "1"), rng, ranged=False)
    speed_item(
        made,
        "travelling_speed",
        "大车运行速度|大车速度|运行速度",
        step(rng, "3", "45", "1"),
        rng,
        ranged=False,
    )
    made.add(
        "work_class",
        "工作级别|整机工作级别",
        level := f"A{rng.randint(3, 7)}",
        numeric=False,
        work_class=level,
    )
    made.add("total_power", "总功率|整机功率", plain(step(rng, "10", "150", "0.5")), "kW")
    mass_item(made, "total_mass", "整机质量|整机重量|自重", step(rng, "8", "160", "0.5"), rng)
    return made
