"""What a clause asks a tool to do, told from its first words; and which tools do it, told from their names."""

import re

from . import arithmetic, dates
from .conversation import Tool
from .wording import NUMBER_WORDS

NUMBER = r"(?:\d{1,2}|" + "|".join(word for word in NUMBER_WORDS if word.isascii() and len(word) > 2) + ")"
PICTURES = "picture|image|photo|photograph|pic|drawing|painting"
ARTWORKS = rf"{PICTURES}|illustration|sketch|portrait|poster|logo|icon|wallpaper|watercolou?r|cartoon|artwork"
CLIPS = "video|clip|film|movie|animation|footage"
SONGS = "song|tune|melody|instrumental|jingle|anthem|ballad|lullaby|music|soundtrack"


def words(text: str) -> set[str]:
    return set(text.split())


UUID = r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
POLITE = re.compile(
    r"(?:(?:(?:please|kindly|hey|hi|hello|ok(?:ay)?|now|then|also|so|just|first|next|finally|and|go ahead and"
    r"|(?:could|can|would|will) you|i(?: want| would like|'d like|’d like) you to|let(?:'s|’s| us))\b"
    r"|请你?|帮我|帮忙|麻烦|能不能|可以|给我|为我|你|我想要?|再|然后|接着|最后|也|先)[\s,，!！]*)+",
    re.IGNORECASE,
)
# Words between the verb and the noun: "make a small blue picture".
_BETWEEN = r"(?:(?!(?:of|about|for|from|with|that|to|in|on|and|list|table|plan)\b)[\w'’:.%-]+,?\s+){0,7}?"
_MAKE = r"(?:make|create|generate|produce|design|render|give|show|i want|i need|i(?:'|’| woul)d like)(?:\s+(?:me|us))?"
_MAKE_ZH = "(?:画|绘制|生成|制作|做|设计|创作|来|要)"
_NOT_DRAWN = (
    r"up\b|on\b|out\b|near\b|attention|lots|(?:an?|the|your)\s+(?:conclusion|line|distinction|comparison|lesson|table)"
)
_NOT_SAID = r"something|anything|nothing|more|what|which|why|whether|how|if\b|when|where|who\b|that\b|no\b|yes\b"
_ASSETS = rf"(?:{ARTWORKS}|{CLIPS}|{SONGS}|recording|asset|result|file|upload)s?"
_OURS = r"(?:we|i|you)(?:'ve|’ve)? (?:have|made|drew|filmed|got|already)|(?:did|have) (?:we|i|you)|our|my"

_ZH, _ZH_LIBRARY, _ZH_VOICES = "[^，。；！？,;]", "素材库|图库|作品库|资料库|媒体库|库里|库中", "声音|音色|嗓音"
# Each at the beginning of a clause; the first that fits counts.
_ASKED = {
    "look": [
        rf"(?=.{{0,200}}?{UUID})(?:look|show|what|describe|check|how|inspect|see|看|查)",
        r"look (?:at|again at) (?:it|that|this|them|the (?:picture|image|result|clip|video|photo))\b",
        r"how far is (?:it|the)\b",
        r"is (?:it|(?:the|my) (?:\w+ )?(?:clip|video|film|song|picture)) (?:ready|done|finished)",
    ],
    "voices": [
        r"(?:which|what|list|show|find|search|are there|do you have|tell me|give me|who)\b[^.!?]{0,80}\bvoices?\b",
        rf"{_ZH}{{0,30}}(?:哪些|什么|列出|有没有|找){_ZH}{{0,20}}(?:{_ZH_VOICES})",
        rf"{_ZH}{{0,10}}(?:{_ZH_VOICES}){_ZH}{{0,6}}(?:哪些)",
    ],
    "library": [
        r"(?:find|search|look|list|show|what|which|is there|are there|do we|have we|did we)\b[^.!?]{0,120}?"
        r"\b(?:library|gallery)\b",
        rf"(?:find|search|look for|search for)\b[^.!?]{{0,80}}?\b{_ASSETS}\b",
        rf"(?:what|which|how many)\s+(?:\w+\s+){{0,2}}?{_ASSETS}\s[^.!?]{{0,20}}?(?:{_OURS})\b",
        r"(?:do (?:we|i|you) have|have (?:we|i|you)|(?:show|list|find)(?: me| us)? (?:all )?(?:our|my|the))\b"
        rf"[^.!?]{{0,40}}?\b{_ASSETS}\b",
        rf"{_ZH}{{0,12}}(?:找|搜|查|看|列){_ZH}{{0,40}}?(?:{_ZH_LIBRARY})",
        rf"{_ZH}{{0,6}}(?:{_ZH_LIBRARY}){_ZH}{{0,12}}(?:有|找|搜|查)|我们有(?:哪些|什么|没有)",
        rf"(?:找|搜索?){_ZH}{{0,30}}(?:图|照片|视频|歌)",
    ],
    "song": [
        rf"(?:(?:compose|write|record|play|sing)(?:\s+(?:me|us))?|{_MAKE})\s+{_BETWEEN}(?:{SONGS})s?\b"
        r"(?!\s+(?:lyric|text|title|list|book|review|name|library))",
        r"sing\b(?=\s*\S)|compose something|唱",
        rf"(?:[为给]{_ZH}{{1,12}}?)?(?:写|作|谱|录|生成|创作|制作|做|来|编){_ZH}{{0,60}}?(?:(?<!诗)歌(?!词)|曲子?|音乐|旋律)",
    ],
    "video": [
        r"(?:film(?!\s+(?:noir|festival|critic|is\b|was\b|stud))|animate)\b|bring it to life|make it move",
        rf"(?:shoot|record|{_MAKE})\s+{_BETWEEN}(?:{CLIPS})s?\b",
        rf"(?:turn|make|convert|change)\s+[^.!?,]{{1,60}}?\s(?:into|to)\s+(?:an?\s+)?{_BETWEEN}(?:{CLIPS})\b",
        rf"(?:把{_ZH}{{0,30}}?)?拍(?!照|手)|把{_ZH}{{0,30}}?(?:做|变|转|生)成{_ZH}{{0,10}}?(?:视频|动画|短片)",
        rf"{_MAKE_ZH}{_ZH}{{0,60}}?(?:视频|短片|影片|动画)",
    ],
    "image": [
        rf"(?:draw|paint|sketch|illustrate|photograph)\b(?!\s+(?:{_NOT_DRAWN}))",
        rf"{_MAKE}\s+{_BETWEEN}(?:{ARTWORKS})s?\b(?!\s+(?:book|description|prompt|title|gallery))",
        rf"(?:an?|{NUMBER})\s+{_BETWEEN}(?:{ARTWORKS})s?\s+(?:of|showing)\b",
        rf"画(?!面|家)|绘制|用{_ZH}{{1,8}}?画|{_MAKE_ZH}{_ZH}{{0,60}}?(?:图片|图像|图|画|照片|插画|海报)",
    ],
    "speech": [
        rf"say\b(?!\s+(?:{_NOT_SAID}))|(?:narrate|pronounce)\b|recite\b(?=\s*[:\"“])",
        r"speak\b(?!\s+(?:up|in|to|about|with|of|english|chinese))",
        r"read\b(?=[^:]{0,60}:|\s+[\"“「]|\s+(?:\S+\s+){0,3}(?:aloud|out))",
        rf"朗读|大声[读念]|[读念](?:出来?|一下|给|：|:|“)|用{_ZH}{{1,16}}?[说读念]",
        r"说(?!说|明|一下|一说|服|话|到|起|法|出你)",
    ],
    "time": [
        r"(?:what(?:'s| is)?|tell|show|give|do you know|which)\b[^.!?]{0,30}?\btime\b"
        r"(?:\s*(?:is it|now|in\b|at\b|here|there|please|[?.!]|$))",
        rf"(?:the )?(?:current )?time in\b|{_ZH}{{0,20}}(?:几点|什么时间|时间是)",
    ],
}
ASKED = {deed: re.compile("|".join(patterns), re.IGNORECASE) for deed, patterns in _ASKED.items()}
_POEM = re.compile(r"[^。！？\n]{0,60}(?:诗|故事|文章|作文|歌词)(?:[。！？\s]|$)")
# The verb alone, which is cut off before the object.
VERB = re.compile(
    rf"(?:draw|paint|sketch|illustrate|photograph|film|animate|shoot|compose|write|record|play|sing|{_MAKE}"
    r"|turn|convert|change|bring)\b(?:\s+(?:me|us)\b)?\s*[:：]?\s*|(?:画|绘制|拍摄|拍|写|作|谱|录|唱|生成|创作|制作|做|设计|来|编|要)\s*(?:出)?",
    re.IGNORECASE,
)
WRITING = re.compile(
    r"(?:write|tell|compose|draft|invent|make up|translate|summari[sz]e|explain|describe|code|implement|list)\b"
    r"[^.!?]{0,60}?\b(?:story|tale|poem|haiku|verse|essay|article|paragraphs?|letter|novel|blog|list|table|function"
    r"|code|script|program|sentences?|text|lyrics|joke|review|caption|prompt|description)\b"
    r"|写.{0,40}?(?:故事|文章|作文|诗|信|代码|歌词|句)|讲.{0,30}?故事",
    re.IGNORECASE,
)
QUESTION = re.compile(
    r"(?:how|what|why|when|who|where|which|is|are|was|does|do|did|should|explain|describe|tell me|怎么|如何|为什么)",
    re.IGNORECASE,
)
_RECKONS = re.compile(
    r"(?:what(?:'s|’s| is)|how much|calculate|compute|work out|evaluate|solve|the|计算|算)|[\d(√.-]|sqrt|square root"
    r"|.{0,80}(?:是多少|等于)",
    re.IGNORECASE,
)
_READERS = words("look describe search find list get edit delete upload analyze analyse read fetch show view count")
_CLOCK = words("tell get show current time clock now what the in zone timezone world date datetime local at")
_KINDS = {
    "video": words("video clip film movie animation animate"),
    "song": words("song music melody compose sing"),
    "image": words("image picture photo drawing illustration draw paint art imagine"),
    "speech": words("speech speak say tts voiceover pronounce narrate audio"),
}
_SUMS = {"sum", "expression", "formula", "equation", "calculation", "query", "input", "expr"}


def find_deed(clause: str) -> str:
    """What a clause asks for, politeness cut off; "" when it is nothing that is known here."""
    for deed, pattern in ASKED.items():
        if pattern.match(clause):
            return "" if deed == "song" and _POEM.match(clause) else deed
    return "sum" if is_sum(clause) else ""


def is_sum(clause: str) -> bool:
    if not _RECKONS.match(clause):
        return False
    plain = re.sub(UUID, " ", clause[:1000], flags=re.IGNORECASE)
    return not WRITING.match(clause) and arithmetic.find_expression(plain) is not None and not dates.asks(plain)


def deed_of(name: str) -> str:
    """What a tool of this name does; "" for one of another kind."""
    said = set(re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower().replace("_", " ").replace("-", " ").split())
    if re.fullmatch(r"look_at.*|(?:show|view|get|inspect)_(?:asset|result|generation)s?", name.lower()):
        return "look"
    if said & {"voice", "voices"}:
        return "voices" if said & {"list", "find", "search", "get", "voices"} else ""
    if said & {"library", "gallery", "assets"}:
        return "library" if said & _READERS else ""
    if said & {"time", "clock", "datetime"} and said <= _CLOCK:
        return "time"
    if said & {"calculate", "calculator", "calc", "math", "arithmetic"} and len(said) <= 2:
        return "sum"
    if said & _READERS:
        return ""
    return next((deed for deed, kin in _KINDS.items() if said & kin), "")


def serves(tool: Tool) -> str:
    """The deed that an offered tool does. A calculator takes its sum as a text: others reckon things of their own."""
    deed = deed_of(tool.name)
    fields = tool.parameters.get("properties")
    if deed == "sum" and not (isinstance(fields, dict) and _SUMS & set(fields)):
        return ""
    return deed
