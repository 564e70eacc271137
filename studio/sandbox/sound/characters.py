"""Words that describe a voice, English and Chinese, and what each does to it.

Names of system voices and descriptions of designed ones are read by the same table.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .languages import ALIASES, LANGUAGES
from .profile import Profile

MALE, FEMALE = "male", "female"
VARIANTS = {
    MALE: ("", "m1", "m3", "m4", "m7", "Mike", "Michael", "Gene", "max", "robert", "Denis", "ed"),
    FEMALE: ("f1", "f2", "f3", "f4", "f5", "Annie", "linda", "belinda", "aunty", "steph"),
}
PITCHES = {MALE: (88.0, 140.0), FEMALE: (172.0, 262.0)}  # Hz, the adults


@dataclass(frozen=True)
class Trait:
    """Factors on pitch, pace, range and formants; sums for brightness, breath and tremble."""

    pitch: float = 1.0
    pace: float = 1.0
    range: float = 1.0
    formants: float = 1.0
    brightness: float = 0.0
    breath: float = 0.0
    tremble: float = 0.0
    robot: bool = False


# English words are whole words, endings aside; Chinese ones are found anywhere.
TRAITS: dict[str, Trait] = {
    "child kid toddler infant 童 儿童 孩": Trait(pitch=1.3, formants=1.14, range=1.2, brightness=0.1),
    "boy schoolboy 男孩 弟弟 正太": Trait(pitch=1.5, formants=1.1, range=1.15),
    "girl schoolgirl maiden princess sister 少女 女孩 妹 萝莉": Trait(pitch=1.08, formants=1.05, range=1.15),
    "teen teenager student junior youth 青年 学生 学弟 学长": Trait(pitch=1.06, pace=1.03, formants=1.02),
    "young younger youthful 年轻 少": Trait(pitch=1.1, pace=1.04, formants=1.03, brightness=0.1),
    "old older elder elderly aged senior santa grandfather grandmother grandpa grandma veteran 老 爷 奶奶 大爷": Trait(
        pitch=0.88, pace=0.84, formants=0.97, tremble=0.5, brightness=-0.2
    ),
    "mature adult middle-aged 成熟 中年 御姐": Trait(pitch=0.93, pace=0.96, formants=0.98),
    "deep deep-voiced deep-toned bass baritone magnetic godfather reaper 低沉 浑厚 磁性": Trait(
        pitch=0.8, pace=0.96, formants=0.93, brightness=-0.3
    ),
    "low lower 低": Trait(pitch=0.84, formants=0.97),
    "high higher high-pitched squeaky elf 高音 尖": Trait(pitch=1.22, formants=1.04, brightness=0.2),
    "slow slowly measured unhurried 慢 缓": Trait(pace=0.78),
    "fast quick quickly rapid brisk chatty 快": Trait(pace=1.25),
    "gentle soft tender warm soothing kind 温柔 柔 温": Trait(pace=0.95, range=0.85, brightness=-0.25, breath=0.12),
    "calm serene tranquil peaceful reserved level-headed 平静 冷静 沉稳 冷": Trait(pace=0.93, range=0.65),
    "energetic lively upbeat cheerful excited enthusiastic playful jovial 活泼 活力 热情 开朗 俏皮": Trait(
        pitch=1.06, pace=1.12, range=1.45, brightness=0.2
    ),
    "bright crisp clear radiant 明亮 清脆 清": Trait(brightness=0.45, formants=1.02),
    "dark hoarse rough husky raspy 沙哑 嘶哑": Trait(brightness=-0.4, breath=0.25, tremble=0.5, pitch=0.95),
    "angry bossy strict tough powerful dominant 霸道 威严 严厉": Trait(
        pace=1.05, range=1.2, brightness=0.35, pitch=0.96
    ),
    "sad sentimental lonely pessimistic fragile 悲伤 忧郁": Trait(pace=0.86, range=0.7, breath=0.1, pitch=0.97),
    "monotone monotonous flat 单调": Trait(range=0.25),
    "expressive dramatic theatrical storyteller narrator 讲述 播音": Trait(range=1.3, pace=0.97),
    "whisper whispering whispered ghost 耳语 悄悄 低语": Trait(breath=1.0, pace=0.92),
    "breathy 气声": Trait(breath=0.4),
    "robot robotic android mechanical 机器 机械": Trait(robot=True, range=0.2, brightness=0.2),
    "trembling shaky nervous stressed 颤": Trait(tremble=0.8),
    "sweet lovely cute 甜 可爱 萌": Trait(pitch=1.07, formants=1.04, range=1.1),
}
MALE_WORDS = (
    "male man men guy boy gentleman lad father husband king prince uncle brother grandfather grandpa santa butler "
    "knight boyfriend masculine bloke 男 爷 叔 哥 弟 先生 少爷 父"
)
FEMALE_WORDS = (
    "female woman women lady girl mother wife queen princess aunt sister grandmother grandma girlfriend feminine "
    "maiden hostess belle heroine 女 奶奶 姐 妹 婆 阿姨 姨 娘 太太 母"
)


def words_of(text: str) -> set[str]:
    """The words of an identifier or a description in lower case; `SereneWoman` has two, Chinese stays in runs."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = re.findall(r"[a-z]+(?:-[a-z]+)*|[^\x00-\x7f]+", apart.lower().replace("_", " "))
    return set(words) | {part for word in words for part in word.split("-")}


def gender_of(words: set[str]) -> str | None:
    female, male = _count(words, FEMALE_WORDS), _count(words, MALE_WORDS)
    return None if female == male else FEMALE if female > male else MALE


def language_in(words: set[str]) -> str | None:
    """A language that the words name, such as `japanese` or `粤语`."""
    chinese = {"中文": "Chinese", "普通话": "Chinese", "粤语": "Chinese,Yue", "英语": "English", "英文": "English",
               "日语": "Japanese", "韩语": "Korean", "法语": "French", "德语": "German", "俄语": "Russian",
               "西班牙语": "Spanish"}  # fmt: skip
    names = {name.lower(): name for name in LANGUAGES} | {name.lower(): of for name, of in ALIASES.items()}
    found = [of for name, of in names.items() if name in words]
    found += [of for name, of in chinese.items() if any(name in word for word in words)]
    return found[0] if found else None


def drawn(seed: str, gender: str, words: set[str], language: str) -> Profile:
    """A profile of this gender: the seed decides where in the field it lies, the words then bend it."""
    dice = _dice(seed)
    low, high = PITCHES[gender]
    plain = Profile(
        pitch=low * (high / low) ** next(dice),
        pace=148 + 44 * next(dice),
        variant=VARIANTS[gender][int(next(dice) * len(VARIANTS[gender]))],
        language=language,
        range=0.25 + 0.2 * next(dice),
        formants=0.95 + 0.1 * next(dice),
        brightness=0.8 * next(dice) - 0.4,
        tremble=0.15 * next(dice),
    )
    return bent(plain, words).limited()


def bent(profile: Profile, words: set[str]) -> Profile:
    """The profile after every trait that the words name."""
    for names, trait in TRAITS.items():
        if _count(words, names):
            profile = replace(
                profile,
                pitch=profile.pitch * trait.pitch,
                pace=profile.pace * trait.pace,
                range=profile.range * trait.range,
                formants=profile.formants * trait.formants,
                brightness=profile.brightness + trait.brightness,
                breath=profile.breath + trait.breath,
                tremble=profile.tremble + trait.tremble,
                robot=profile.robot or trait.robot,
            )
    return profile


def _count(words: set[str], names: str) -> int:
    def named(name: str) -> bool:
        if name.isascii():
            return name in words or f"{name}s" in words
        return any(name in word for word in words)

    return sum(named(name) for name in names.split())


def _dice(seed: str) -> Iterator[float]:
    """Endless numbers from 0 to 1, the same for the same seed."""
    block = 0
    while True:
        digest = hashlib.sha256(f"{seed}\x1f{block}".encode(errors="replace")).digest()
        yield from (int.from_bytes(digest[at : at + 4], "big") / 2**32 for at in range(0, 32, 4))
        block += 1
