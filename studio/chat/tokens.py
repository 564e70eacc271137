"""How many tokens a text has, before MiniMax counts them: for prices ahead and the gauge, not for the bill."""

import math
import re

# MiniMax's models cut Han letters singly or in pairs, and other words into pieces of about four letters.
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
LETTERS_A_TOKEN = 3.5
OF_A_MESSAGE, OF_A_PICTURE = 4, 1200


def count_tokens(text: str) -> int:
    """About as many as MiniMax will count, rather too many than too few."""
    wide = len(WIDE.findall(text))
    return wide + math.ceil((len(text) - wide) / LETTERS_A_TOKEN)
