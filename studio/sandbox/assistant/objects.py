"""What a clause is about: without its verb, its pictures "of", and with a name in place of "it"."""

import re

from .clauses import quotes_of
from .deeds import CLIPS, NUMBER, PICTURES, VERB, words
from .wording import is_chinese, topics_of

_BARE = re.compile(
    rf"^(?:(?:an?|the|some|another|{NUMBER})\s+)?(?:(?:different|new|short|quick|little|nice)\s+)*(?:{PICTURES}|{CLIPS})s?"
    r"\s*(?:of|showing|with|about|where|from|for|:)\s*",
    re.IGNORECASE,
)
_BARE_ZH = re.compile(r"^(?:[一二两三四五六七八九十\d]{1,2}\s*[张幅段条部个首])的?\s*(?:关于)?")
_TAIL_ZH = re.compile(r"(?:的?(?:图片|图像|照片|视频|短片|影片|动画)|的[图画])[。！!？?]?$")
_INTO = re.compile(rf"\s*\b(?:into|to)\s+(?:an?\s+)?(?:[\w-]+\s+){{0,3}}?(?:{CLIPS})\b", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,]*(?:\b(?:please|for me|will you|thanks|thank you|again)\b|，?谢谢你?|好吗|吧)?[\s.?!。？！,，]*$",
    re.IGNORECASE,
)
_THIS = (
    r"(?:it|this|that|them|these|those|him|her|(?:each|both|all|one)(?: of (?:them|these|it))?"
    r"|(?:the|that|this|these|those) (?:first |last )?(?:picture|image|photo|drawing|painting|result|one|scene)s?)"
)
_IT = re.compile(rf"^(?:{_THIS})\b(?!\s+of\b)(?:\s+again)?\s*", re.IGNORECASE)
_IT_ZH = re.compile(
    r"^(?:把|将)?(?:它们?|这(?:张|个|幅)?(?:图片?|画|照片)?|那(?:张|个|幅)(?:图片?|画|照片)?)(?:拍成|做成|变成|转成|生成)?|^成"
)
_ABOUT_IT = re.compile(rf"\b(about|of|for|to|with)\s+{_THIS}(?=\s*(?:$|[,.!?]|\bin\b|\bwith\b))", re.IGNORECASE)
_ABOUT_IT_ZH = re.compile(r"(关于|给|为)(?:它们?|这个|这张图|那张图)")
_SEVERAL = re.compile(r"\b(?:them|these|those|each|both|all)\b|它们|每张|都", re.IGNORECASE)
_JOINTS = "with|of|in|on|at|under|over|between|by|and|near|from|to|holding|who|that"
_NOUNS = rf"(?:an?|one)\s+(?:(?!(?:{_JOINTS})\b)[\w'’-]+\s?){{1,4}}"
_PAIR = re.compile(rf"^{_NOUNS}(?:\s?,\s*{_NOUNS})*\s?,?\s*and\s+{_NOUNS}$", re.IGNORECASE)
_PAIR_ZH = re.compile(r"^一[\u3400-\u9fff]{2,8}(?:、一[\u3400-\u9fff]{2,8})*(?:和|与|以及)一[\u3400-\u9fff]{2,8}$")
_SAYING = re.compile(
    r"^(?:(?:say|speak|narrate|pronounce|recite|read)\b(?:\s+(?:out|aloud|out loud|loud|this|these|the following)\b)*"
    r"(?:\s+(?:words?|text|sentences?|aloud)\b)*|(?:大声)?(?:朗读|读出来?|念出来?|读|念|说)(?:一下|出来|一声)?(?:这段话|这句话|以下内容|下面的话)?)"
    r"\s*[:：，,]?\s*",
    re.IGNORECASE,
)
_SAID_TAIL = re.compile(r"[\s,]*\b(?:please|aloud|out loud|for me)\b[.!]*$", re.IGNORECASE)
_NOT_SUNG = re.compile(r"(?:called|titled|named|entitled|title|叫|名为)\s*[:：]?\s*$", re.IGNORECASE)
_NOT_SOUGHT = words(
    "library gallery picture pictures image images photo photos drawing drawings painting paintings clip clips video"
    " videos film films movie movies song songs music recording recordings result results file files asset assets"
    " upload uploads uploaded find search look show made make drew filmed saved already everything anything something"
    " there voice voices female male woman man speak speaks speaking available offered studio team ones thing things"
)
LONGEST_TOPIC = 200


def subject_of(clause: str) -> str:
    """What is to be shown: "draw me a picture of a fox, please" is about "a fox"."""
    rest = _TAIL.sub("", without_verb(clause))
    rest = _INTO.sub("", _BARE.sub("", rest, count=1), count=1)
    if is_chinese(rest):
        rest = _TAIL_ZH.sub("", _BARE_ZH.sub("", rest, count=1))
    return rest.strip(" ,，:：")


def without_verb(clause: str) -> str:
    verb = VERB.match(clause)
    return clause[verb.end() :] if verb else clause


def song_of(wish: str) -> str:
    """What kind of song about what: "a slow song about rain", "关于大海的歌"."""
    if dedicated := re.match(r"[为给](.{1,12}?)(?:写|作|谱|创作|编|唱)(?:[一两三]?首)?(.+)", wish):
        return f"关于{dedicated[1]}的{dedicated[2]}".strip(" ，。")
    rest = _TAIL.sub("", without_verb(wish))
    return re.sub(r"^[一两三几]?[首段支]", "", rest).strip(" ,，:：")


def split_pair(subject: str) -> list[str]:
    """ "a cat and a dog" are two things; "a cat and a dog playing together" are one."""
    if re.search(r"\b(?:together|each other|\w{3,}ing)\b", subject):
        return [subject]
    if _PAIR.match(subject):
        return [one.strip() for one in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", subject) if one.strip()]
    return re.split(r"[、和与]|以及", subject) if _PAIR_ZH.match(subject) else [subject]


def points_back(subject: str) -> bool:
    """Whether it is "it": what was made before."""
    return not subject or bool(_IT.match(subject) or _IT_ZH.match(subject))


def is_several(subject: str) -> bool:
    return bool(_SEVERAL.search(subject))


def name_it(subject: str, topic: str) -> str:
    """With the topic in place of the pronoun: "it at night" is "a lighthouse at night"."""
    topic = topic[:LONGEST_TOPIC]
    if not topic:
        return subject
    if points_back(subject):
        rest = _IT_ZH.sub("", _IT.sub("", subject)).strip(" ,，")
        rest = _TAIL_ZH.sub("", re.sub(r"^一[段个部条]", "", rest)).strip()
        joint = "" if is_chinese(topic) else " "
        return f"{topic}{joint}{rest}".strip()
    named = _ABOUT_IT.sub(lambda found: f"{found[1]} {topic}", subject)
    return _ABOUT_IT_ZH.sub(lambda found: f"{found[1]}{topic}", named)


def cut_quotes(text: str) -> tuple[str, list[str]]:
    """(the text without what stands in quotes, what stands in them)."""
    spans = quotes_of(text)
    rest, at = [], 0
    for begin, end in spans:
        rest.append(text[at:begin])
        at = end
    return "".join([*rest, text[at:]]), [text[begin + 1 : end - 1].strip() for begin, end in spans]


def words_to_say(clause: str) -> tuple[str, list[str]]:
    """(the instruction, the very words: of each quotation, behind the colon, or the rest)."""
    outside, quotes = cut_quotes(clause)
    if quotes and not re.search(r"[:：]\s*[^\s,.;，。]", outside):
        is_list = len(quotes) > 1 and re.fullmatch(r"[\s\S]*?\s*(?:(?:,|and|、|和|，)\s*)+[\s\S]*", outside)
        return outside, quotes if is_list else quotes[:1]
    if parted := re.match(r"([^:：\"“]{1,160}?)[:：](?!\d)\s*([\s\S]+)", clause):
        return parted[1], [parted[2].strip().strip('"“”「」')]
    return clause, []


def said_plainly(instruction: str) -> str:
    """Of "say good morning please" the words that are to be said."""
    return _SAID_TAIL.sub("", _SAYING.sub("", instruction, count=1)).strip()


def cut_lyrics(clause: str) -> tuple[str, str]:
    """(the wish, the lyrics that it brings along or "")."""
    for begin, end in quotes_of(clause):
        if not _NOT_SUNG.search(clause[:begin]):
            return f"{clause[:begin]}{clause[end:]}", clause[begin + 1 : end - 1].strip()
    if parted := re.match(r"([^:：]{1,400}?)[:：](?!\d)\s*([\s\S]+)", clause):
        return parted[1], parted[2].strip()
    return clause, ""


def without_lyrics_words(wish: str) -> str:
    """The wish for a song without "with these lyrics"."""
    rest = re.sub(
        r"[\s,]*\b(?:with|using|to|on|from)\s+(?:these|the|this|my|the following)\s+(?:lyrics|words|text)\b",
        "",
        wish,
        flags=re.I,
    )
    rest = re.sub(
        r"[\s,]*\b(?:that goes|which goes|lyrics|the words)\s*$|[，,]?\s*歌词(?:是|为|如下)?\s*$", "", rest, flags=re.I
    )
    return rest.strip(" ,，:：")


def search_words(clause: str, most: int = 4) -> list[str]:
    """What to look for: the topics without words for the library, for its kinds, and for having; plurals as one."""
    plain = re.sub(
        r"(?:素材库|图库|作品库|资料库|媒体库|库里|库中|我们|的|有|找|搜索?|一下|哪些|什么|照片|图片?|视频|歌曲?|在|里|关于|请|帮|吗)",
        " ",
        clause,
    )
    found = [word for word in topics_of(plain.lower(), 12) if word not in _NOT_SOUGHT]
    return [_one_of(word) for word in found][:most]


def _one_of(word: str) -> str:
    if word.isascii() and len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.isascii() and re.search(r"(?:ss|x|ch|sh|o)es$", word):
        return word[:-2]
    return word[:-1] if word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
