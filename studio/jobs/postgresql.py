"""What SQLite keeps and PostgreSQL refuses: the character NUL in a text or in JSON, and half a surrogate pair in JSON.

MiniMax, a document or a browser may send one, and what was paid for must be kept all the same. So such a character is
left out on its way to the server. Needs psycopg, so it is imported only where the tables are on PostgreSQL.
"""

import re
from typing import Any

from psycopg import adapters
from psycopg.types.json import Jsonb, JsonbDumper
from psycopg.types.string import StrDumperUnknown

# An escaped backslash and a whole pair stand as they are.
_ESCAPED = re.compile(rb"(\\\\|\\ud[89ab]..\\ud[c-f]..)|\\u0000|\\ud[89a-f]..")


class TextDumper(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", ""))


class JsonDumper(JsonbDumper):
    def dump(self, obj: Any) -> Any:
        # Django's own dumps, which escapes everything that is not ASCII.
        return _ESCAPED.sub(lambda found: found[1] or b"", bytes(super().dump(obj) or b""))


def leave_out_what_it_refuses() -> None:
    adapters.register_dumper(str, TextDumper)
    adapters.register_dumper(Jsonb, JsonDumper)
