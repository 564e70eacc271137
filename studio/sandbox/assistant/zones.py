"""Time zones by what people call a place: Tokyo, 东京, New York, California."""

import re
from functools import cache
from zoneinfo import available_timezones

_ALSO = {
    "Asia/Shanghai": "beijing shenzhen guangzhou hangzhou chengdu nanjing china 北京 上海 深圳 广州 杭州 成都 中国",
    "Asia/Tokyo": "osaka kyoto japan 东京 大阪 京都 日本",
    "Asia/Seoul": "korea busan 首尔 韩国",
    "Asia/Hong_Kong": "香港",
    "Asia/Taipei": "taiwan 台北",
    "Asia/Singapore": "新加坡",
    "Asia/Bangkok": "thailand 曼谷",
    "Asia/Kolkata": "india mumbai delhi bangalore 印度 孟买 新德里",
    "Asia/Dubai": "emirates 迪拜",
    "Europe/London": "england britain uk 伦敦 英国",
    "Europe/Paris": "france lyon 巴黎 法国",
    "Europe/Berlin": "germany munich hamburg cologne frankfurt 柏林 慕尼黑 德国",
    "Europe/Zurich": "switzerland geneva bern 苏黎世",
    "Europe/Madrid": "spain barcelona 马德里",
    "Europe/Rome": "italy milan 罗马 意大利",
    "Europe/Moscow": "russia 莫斯科",
    "America/New_York": "washington boston miami philadelphia atlanta 纽约 华盛顿",
    "America/Chicago": "houston dallas austin 芝加哥",
    "America/Los_Angeles": "california seattle 洛杉矶 旧金山 西雅图",
    "America/Sao_Paulo": "brazil rio 圣保罗",
    "Australia/Sydney": "canberra 悉尼",
    "UTC": "gmt",
}
_PHRASES = {
    "san francisco": "America/Los_Angeles",
    "las vegas": "America/Los_Angeles",
    "washington dc": "America/New_York",
}
_PHRASES |= {"new delhi": "Asia/Kolkata", "south korea": "Asia/Seoul", "rio de janeiro": "America/Sao_Paulo"}
LONGEST, MOST = 4, 8


@cache
def known() -> dict[str, str]:
    """Zone by name in lower case. Where a city stands on two continents, the first of the alphabet counts."""
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/")):
            found.setdefault(zone.rsplit("/", 1)[1].replace("_", " ").lower(), zone)
    found |= {name: zone for zone, names in _ALSO.items() for name in names.split()}
    return found | _PHRASES | {"utc": "UTC"}


def find_zones(text: str) -> list[tuple[str, str]]:
    """(zone, the words for it) in the text's order: places, or zones by their own names."""
    exact = [zone for zone in re.findall(r"\b[A-Z]\w+(?:/[A-Z][\w+-]+)+", text) if zone in available_timezones()]
    if exact:
        return [(zone, zone.rsplit("/", 1)[1].replace("_", " ")) for zone in exact[:MOST]]
    words, at, found = re.findall(r"[A-Za-zÀ-ÿ][\w'’-]*", text)[:200], 0, list[tuple[str, str]]()
    while at < len(words):
        lengths = [n for n in range(LONGEST, 0, -1) if " ".join(words[at : at + n]).lower() in known()]
        step = lengths[0] if lengths else 1
        name = " ".join(words[at : at + step])
        if lengths and (name[0].isupper() or len(name) > 3):
            found.append((known()[name.lower()], name[0].upper() + name[1:]))
        at += step
    han = [(text.find(name), zone, name) for name, zone in known().items() if not name.isascii() and name in text]
    return (found + [(zone, name) for _at, zone, name in sorted(han)])[:MOST]
