"""What an area code says in words: the province, and how far down it goes."""

from __future__ import annotations

from knowledge.directory import reach

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门",
}  # fmt: skip
"""The first two digits of GB/T 2260."""
_DEPTHS = {2: "全省（市、区）", 4: "市", 6: "县（区）", 9: "乡镇（街道）", 12: "村（社区）"}


def area_name(code: str) -> str:
    """Such as 湖南 · 县（区） 430181; a code nobody knows is shown as it is."""
    if not code:
        return "全国"
    depth = _DEPTHS.get(len(reach(code)), "")
    return " ".join(part for part in (f"{PROVINCES.get(code[:2], '')} · {depth}".strip(" ·"), code) if part)
