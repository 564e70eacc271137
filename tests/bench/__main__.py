"""All benches, one after the other: `python -m tests.bench`; exits 1 when one is beyond its bound."""

import subprocess
import sys

BENCHES = [
    "start",
    "library_page",
    "ranges",
    "upload",
    "zip",
    "first_load",
    "in_flight",
    "media",
    "speech",
    "chat_streams",
    "first_sound",
    "peaks",
    "soundtrack",
    "script_page",
    "image_page",
    "chat_page",
    "chat_many",
]


def main() -> None:
    codes = [subprocess.run([sys.executable, "-m", f"tests.bench.{name}"]).returncode for name in BENCHES]
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main()
