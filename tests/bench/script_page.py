"""A script of 500 paragraphs opened beside one of 50, and one paragraph edited.

Through Django's test client, with warm caches; the two take turns, so that a busy machine slows both alike. Bytes are
those of the page before and after compression.
"""

import gzip
import time
from typing import Any

from tests.bench.here import queries_of, studio_here
from tests.bench.table import Table, median

FEW, MANY, RUNS = 50, 500, 20
KILOBYTES = 150
WORDS = (
    "It was a dark night, and the harbour lay still. Nobody spoke, and somewhere a bell was ringing for the {}th time. "
)


def main() -> None:
    with studio_here() as (client, ada):
        table = measure(client, ada)
    table.end()


def measure(client: Any, ada: Any) -> Table:
    from tests import make

    team = make.team("Salt Marsh", ada)
    pages = {count: write(team, ada, count) for count in (FEW, MANY)}
    queries = {count: len(queries_of(lambda page=page: client.get(page))) for count, page in pages.items()}
    times: dict[int, list[float]] = {count: [] for count in pages}
    for _turn in range(RUNS):
        for count, page in pages.items():
            begin = time.perf_counter()
            assert client.get(page).status_code == 200
            times[count].append(1000 * (time.perf_counter() - begin))
    return tell(client, pages, queries, times)


def write(team: Any, ada: Any, count: int) -> str:
    """A script of so many paragraphs of two speakers, and its address."""
    from studio.speech.edit import begin_script
    from studio.speech.script_forms import MannerForm
    from studio.voices.ask import find_voice

    text = "\n\n".join(f"{('Ada', 'Bo')[at % 2]}: {WORDS.format(at)}" for at in range(count))
    form = MannerForm(initial={}, team=team)
    voice = find_voice(team, "English_expressive_narrator")
    assert voice
    script = begin_script(team=team, author=ada, title="The bell", text=text, voice=voice, manner=form.settings())
    assert script.lines.count() == count
    return f"/{team.slug}/speech/scripts/{script.public_id}/"


def tell(client: Any, pages: dict[int, str], queries: dict[int, int], times: dict[int, list[float]]) -> Table:
    from studio.speech.models import Line, Script

    table = Table("script_page", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
    table.bound("Queries", f"{queries[FEW]} and {queries[MANY]}", "the same", queries[FEW] == queries[MANY])
    table.note(f"{FEW} paragraphs, median of {RUNS}", f"{median(times[FEW]):.1f} ms")
    table.note(f"{MANY} paragraphs", f"{median(times[MANY]):.1f} ms")
    page = client.get(pages[MANY]).content
    size = len(page) / 1000
    table.bound(f"Page of {MANY}", f"{size:.0f} KB", f"{KILOBYTES} KB", size <= KILOBYTES)
    table.note("The same, compressed", f"{len(gzip.compress(page)) / 1000:.0f} KB")
    line = Line.objects.filter(script=Script.objects.last()).order_by("position")[250]
    rows = dict(Line.objects.values_list("id", "rev"))
    here = f"{pages[MANY]}lines/{line.public_id}/"
    written = queries_of(
        lambda: client.post(
            here, {"text": "Another text.", "speaker": "Bo", "voice": line.voice}, headers={"HX-Request": "true"}
        )
    )
    changed = [pk for pk, rev in Line.objects.values_list("id", "rev") if rows[pk] != rev]
    updates = [one for one in written if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    table.bound("Rows that an edit changes", str(len(changed)), "1", changed == [line.pk])
    table.bound("Writes of an edit", str(len(updates)), "1", len(updates) == 1)
    return table


if __name__ == "__main__":
    main()
