"""The sandbox's speech over loopback, its workers warm: from the request to the first streamed byte of audio for a text
of 200 characters, and how much faster than real time a whole text is made. The floors are a call that makes nothing,
the synthesis without the encoder, and both without HTTP.
"""

import json
import secrets
import tempfile
import time
from collections.abc import Callable

import httpx

from tests.bench.table import Table, median
from tests.sandbox_process import running_sandbox

RUNS = 20
FIRST_BOUND, TIMES_BOUND = 0.150, 20.0  # seconds; times real time
SENTENCE = "The quick brown fox jumps over the lazy dog, and nobody knows why it did so this morning. "
SHORT, WHOLE = (SENTENCE * 3)[:200], SENTENCE * 50
MODEL, VOICE = "speech-2.8-turbo", "English_expressive_narrator"


def main() -> None:
    table = Table("speech", (__doc__ or "").replace("\n", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_sandbox(folder) as root:
        headers = {"Authorization": f"Bearer sandbox-{secrets.token_hex(8)}"}
        with httpx.Client(base_url=root, headers=headers, timeout=60) as client:
            time_first(client)  # the workers start
            table.note("Floor: a call that lists no files", shown(timed(lambda: client.get("/v1/files"))))
            times = [time_first(client) for _ in range(RUNS)]
            kept = max(times) <= FIRST_BOUND
            table.bound(f"First audio, {len(SHORT)} characters", shown(times), f"{1000 * FIRST_BOUND:.0f} ms", kept)
            faster = [time_whole(client) for _ in range(3)]
    synthesis, both = floors()
    table.note("Floor: synthesis alone", f"{synthesis:.0f} x real time")
    table.note("Floor: synthesis and mp3, without HTTP", f"{both:.0f} x real time")
    speed = median(faster)
    table.bound(
        f"A whole text, {len(WHOLE)} characters",
        f"{speed:.0f} x real time",
        f"{TIMES_BOUND:.0f} x",
        speed >= TIMES_BOUND,
    )
    table.end()


def timed(act: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    return times


def time_first(client: httpx.Client) -> float:
    """Seconds until the first event with audio has arrived; the rest is read, so that runs do not overlap."""
    begin, first = time.perf_counter(), 0.0
    with client.stream("POST", "/v1/t2a_v2", json=body(SHORT, stream=True)) as reply:
        for line in reply.iter_lines():
            if not first and line and json.loads(line[6:])["data"]["audio"]:
                first = time.perf_counter() - begin
    return first


def time_whole(client: httpx.Client) -> float:
    """How many seconds of audio a second makes."""
    begin = time.perf_counter()
    facts = client.post("/v1/t2a_v2", json=body(WHOLE)).json()["extra_info"]
    return float(facts["audio_length"] / 1000 / (time.perf_counter() - begin))


def floors() -> tuple[float, float]:
    """The same text in this process: synthesis, then synthesis and encoding, in seconds of audio a second."""
    from studio.sandbox.sound.encoding import encode_whole
    from studio.sandbox.sound.formats import AudioFormat
    from studio.sandbox.sound.speaking import RATE, speak
    from studio.sandbox.sound.speech import Speech
    from studio.sandbox.sound.voices import profile_of_voice

    profile = profile_of_voice(VOICE)
    assert profile is not None
    begin = time.perf_counter()
    pieces = [piece.samples for piece in speak(Speech(WHOLE, profile))]
    made = time.perf_counter()
    encode_whole(pieces, AudioFormat())
    seconds = sum(map(len, pieces)) / RATE
    return seconds / (made - begin), seconds / (time.perf_counter() - begin)


def body(text: str, **more: object) -> dict[str, object]:
    return {"model": MODEL, "text": text, "voice_setting": {"voice_id": VOICE}, **more}


def shown(times: list[float]) -> str:
    return f"{1000 * median(times):.1f} ms, at worst {1000 * max(times):.1f} ms"


if __name__ == "__main__":
    main()
