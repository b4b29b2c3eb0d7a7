"""Hoists for people and goods, each with the entries that its plates show."""

from __future__ import annotations

import random
from decimal import Decimal

from .machines import Machine, mass_item, plain, size_item, speed_item, step


def hoist(rng: random.Random) -> Machine:
    tens, double, weighted = (
        rng.choice((100, 120, 150, 160, 200, 200, 200, 270, 320)),
        rng.random() < 0.75,
        rng.random() < 0.15,
    )
    model = f"SC{'D' * weighted}{tens}{f'/{tens}' * double}{rng.choice(('', '', '', 'D', 'G', 'B', 'TD', 'BZ', 'P'))}"
    made = Machine(
        "construction_hoist",
        rng.choice(
            (
                "施工升降机",
                "施工升降机",
                "施工电梯",
                "建筑施工升降机",
                "双笼施工升降机" if double else "单笼施工升降机",
            )
        ),
        model,
        rng.randint(2005, 2025),
    )
    load, cages = Decimal(tens) / 100, 2 if double else 1
    stored = plain(load * 1000)
    if double and rng.random() < 0.35:
        text = rng.choice((f"2×{stored}", f"2x{stored}", f"{stored}×2"))
        made.add(
            "rated_load_per_cage",
            "额定载重量|额定载荷|额定起重量",
            text,
            "kg",
            rated_load_per_cage=stored,
            cage_count="2",
        )
    else:
        mass_item(
            made,
            "rated_load_per_cage",
            "额定载重量|额定载重量(每笼)|单笼额定载重量|每笼额定载重量|额定载荷",
            load,
            rng,
            kilograms=0.75,
        )
    made.add("cage_count", "吊笼数|吊笼数量|笼数", str(cages), rng.choice(("个", "", "只")))
    people = str(int(load * 1000 / 80) - rng.randint(0, 4))
    made.add(
        "rated_passengers",
        "额定乘员数|额定乘员|额定载人数|乘员人数|额定人数",
        people,
        "人",
        rated_passengers=people,
    )
    made.add(
        "rated_install_load",
        "额定安装载重量|安装载重量",
        install := rng.choice([kg for kg in ("500", "800", "1000", "1200") if int(kg) <= load * 1000]),
        "kg",
        rated_install_load=install,
    )
    per_minute = Decimal(rng.choice((33, 34, 36, 36, 40, 46, 60, 63, 96)))
    speed_item(
        made,
        "rated_lifting_speed",
        "额定提升速度|提升速度|额定速度|起升速度|运行速度",
        per_minute,
        rng,
        ranged=True,
    )
    made.add(
        "max_lifting_height",
        "最大提升高度|提升高度|最大架设高度|最大起升高度",
        plain(step(rng, "60", "450", "1")),
        "m",
    )
    made.add(
        "mast_top_free_height",
        "导轨架顶端自由高度|自由端高度|最大自由端高度",
        plain(step(rng, "6", "9", "0.1")),
        "m",
    )
    made.add("tie_spacing", "附墙架间距|附墙间距", plain(step(rng, "6", "10.5", "0.5")), "m")
    side = rng.choice((650, 650, 800))
    size_item(
        made,
        "mast",
        "标准节尺寸|导轨架标准节|标准节规格",
        (side, side, 1508),
        rng,
        ("mast_section_width", "mast_section_depth", "mast_section_height"),
    )
    size_item(
        made,
        "cage",
        "吊笼尺寸|吊笼净空尺寸|吊笼尺寸(长×宽×高)|吊笼内空尺寸",
        (
            rng.choice((3000, 3200, 3600, 4000)),
            rng.choice((1300, 1500)),
            rng.choice((2100, 2200, 2400, 2500)),
        ),
        rng,
        ("cage_length", "cage_width", "cage_height"),
    )
    motors, power = rng.randint(2, 3), Decimal(rng.choice(["10.5", "11", "13", "15", "18.5", "22", "23"]))
    total = power * motors * cages
    if rng.random() < 0.5:
        made.add(
            "motors",
            "电机功率|电动机功率",
            f"{motors}×{plain(power)}",
            "kW",
            motors_per_cage=str(motors),
            motor_power=plain(power),
        )
    else:
        made.add("motor_power", "单台电机功率|单台电动机功率", plain(power), "kW")
        made.add("motors_per_cage", "每笼电机数|每笼电机数量", str(motors), "台")
    made.add("total_power", "总功率|装机总功率|电机总功率", plain(total), "kW")
    device = rng.randint(30, 60) // 10 * 10
    action = next(
        told for most, told in ((42, "1.2"), (50, "1.4"), (63, "1.8"), (96, "2.0")) if per_minute <= most
    )
    made.add(
        "safety_device_model",
        "防坠安全器型号|安全器型号",
        f"SAJ{device}-{action}",
        numeric=False,
        safety_device_model=f"SAJ{device}-{action}",
    )
    made.add(
        "safety_device_action_speed",
        "安全器标定动作速度|标定动作速度|动作速度",
        action,
        "m/s",
        safety_device_action_speed=plain(Decimal(action)),
    )
    return made


def goods_hoist(rng: random.Random) -> Machine:
    tens, double = rng.choice((80, 100, 100, 120, 160)), rng.random() < 0.35
    model = f"SS{rng.choice(('', 'D', 'DB', 'E', 'ED', 'B'))}{tens}{f'/{tens}' * double}"
    made = Machine(
        "material_hoist",
        rng.choice(("物料提升机", "货用施工升降机", "龙门架物料提升机", "龙门架及井架物料提升机")),
        model,
        rng.randint(2006, 2024),
    )
    mass_item(
        made, "rated_load", "额定起重量|额定载重量|额定提升重量", Decimal(tens) / 100, rng, kilograms=0.7
    )
    made.add("cage_count", "吊笼数|吊笼数量", "2" if double else "1", rng.choice(("个", "")))
    speed_item(
        made,
        "rated_lifting_speed",
        "额定提升速度|提升速度|额定速度",
        step(rng, "18", "38", "1"),
        rng,
        ranged=False,
    )
    made.add(
        "max_install_height",
        "最大安装高度|安装高度|架设高度|最大架设高度",
        plain(step(rng, "18", "30", "0.5")),
        "m",
    )
    made.add("max_freestanding_height", "独立高度|自由高度", plain(step(rng, "6", "18", "0.5")), "m")
    made.add(
        "motor_power",
        "电机功率|电动机功率|卷扬机功率",
        plain(Decimal(rng.choice(["5.5", "7.5", "11", "15", "18.5"]))),
        "kW",
    )
    size_item(
        made,
        "cage",
        "吊笼尺寸|吊篮尺寸|吊笼尺寸(长×宽×高)",
        (
            rng.choice((2000, 2700, 3000, 3200, 3600)),
            rng.choice((1300, 1500, 1600)),
            rng.choice((1800, 2000, 2200)),
        ),
        rng,
        ("cage_length", "cage_width", "cage_height"),
    )
    mass_item(made, "total_mass", "整机质量|整机重量", step(rng, "3", "12", "0.1"), rng)
    made.add(
        "winch_model",
        "卷扬机型号|曳引机型号",
        winch := rng.choice(("JKD1.0", "JK1.6", "JT1.0", "JK2")),
        numeric=False,
        winch_model=winch,
    )
    return made
