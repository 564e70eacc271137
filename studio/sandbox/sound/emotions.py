"""The emotions of official.md 4.1, and `neutral`, which clients send too: what each does to a voice."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Emotion:
    """Factors on pitch, pace and range; `gain` in dB; sums for brightness, breath and tremble."""

    pitch: float = 1.0
    pace: float = 1.0
    range: float = 1.0
    gain: float = 0.0
    brightness: float = 0.0
    breath: float = 0.0
    tremble: float = 0.0


EMOTIONS = {
    "neutral": Emotion(),
    "happy": Emotion(1.1, 1.08, 1.45, 1.5, 0.25),
    "sad": Emotion(0.92, 0.84, 0.6, -3.0, -0.35, 0.1),
    "angry": Emotion(1.07, 1.1, 1.5, 4.0, 0.5),
    "fearful": Emotion(1.16, 1.16, 1.2, -1.0, 0.1, 0.15, 0.8),
    "disgusted": Emotion(0.93, 0.9, 1.35, 1.0, -0.3),
    "surprised": Emotion(1.22, 1.04, 1.9, 2.0, 0.3),
    "calm": Emotion(0.97, 0.93, 0.7, -1.0, -0.15),
    "fluent": Emotion(1.0, 1.06, 1.15, 0.0, 0.05),
    "whisper": Emotion(1.0, 0.94, 0.8, -8.0, 0.0, 1.0),
}
_SIGNS = {
    "happy": "happy glad delighted wonderful congratulations hooray love 开心 高兴 快乐 恭喜 哈哈",
    "sad": "sad sorry unfortunately miserable cry crying died lonely 难过 伤心 悲伤 可惜 哭",
    "angry": "angry furious outrageous hate damn 生气 愤怒 气死 可恶",
    "fearful": "afraid scared terrified frightened 害怕 恐怖 可怕",
    "disgusted": "disgusting gross yuck revolting 恶心 讨厌",
    "surprised": "wow unbelievable incredible 哇 天哪 居然 不会吧",
}


def emotion_of(text: str) -> str:
    """The emotion that the text's words name most often, else neutral."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    counts = {
        emotion: sum(sign in words if sign.isascii() else sign in text for sign in signs.split())
        for emotion, signs in _SIGNS.items()
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else "neutral"
