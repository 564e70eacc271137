"""What a log line may not hold: keys, cookies, and characters that forge another line."""

import logging
import re

SECRETS = re.compile(
    r"(?i)(bearer\s+|x-api-key[\"':= ]+|cookie[\"':= ]+|key=)[^\s\"',;]+"
    r"|\bsk-[\w-]{6,}|\bsandbox-[\w-]{8,}|\bgAAAA[\w=-]{20,}"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Discreet(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        text = SECRETS.sub("[hidden]", record.getMessage())
        record.msg, record.args = CONTROL.sub(lambda c: f"\\x{ord(c[0]):02x}", text), ()
        return True
