"""A conversation of 2,000 messages opened beside one of 100, and scrolled up.

Through Django's test client. Every reply has a paragraph, a table and code, and a generation that was paid. The two
take turns, so that a busy machine slows both alike.
"""

import re
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.bench.here import queries_of, studio_here
from tests.bench.table import Table, median, percentile

FEW, MANY, RUNS, PAGE = 100, 2_000, 40, 50
OPEN_MS, SLOWER = 300, 1.5
REPLY = """The beam turns once in **seven seconds**, and each lens weighs as much as a small car.

| Lens | Weight | Range |
| --- | ---: | ---: |
| First order | 5,800 kg | 42 km |
| Third order | 900 kg | 27 km |

```python
def period(flashes: int, seconds: float) -> float:
    \"\"\"Seconds from one flash to the next.\"\"\"
    return seconds / flashes
```

What would you like to know of the keeper, who wound the clockwork every four hours?
"""


def main() -> None:
    about = (__doc__ or "").replace("\n", " ").replace("  ", " ").strip()
    with studio_here() as (client, ada):
        from tests import make

        table = Table("chat_page", about)
        few, many = (fill(make.team(f"of{count}", ada), ada, count) for count in (FEW, MANY))
        measure(table, client, few, many)
    table.end()


def measure(table: Table, client: Any, few: str, many: str) -> None:
    for address in (few, many):
        html = get(client, address).content.decode()
        assert html.count('<article class="turn') == PAGE, html.count('<article class="turn')
    asked = [len(queries_of(lambda address=address: get(client, address))) for address in (few, many)]
    table.bound(
        f"Queries with {FEW} and with {MANY:,} messages", f"{asked[0]}, {asked[1]}", "the same", len({*asked}) == 1
    )
    short, long = take_turns(client, few, many)
    table.note(f"Opened with {FEW} messages, median of {RUNS}", f"{median(short):.0f} ms")
    table.bound(f"With {MANY:,}, median", f"{median(long):.0f} ms", f"{OPEN_MS} ms", median(long) <= OPEN_MS)
    table.note("95 % of times", f"{percentile(long, 0.95):.0f} ms")
    ratio = median(long) / median(short)
    table.bound("The second by the first", f"{ratio:.2f}", f"{SLOWER}", ratio <= SLOWER)
    steps, seen = scroll(client, many)
    table.bound("Messages seen on scrolling to the first", f"{seen:,}", f"{MANY:,}", seen == MANY)
    table.note(f"A step of {PAGE} further up, median of {len(steps)}", f"{median(steps):.0f} ms")


def get(client: Any, address: str) -> Any:
    """As htmx asks for a step; the page itself as a browser does."""
    answer = client.get(address, headers={"HX-Request": "true"} if "?" in address else {})
    assert answer.status_code == 200
    return answer


def timed(client: Any, address: str) -> tuple[float, str]:
    """ms, and what came."""
    begin = time.perf_counter()
    content = get(client, address).content
    return 1000 * (time.perf_counter() - begin), content.decode()


def take_turns(client: Any, *addresses: str) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in addresses]
    for _turn in range(RUNS):
        for address, taken in zip(addresses, times, strict=True):
            taken.append(timed(client, address)[0])
    return times


def scroll(client: Any, address: str) -> tuple[list[float], int]:
    """The times of all steps up, and how many messages they and the page have."""
    steps, html = [], get(client, address).content.decode()
    seen = html.count('<article class="turn')
    while more := re.search(r'hx-get="[^"]+(\?before=[^"]+)"', html):
        taken, html = timed(client, address + more[1])
        steps.append(taken)
        seen += html.count('<article class="turn')
    return steps, seen


def fill(team: Any, author: Any, count: int) -> str:
    """Words and replies one after the other, as the studio would have written them; their address."""
    from django.utils import timezone

    from studio.chat.actions import begin_conversation
    from studio.chat.models import Message
    from studio.chat.writing import finish
    from studio.generations.models import Generation, State

    conversation = begin_conversation(team=team, author=author, model="MiniMax-M3", title="Lighthouses")
    now, done = timezone.now() - timedelta(days=1), finish(REPLY)
    asked = {"model": "MiniMax-M3", "prompt_tokens": 900, "max_tokens": 2048}
    gens = Generation.objects.bulk_create(
        Generation(
            team=team,
            author=author,
            connection=team.connection,
            kind="chat_reply",
            family="chat",
            model="MiniMax-M3",
            request=asked,
            state=State.DONE,
            price="0.003",
            spent="0.0006",
            finished_at=now,
            upstream_reply={"usage": {"prompt_tokens": 900, "completion_tokens": 210}},
        )
        for _ in range(count // 2)
    )
    rows = []
    for at, gen in enumerate(gens):
        said = f"And lighthouse {at}: how far does its light carry?"
        rows.append(Message(conversation=conversation, role="user", text=said, words=said.lower()))
        told = {"prompt_tokens": 900, "completion_tokens": 210, "finish": "stop", **done}
        rows.append(
            Message(conversation=conversation, role="assistant", model=gen.model, text=REPLY, generation=gen, **told)
        )
    made = Message.objects.bulk_create(rows)
    for before, row in pairwise(made):
        row.parent = before
    Message.objects.bulk_update(made, ["parent"], batch_size=400)
    conversation.change(tip=made[-1])
    return f"/{team.slug}/chat/{conversation.public_id}/"


if __name__ == "__main__":
    main()
