"""What came of tool calls, in plain words: no JSON, and no ids unless somebody asked for them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .arithmetic import find_sum, pretty
from .conversation import Turn, find_person
from .deeds import UUID
from .results import MAKERS, Outcome, arguments_of
from .wording import is_chinese, listed, squeezed
from .zones import find_zones

NOUNS = {"image": "picture", "video": "clip", "song": "song", "speech": "recording", "audio": "recording"}
NOUNS_ZH = {"image": "图片", "video": "视频", "song": "歌", "speech": "录音", "audio": "音频"}
BEGUN = {
    "image": "It is being drawn; you will see it here.",
    "video": "It is being filmed; you will see it here.",
    "song": "It is being composed; you will hear it here.",
    "speech": "It is being spoken; you will hear it here.",
}
BEGUN_ZH = {
    "image": "正在画，画好后会显示在这里。",
    "video": "正在拍摄，完成后会显示在这里。",
    "song": "正在作曲，完成后可以在这里听。",
    "speech": "正在朗读，完成后可以在这里听。",
}
SHOWN = 10


class Teller:
    """Tells outcomes in the language of the question."""

    def __init__(self, question: str) -> None:
        self.question, self.chinese = question, is_chinese(question)
        self.with_ids = bool(re.search(r"\bids?\b|编号|标识", question, re.IGNORECASE))

    def tell(self, outcomes: list[Outcome]) -> str:
        """All of them; things of one kind that were made together are one sentence."""
        told: list[str] = []
        for deed in MAKERS:
            if made := [one for one in outcomes if one.deed == deed and one.state == "made"]:
                told.append(self.made(deed, [thing for one in made for thing in one.things] or [{} for _ in made]))
        told += [self.other(one) for one in outcomes if one.deed not in MAKERS or one.state != "made"]
        return ("" if self.chinese else " ").join(dict.fromkeys(told))

    def other(self, one: Outcome) -> str:
        if one.state == "refused":
            return self.refused(one)
        if one.deed in MAKERS:
            table = BEGUN_ZH if self.chinese else BEGUN
            return table[one.deed] if one.state == "begun" else self.unmade(one)
        if one.state == "failed":
            return self.failed(one)
        teller = {"sum": self.sum, "time": self.time, "voices": self.found, "library": self.found, "look": self.look}
        return teller.get(one.deed, self.facts)(one)

    def made(self, deed: str, things: Sequence[Mapping[str, Any]]) -> str:
        told = [self.thing(one) for one in things]
        noun = (NOUNS_ZH if self.chinese else NOUNS)[deed]
        if len(things) == 1:
            said = f"：{told[0]}" if self.chinese and told[0] else f": {told[0]}" if told[0] else ""
            return f"这是你的{noun}{said}。" if self.chinese else f"Here is your {noun}{said}."
        rest = ("；" if self.chinese else "; ").join(filter(None, dict.fromkeys(told)))
        if self.chinese:
            return f"这是你的{len(things)}个{noun}" + (f"：{rest}。" if rest else "。")
        return f"Here are your {len(things)} {noun}s" + (f": {rest}." if rest else ".")

    def thing(self, facts: Mapping[str, Any]) -> str:
        """ "a lighthouse in a storm, 1024 × 1024"."""
        size = re.sub(r"(\d)\s*[x×]\s*(\d)", r"\1 × \2", str(facts.get("size") or ""))
        if not size and facts.get("width") and facts.get("height"):
            size = f"{facts['width']} × {facts['height']}"
        seconds = facts.get("seconds") or facts.get("duration")
        length = "" if not seconds else f"{seconds} 秒" if self.chinese else f"{seconds} seconds"
        name = str(facts.get("title") or facts.get("name") or "").strip(" .。")
        identity = f"id {facts['id']}" if self.with_ids and facts.get("id") else ""
        return ("，" if self.chinese else ", ").join(part for part in (name[:160], size, length, identity) if part)

    def refused(self, one: Outcome) -> str:
        noun = (NOUNS_ZH if self.chinese else NOUNS).get(one.deed, "")
        if self.chinese:
            return f"好的，我不做{noun or '这件事'}了。想要别的吗？"
        return f"All right, I leave the {noun} alone. What would you like instead?" if noun else (
            "All right, I leave it at that. What would you like instead?"
        )  # fmt: skip

    def unmade(self, one: Outcome) -> str:
        noun, why = (NOUNS_ZH if self.chinese else NOUNS)[one.deed], without_ids(one.problem)
        if one.state == "stopped":
            return f"{noun}没有做完，已经停止。" if self.chinese else f"The {noun} was stopped before it was there."
        if self.chinese:
            return f"{noun}没有做成" + (f"：{why}" if why else "。")
        return f"The {noun} could not be made" + (f": {ended(why)}" if why else ".")

    def failed(self, one: Outcome) -> str:
        why = without_ids(one.problem) or self.said(one.value)
        if one.deed:
            return ended(why)
        return f"{one.call.name} 没有成功：{why}" if self.chinese else f"{one.call.name} did not work: {ended(why)}"

    def sum(self, one: Outcome) -> str:
        """ "17.5 % of 2,480 is 434."."""
        asked, equals, result = one.text.rpartition("=")
        if not equals or not re.search(r"\d", result):
            return self.facts(one)
        share = re.search(r"(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)\s*of\s*([\d,.]*\d)", self.question, re.IGNORECASE)
        own = str(arguments_of(one.call).get("sum") or asked)
        if share and (counted := find_sum(share[0])) and counted[1] == figure(result):
            return f"{share[1]} % of {figure(share[2].replace(',', ''))} is {figure(result)}."
        sign = "是" if self.chinese else "is"
        return f"{pretty(own.strip())} {sign} {figure(result)}" + ("。" if self.chinese else ".")

    def time(self, one: Outcome) -> str:
        found = re.fullmatch(r"(\w+day) (\d{4}-\d\d-\d\d) (\d\d:\d\d)(?::\d\d)?\s*(\S*)", one.text)
        if not found:
            return self.facts(one)
        zone = str(arguments_of(one.call).get("zone") or "UTC")
        place = next(
            (name for known, name in find_zones(self.question) if known == zone),
            zone.rsplit("/", 1)[-1].replace("_", " "),
        )
        if self.chinese:
            return f"{place}现在是 {found[2]} {found[3]}。"
        where = f"In {place} it is" if place != "UTC" else "It is"
        return f"{where} {found[3]} on {found[1]}, {found[2]}" + (f" ({found[4]})." if found[4] else ".")

    def found(self, one: Outcome) -> str:
        """A sentence for one thing, a list for several."""
        if one.value is None:
            return self.facts(one)
        things = [self.described(thing) for thing in one.things]
        if not things:
            return "什么也没有找到。" if self.chinese else "I found nothing."
        if len(things) == 1:
            return f"找到一个：{things[0]}。" if self.chinese else f"I found one: {things[0]}."
        lines = "\n".join(f"- {thing}" for thing in things[:SHOWN])
        more = len(things) - SHOWN
        tail = (f"\n\n还有{more}个。" if self.chinese else f"\n\nAnd {more} more.") if more > 0 else ""
        return (f"找到{len(things)}个：\n\n" if self.chinese else f"I found {len(things)}:\n\n") + lines + tail

    def described(self, facts: Mapping[str, Any]) -> str:
        """ "Narrator (English, female)", "a lighthouse (picture, 1024 × 1024)"."""
        kind = (NOUNS_ZH if self.chinese else NOUNS).get(str(facts.get("kind") or ""), "")
        rest = [kind, *(str(facts[name]) for name in ("language", "gender") if facts.get(name))]
        name = str(facts.get("title") or facts.get("name") or facts.get("id") or "").strip(" .。")[:160]
        rest.append(self.thing({key: value for key, value in facts.items() if key not in ("title", "name")}))
        rest.append(("自己的" if self.chinese else "the team's own") if facts.get("own") is True else "")
        inner = ("、" if self.chinese else ", ").join(part for part in rest if part)
        return f"{name} ({inner})" if inner else name

    def look(self, one: Outcome) -> str:
        facts = one.value
        if not isinstance(facts, dict):
            return self.facts(one)
        if "results" not in facts:
            by = f", {'作者' if self.chinese else 'by'} {facts['by']}" if facts.get("by") else ""
            return f"这是{self.described(facts)}{by}。" if self.chinese else f"It is {self.described(facts)}{by}."
        if facts["results"]:
            made = [self.described(thing) for thing in one.things]
            return f"已经完成：{listed(made, True)}。" if self.chinese else f"It is there: {'; '.join(made)}."
        state = str(facts.get("state") or "not there yet")
        return f"现在的状态：{state}。" if self.chinese else f"It is not there yet: {state.lower()}."

    def facts(self, one: Outcome) -> str:
        """Of any other tool: what its JSON says, as words."""
        said = self.said(one.value if one.value is not None else one.text)
        if one.deed and one.value is None:
            return ended(said)
        if self.chinese:
            return f"{one.call.name} 的结果：{said or '没有内容'}。"
        return f"{one.call.name} says: {ended(said or 'nothing')}"

    def said(self, value: Any, depth: int = 0) -> str:
        if isinstance(value, dict) and depth < 4:
            told = [
                (str(name), child)
                for name, child in list(value.items())[:20]
                if self.with_ids or not _is_id(name, child)
            ]
            return ", ".join(f"{name.replace('_', ' ')} {self.said(child, depth + 1)}" for name, child in told)
        if isinstance(value, list) and depth < 4:
            return "; ".join(self.said(child, depth + 1) for child in value[:20])
        return str(value)[:2000]


def tell(turns: list[Turn], outcomes: list[Outcome]) -> str:
    at = find_person(turns)
    return Teller(squeezed(turns[at].text) if at >= 0 else "").tell(outcomes)


def figure(text: str) -> str:
    """A number as people write it: 2480 is 2,480, 434.0 is 434."""
    plain = text.strip()
    if not re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", plain):
        return plain
    whole, _dot, part = plain.partition(".")
    part = f"{float('0.' + part):.10g}"[2:] if part and float("0." + part) else ""
    return f"{int(whole):,}" + (f".{part}" if part else "")


def without_ids(text: str) -> str:
    return re.sub(rf"\s*\b(?:with )?(?:the |its )?id\s+(?:is\s+)?{UUID}|\s*{UUID}", "", text, flags=re.IGNORECASE)


def ended(text: str) -> str:
    return text + ("" if text.endswith((".", "!", "?", "。", "！", "？")) else ".")


def _is_id(name: object, value: object) -> bool:
    is_named = str(name).lower() in ("id", "uuid") or str(name).lower().endswith("_id")
    return is_named and re.fullmatch(UUID, str(value), re.IGNORECASE) is not None
