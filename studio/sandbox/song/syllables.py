"""The syllables of a line, grouped by what is spoken at once: a word, or a sign of Chinese, Japanese or Korean."""

import re
from dataclasses import dataclass

_SIGNS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaffぁ-ゖァ-ヺ가-힣"
_TOKEN = re.compile(rf"[{_SIGNS}][ゃゅょぁぃぅぇぉャュョァィゥェォー]?|[^\W_{_SIGNS}]+(?:['’][^\W_{_SIGNS}]+)*")
_VOWELS = re.compile(r"[aeiouyàâäáãåæèéêëìíîïòóôõöøœùúûüýÿąęıаеёиоуыэюяіїєαάεέηήιίϊΐοόυύϋΰωώ]+", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """`text`: as written. `count`: how many notes it is sung on, 1 or more."""

    text: str
    count: int


def words_of(line: str, language: str = "") -> list[Word]:
    """What is sung of a line, Japanese in kana. Text in brackets is an echo and is sung as well."""
    if language == "Japanese":
        from ..sound.kana import readings

        line = "".join(reading for _, reading in readings(line))
    return [Word(token, count_syllables(token)) for token in _TOKEN.findall(line)]


def count_syllables(word: str) -> int:
    """By vowel groups; a silent e at the end of an English word does not count."""
    if re.fullmatch(rf"[{_SIGNS}].?", word):
        return 1
    if word.isdigit():
        return max(1, len(word))
    low = word.lower()
    groups = len(_VOWELS.findall(low))
    if groups > 1 and re.search(r"[^aeiouyl]e$|[^aeiou]les?$|[^aeiouydt]ed$|[^aeiouyscxz]es$", low):
        groups -= 0 if re.search(r"[^aeiou]les?$", low) else 1
    return max(1, groups)
