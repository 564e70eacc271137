"""The 40 languages of official.md 10.2 as espeak-ng speaks them, and which of them a text is written in."""

import re
from dataclasses import dataclass

from .latin import guess


@dataclass(frozen=True)
class Language:
    """`code`: espeak's. `lift`: how far above a voice's lowest pitch the median lies, in shares of its range; measured.
    `nearest`: espeak has no such language and speaks the closest one."""

    code: str
    lift: float
    nearest: bool = False


LANGUAGES = {
    "Chinese": Language("cmn", 0.51), "Chinese,Yue": Language("yue", 0.41), "English": Language("en-us", 0.73),
    "Arabic": Language("ar", 0.80), "Russian": Language("ru", 0.87), "Spanish": Language("es", 0.80),
    "French": Language("fr", 0.76), "Portuguese": Language("pt-br", 0.93), "German": Language("de", 0.75),
    "Turkish": Language("tr", 0.74), "Dutch": Language("nl", 0.73), "Ukrainian": Language("uk", 0.80),
    "Vietnamese": Language("vi", 0.26), "Indonesian": Language("id", 0.80), "Japanese": Language("ja", 0.66),
    "Italian": Language("it", 0.73), "Korean": Language("ko", 0.76), "Thai": Language("th", 1.02),
    "Polish": Language("pl", 0.83), "Romanian": Language("ro", 0.89), "Greek": Language("el", 0.82),
    "Czech": Language("cs", 0.92), "Finnish": Language("fi", 0.82), "Hindi": Language("hi", 0.78),
    "Bulgarian": Language("bg", 0.87), "Danish": Language("da", 0.72), "Hebrew": Language("he", 0.76),
    "Malay": Language("ms", 0.82), "Persian": Language("fa", 0.84), "Slovak": Language("sk", 0.90),
    "Swedish": Language("sv", 0.83), "Croatian": Language("hr", 0.80), "Filipino": Language("ms", 0.85, nearest=True),
    "Hungarian": Language("hu", 0.64), "Norwegian": Language("nb", 0.76), "Slovenian": Language("sl", 0.92),
    "Catalan": Language("ca", 0.79), "Nynorsk": Language("nb", 0.71, nearest=True), "Tamil": Language("ta", 0.76),
    "Afrikaans": Language("af", 0.83),
}  # fmt: skip
ALIASES = {"Cantonese": "Chinese,Yue", "Mandarin": "Chinese"}
FALLBACK = "English"
AUTO = "auto"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇"
_SCRIPTS = {
    "Japanese": "ぁ-ゖァ-ヺー",
    "Korean": "가-힣ᄀ-ᇿ",
    "Chinese": HAN,
    "Russian": "а-яёА-ЯЁіїєґІЇЄҐ",
    "Greek": "Ͱ-Ͽἀ-῿",
    "Arabic": "؀-ۿ",
    "Hebrew": "֐-׿",
    "Thai": "฀-๿",
    "Hindi": "ऀ-ॿ",
    "Tamil": "஀-௿",
}
# Languages that share a script: the voice's own wins over the script's first, and letters of its own win over both.
_SIBLINGS = {
    "Chinese": {"Chinese", "Chinese,Yue", "Japanese"},
    "Russian": {"Russian", "Ukrainian", "Bulgarian"},
    "Arabic": {"Arabic", "Persian"},
}
_OWN_LETTERS = {"Ukrainian": "іїєґІЇЄҐ", "Persian": "پچژگکی"}


def language_named(name: str) -> str | None:
    """The language of `language_boost`, None for `auto` or nothing; KeyError for an unknown one."""
    if not name or name.lower() == AUTO:
        return None
    name = ALIASES.get(name, name)
    LANGUAGES[name]
    return name


def language_of(text: str, own: str = "") -> str:
    """The language to speak the text in, by its script; Latin letters that speak for no language, and digits, are in
    the voice's `own` language."""
    script = _script(text)
    if script is None and (guessed := guess(text)):
        return guessed
    if script is None:
        spoken = own if own in LANGUAGES else FALLBACK
        has_latin = re.search(r"[A-Za-z]", text) is not None
        return FALLBACK if has_latin and _writes_no_latin(spoken) else spoken
    siblings = _SIBLINGS.get(script, {script})
    if own in siblings:
        return own
    return next(
        (name for name, letters in _OWN_LETTERS.items() if name in siblings and set(text) & set(letters)), script
    )


def _script(text: str) -> str | None:
    """The script of most letters; a kana among Han makes it Japanese."""
    counts = {name: len(re.findall(f"[{letters}]", text)) for name, letters in _SCRIPTS.items()}
    if counts["Japanese"] and counts["Japanese"] * 10 >= counts["Chinese"]:
        counts["Japanese"] += counts["Chinese"]
    # A Latin word has about five letters, a Han sign is a whole one.
    latin = len(re.findall(r"[A-Za-zÀ-ɏ]", text)) / (4 if counts["Chinese"] or counts["Korean"] else 1)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] and counts[best] >= latin else None


def _writes_no_latin(language: str) -> bool:
    return language in _SCRIPTS or any(language in siblings for siblings in _SIBLINGS.values())
