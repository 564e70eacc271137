"""Numbers, units and formulas in words: `text_normalization` and `latex_read` of official.md 4.1.

espeak reads numbers of every language by itself; here are the signs that it would leave out or spell."""

import functools
import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_ENGLISH = {
    "km/h": "kilometres an hour", "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms",
    "mg": "milligrams", "g": "grams", "m": "metres", "ml": "millilitres", "l": "litres", "°C": "degrees Celsius",
    "°F": "degrees Fahrenheit", "°": "degrees", "MB": "megabytes", "GB": "gigabytes", "Hz": "hertz", "kHz": "kilohertz",
    "%": "percent",
}  # fmt: skip
_CHINESE = {
    "km/h": "千米每小时", "km": "千米", "cm": "厘米", "mm": "毫米", "kg": "千克", "mg": "毫克", "g": "克", "m": "米",
    "ml": "毫升", "l": "升", "°C": "摄氏度", "℃": "摄氏度", "°F": "华氏度", "°": "度", "MB": "兆", "GB": "吉",
    "Hz": "赫兹", "kHz": "千赫",
}  # fmt: skip
_MONEY = {
    "English": {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yuan"},
    "Chinese": {"$": "美元", "€": "欧元", "£": "英镑", "¥": "元"},
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DIGITS = "零一二三四五六七八九"
# Seven digits and more: in one run, or in groups of two to four with a gap between each two.
_PHONE = re.compile(
    r"(?<![A-Za-z\d.,])\+?"
    r"(?:\d{7,15}|\d{1,4}(?:[- ]\d{2,4}){2,4}|\d{3}[- ]\d{4}|\+\d{1,3} \d{2,4} \d{4,8})(?![\d.,-]*\d)"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_LATEX = [
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\2分之\1"),
    (r"\\sqrt\{([^{}]*)\}", r"根号\1"),
    (r"\^\{?2\}?(?!\d)", "的平方"),
    (r"\^\{?3\}?(?!\d)", "的立方"),
    (r"\^\{([^{}]*)\}", r"的\1次方"),
    (r"\^(\w)", r"的\1次方"),
    (r"_\{?(\w+)\}?", r"下标\1"),
    (r"\\(?:times|cdot)", "乘以"),
    (r"\\div", "除以"),
    (r"\\pi", "派"),
    (r"\\infty", "无穷大"),
    (r"\\(?:leq?)(?![a-z])", "小于等于"),
    (r"\\(?:geq?)(?![a-z])", "大于等于"),
    (r"\\neq?(?![a-z])", "不等于"),
    (r"\\pm", "正负"),
    (r"\\sum", "求和"),
    (r"\\int", "积分"),
    (r"=", "等于"),
    (r"\+", "加"),
    (r"-", "减"),
    (r"<", "小于"),
    (r">", "大于"),
    (r"\\([a-zA-Z]+)", r"\1"),
    (r"[{}]", ""),
]


@functools.cache
def numbers_spoken(language: str) -> tuple[Rule, ...]:
    """Patterns and how a match is spoken. Telephone numbers go digit by digit in every language."""
    family = {"Chinese,Yue": "Chinese"}.get(language, language)
    rules: list[Rule] = []
    if family in _MONEY:
        rules += [_date(family), _money(family), _share(family), _units(_ENGLISH if family == "English" else _CHINESE)]
    separator = "" if family == "Chinese" else " "
    rules.append(
        (
            _PHONE,
            lambda match: separator.join(_spell(digit, family) for digit in re.findall(r"\d", match.group())),
        )
    )
    return tuple(rules)


def formulas_spoken(formula: str) -> str:
    """A LaTeX formula read out in Chinese."""
    for pattern, spoken in _LATEX:
        formula = re.sub(pattern, spoken, formula)
    return formula


def _money(family: str) -> Rule:
    names = _MONEY[family]
    gap = "" if family == "Chinese" else " "
    return re.compile(rf"([$€£¥])\s?({_NUMBER})"), lambda match: f"{match.group(2)}{gap}{names[match.group(1)]}"


def _share(family: str) -> Rule:
    spoken = "百分之{}" if family == "Chinese" else "{} percent"
    return re.compile(rf"({_NUMBER})\s?%"), lambda match: spoken.format(match.group(1))


def _date(family: str) -> Rule:
    def speak(match: re.Match[str]) -> str:
        year, month, day = match.group(1), int(match.group(2)), int(match.group(3))
        if family == "English":
            return f"{_MONTHS[month - 1]} {day}, {year}"
        return f"{''.join(_spell(digit, family) for digit in year)}年{month}月{day}日"

    return re.compile(r"\b(\d{4})[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])\b"), speak


def _units(names: dict[str, str]) -> Rule:
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"({_NUMBER})\s?({alternatives})(?![A-Za-z])")
    return pattern, lambda match: f"{match.group(1)} {names[match.group(2)]}"


def _spell(digit: str, family: str) -> str:
    return _DIGITS[int(digit)] if family == "Chinese" else digit
