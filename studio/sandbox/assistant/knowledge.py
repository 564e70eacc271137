"""What can be said about the studio and MiniMax: composed from the shipped facts, so that it stays true."""

import re

from ..facts import shipped
from .wording import is_chinese, listed, says, stem, words_of

FAMILIES = {
    "video": ("videos", "video film clip hailuo"),
    "speech": ("speech", "speech speak tt"),
    "image": ("images", "imag image picture draw"),
    "music": ("music", "music song sing"),
    "chat": ("chat", "chat context token llm"),
}


def answer(text: str) -> str | None:
    """A sentence or two about what the text asks of the studio, or None when it asks for nothing of it."""
    said = {stem(word) for word in words_of(text)}
    chinese = is_chinese(text)
    asks = says(said, "how what which can does do is many much where who tell") or "?" in text
    if re.search(r"\b(?:who|what) (?:are|r) (?:you|u)\b|\byour name\b|你是谁|你叫什么", text, re.IGNORECASE):
        return identity(chinese)
    if re.search(r"\b(?:what|how) can you\b|\bhelp\b|\bwhat do you do\b|你会什么|你能做什么", text, re.IGNORECASE):
        return abilities(chinese)
    named = [model for model in shipped("models") if model["name"].lower() in text.lower()]
    if named:
        return about_model(max(named, key=lambda model: len(model["name"])), chinese)
    if not asks:
        return None
    if says(said, "price cost expensive cheap"):
        return about_prices(said)
    if says(said, "voice") and says(said, "many which system list"):
        voices = shipped("voices")
        spoken = {voice["language"] for voice in voices if voice["language"]}
        known = len(shipped("languages"))
        return f"There are {len(voices)} system voices in {len(spoken)} languages; speech itself knows {known}."
    if says(said, "language"):
        labels = [language["label"] for language in shipped("languages")]
        return f"Speech knows {len(labels)} languages: {listed(labels)}."
    if says(said, "model"):
        for family, (label, words) in FAMILIES.items():
            if says(said, words):
                names = [model["name"] for model in shipped("models") if model["family"] == family]
                return f"For {label} there are {len(names)} models: {listed(names)}."
        families = sorted({model["family"] for model in shipped("models")})
        return f"The catalogue has {len(shipped('models'))} models for {listed(families)}."
    if says(said, "template"):
        names = [template["name"] for template in shipped("video_templates")]
        return f"There are {len(names)} video templates: {listed(names)}."
    if says(said, "sandbox"):
        return (
            "The sandbox speaks MiniMax's own protocol and makes real media on this machine, without a key and without "
            "a network; the price of it is that nobody thinks here."
        )
    if says(said, "studio"):
        return (
            "The studio is where a team chats, speaks, draws, films and makes music with MiniMax, and keeps what it "
            "made in one library."
        )
    return None


def identity(chinese: bool) -> str:
    if chinese:
        return "我是这台机器上沙盒的本地助手，不是 MiniMax 的模型。"
    return "I am the sandbox's local assistant on this machine, not one of MiniMax's models."


def abilities(chinese: bool) -> str:
    if chinese:
        return (
            "我会算术和日期，会写 Markdown、表格、代码和长文，会看图片的颜色，会在文本文件里找一行字，"
            "会回答关于这个工作室的问题，也会调用你给的工具。"
        )
    return (
        "I can do arithmetic and dates, write Markdown, tables, code and long texts, describe the colours of a "
        "picture, find a line in a text file, answer questions about this studio, and call the tools that you give me."
    )


def about_model(model: dict, chinese: bool) -> str:
    facts, note = model["abilities"], model["note"]
    parts = [f"{model['name']} is a {model['family'].replace('_', ' ')} model" + (f" ({note})" if note else "")]
    if facts.get("context"):
        parts.append(f"its context is {facts['context']:,} tokens")
    if facts.get("speed"):
        parts.append(f"it writes about {facts['speed']} tokens a second")
    if facts.get("modes"):
        sizes = sorted({size for mode in facts["modes"].values() for size in mode})
        parts.append(f"it films from {listed(list(facts['modes']))}" + (f" at {listed(sizes)}" if sizes else ""))
    if facts.get("characters"):
        parts.append(f"it speaks up to {facts['characters']:,} characters at once")
    prices = [
        f"{row['amount']} {row['currency']} a {row['unit']}" + _when(row)
        for row in shipped("prices")
        if row["model"] == model["name"]
    ]
    if prices:
        parts.append("on the live service it costs " + listed(prices[:4]))
    return "; ".join(parts) + "."


def about_prices(said: set[str]) -> str:
    for family, (label, words) in FAMILIES.items():
        if says(said, words):
            names = {model["name"] for model in shipped("models") if model["family"] == family}
            rows = [row for row in shipped("prices") if row["model"] in names][:6]
            if rows:
                known = [
                    f"{row['model']} {row['amount']} {row['currency']} a {row['unit']}{_when(row)}" for row in rows
                ]
                return f"Nothing costs anything here. On the live service, for {label}: {listed(known)}."
    return (
        "Nothing costs anything in the sandbox. The live service's prices stand on every button and on the page of "
        "models and limits."
    )


def _when(row: dict) -> str:
    return f" ({', '.join(str(value) for value in row['when'].values())})" if row["when"] else ""
