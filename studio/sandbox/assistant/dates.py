"""Dates out of sentences: which weekday, how many days between, what is in ten days, what time it is."""

import calendar
import re
from datetime import date, datetime, timedelta

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS_ZH = "一二三四五六日"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(WEEKDAYS)
_DATE = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})"
    rf"|(?P<zh>(?:(?P<zy>\d{{4}})年)?(?P<zm>\d{{1,2}})月(?P<zd>\d{{1,2}})[日号])"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\.?,?(?: (?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?(?: (?P<y2>\d{{4}}))?"
    rf"|\b(?P<word>the day after tomorrow|tomorrow|today|now|yesterday|christmas(?: day)?|new year(?:'s day)?)\b"
    rf"|(?P<near>今天|明天|昨天|后天)|(?P<next>next|last|this)? ?\b(?P<weekday>{_WEEKDAY})\b",
    re.IGNORECASE,
)
_SHIFT = re.compile(
    r"(?:\b(?:in|after) )?\b(\d{1,5}|a|one|two|three|four|five|six|seven|ten)\s+(day|week|month|year)s?"
    r"(?: (from now|from today|ago|before|after|later|from))?",
    re.IGNORECASE,
)
_SHIFT_ZH = re.compile(r"(\d{1,5})\s*(天|周|个月|年)(后|前)")
UNITS = {"天": "day", "周": "week", "个月": "month", "年": "year"}
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def answer(text: str, now: datetime, chinese: bool) -> str | None:
    """A sentence, or None when the text asks for no date. The text has single spaces only."""
    try:
        return _answer(text, now, chinese)
    except (ValueError, OverflowError):
        return (
            "那一天超出了我的日历。" if chinese else "That day lies beyond my calendar, which ends with the year 9999."
        )


def _answer(text: str, now: datetime, chinese: bool) -> str | None:
    lower = text.lower()
    dates = find_dates(text, now.date())
    if re.search(r"\bwhat time\b|\bcurrent time\b|几点", lower):
        clock = f"{now:%H:%M} UTC"
        return f"现在是 {clock}，{spoken(now.date(), True)}。" if chinese else f"It is {clock} on {spoken(now.date())}."
    if re.search(r"\bleap year\b|闰年", lower) and (
        found := re.search(r"\b(\d{4})\b", text) or re.search(r"(\d{4})年", text)
    ):
        return _leap(int(found[1]), chinese)
    if (
        re.search(r"\bhow (?:many days|long|far)\b|\bdays? (?:until|till|to|between|since|left)\b|多少天|几天", lower)
        and dates
    ):
        return _between(dates, now.date(), chinese)
    if shift := _find_shift(text):
        start = dates[0] if dates else now.date()
        day = moved(start, *shift)
        return f"那天是{spoken(day, True)}。" if chinese else f"That is {spoken(day)}."
    asks = re.search(
        r"\bwhat(?:'s| is| was| will)?\b.*\b(?:day|date|weekday|today)\b|\bwhich (?:day|weekday)\b|\bwhen is\b", lower
    )
    if asks or re.search(r"星期几|周几|几号|什么日子|哪一天|什么日期", lower):
        day = dates[0] if dates else now.date()
        if chinese:
            return f"{'今天' if day == now.date() else '那天'}是{spoken(day, True)}。"
        verb = "is" if day >= now.date() else "was"
        return f"Today is {spoken(day)}." if day == now.date() else f"That {verb} {spoken(day)}."
    return None


def asks(text: str) -> bool:
    """Whether the text asks for a date or a time."""
    return answer(text, datetime(2000, 1, 1), False) is not None


def find_dates(text: str, today: date) -> list[date]:
    found = []
    for match in _DATE.finditer(text):
        try:
            found.append(_read(match, today))
        except (ValueError, OverflowError):
            continue
    return found


def spoken(day: date, chinese: bool = False) -> str:
    if chinese:
        return f"{day.year}年{day.month}月{day.day}日，星期{WEEKDAYS_ZH[day.weekday()]}"
    return f"{calendar.day_name[day.weekday()]}, {day.day} {calendar.month_name[day.month]} {day.year}"


def moved(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _read(match: re.Match[str], today: date) -> date:
    part = match.groupdict()
    if part["iso"]:
        return date(*map(int, part["iso"].split("-")))
    if part["zh"]:
        return date(int(part["zy"] or today.year), int(part["zm"]), int(part["zd"]))
    for which in "12":
        if part[f"m{which}"]:
            return date(int(part[f"y{which}"] or today.year), MONTHS[part[f"m{which}"].lower()], int(part[f"d{which}"]))
    if part["near"]:
        return today + timedelta(days={"今天": 0, "明天": 1, "昨天": -1, "后天": 2}[part["near"]])
    if part["weekday"]:
        ahead = (WEEKDAYS[part["weekday"].lower()] - today.weekday()) % 7
        if part["next"] and part["next"].lower() == "last":
            return today + timedelta(days=(ahead - 7) if ahead else -7)
        return today + timedelta(days=ahead or (7 if part["next"] and part["next"].lower() == "next" else 0))
    word = part["word"].lower()
    if word.startswith(("christmas", "new year")):
        day = (12, 25) if word.startswith("christmas") else (1, 1)
        this = date(today.year, *day)
        return this if this >= today else date(today.year + 1, *day)
    return today + timedelta(days={"tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2}.get(word, 0))


def _find_shift(text: str) -> tuple[int, str] | None:
    if zh := _SHIFT_ZH.search(text):
        return int(zh[1]) * (-1 if zh[3] == "前" else 1), UNITS[zh[2]]
    found = _SHIFT.search(text)
    if not found or not (found[3] or re.match(r"in|after", found[0].strip(), re.IGNORECASE)):
        return None
    count = int(found[1]) if found[1].isdigit() else COUNTS[found[1].lower()]
    return (-count if (found[3] or "").lower() in ("ago", "before") else count), found[2].lower()


def _between(dates: list[date], today: date, chinese: bool) -> str:
    first, last = (dates[0], dates[1]) if len(dates) > 1 else (today, dates[0])
    days = (last - first).days
    if chinese:
        return f"从{spoken(first, True)}到{spoken(last, True)}，{'还有' if days >= 0 else '已经过去'}{abs(days)}天。"
    unit = "day" if abs(days) == 1 else "days"
    if len(dates) < 2 and days < 0:
        return f"{spoken(last)} was {abs(days)} {unit} ago."
    return f"From {spoken(first)} to {spoken(last)} it is {abs(days)} {unit}."


def _leap(year: int, chinese: bool) -> str:
    leap = calendar.isleap(year)
    if chinese:
        return f"{year}年{'是' if leap else '不是'}闰年。"
    return f"{year} is {'a leap year, so February has 29 days' if leap else 'not a leap year'}."
