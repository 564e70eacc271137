"""The packet of XMP that pictures and films carry: IPTC's word for what a model made, and the few facts beside it."""

import re
from xml.sax.saxutils import quoteattr

from studio.library.stamps.origin import SOURCE_TYPE, Origin

SPACES = {
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
}
PREFIXES = {
    SOURCE_TYPE: "Iptc4xmpExt",
    "CreatorTool": "xmp",
    "CreateDate": "xmp",
    "identifier": "dc",
    "Credit": "photoshop",
}
OPENING = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
END = "</rdf:RDF>"
CLOSING = f'{END}</x:xmpmeta><?xpacket end="r"?>'
ABOUT = re.compile(rb"""\srdf:about\s*=\s*("[^"<]*"|'[^'<]*')""")


def packet(origin: Origin) -> bytes:
    return f"{OPENING}{_description(origin.facts)}{CLOSING}".encode()


def added_to(old: bytes, origin: Origin) -> bytes | None:
    """A file's own packet with ours in it: what it says stays, and is not said twice.

    None when it says already what kind of source it has, or is not written as nearly all are: it stays alone.
    """
    before, end, after = old.partition(END.encode())
    if not end or END.encode() in after or SOURCE_TYPE.encode() in old:
        return None
    missing = {name: fact for name, fact in origin.facts.items() if name.encode() not in old}
    about = ABOUT.search(before)
    said = _description(missing, about[1].decode() if about else '""')
    return before + said.encode() + end + after


def _description(facts: dict[str, str], about: str = '""') -> str:
    """All descriptions in a packet have to be about the same."""
    names = {PREFIXES[fact] for fact in facts}
    spaces = [f'xmlns:{name}="{address}"' for name, address in SPACES.items() if name in names]
    said = [f"{PREFIXES[name]}:{name}={quoteattr(fact)}" for name, fact in facts.items()]
    return f"<rdf:Description rdf:about={about} {' '.join(spaces + said)}/>"
