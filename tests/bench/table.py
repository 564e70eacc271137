"""A bench's table: printed, written to docs/bench/, and turned into an exit code."""

import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.process import ROOT

PAGES = ROOT / "docs" / "bench"
HEAD = ("What", "Measured", "Bound", "")


@dataclass
class Table:
    """Figures with their bounds; `end` leaves with 1 when one is beyond."""

    name: str
    about: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    missed: bool = False

    def note(self, what: str, measured: str) -> None:
        """A figure without a bound of its own: a floor, a setting, a part of another."""
        self.rows.append((what, measured, "", ""))

    def bound(self, what: str, measured: str, bound: str, kept: bool) -> None:
        self.rows.append((what, measured, bound, "kept" if kept else "MISSED"))
        self.missed |= not kept

    def end(self) -> None:
        print("\n".join(self.as_text()))
        PAGES.mkdir(parents=True, exist_ok=True)
        (PAGES / f"{self.name}.md").write_text("\n".join(self.as_markdown()) + "\n")
        sys.exit(1 if self.missed else 0)

    def as_text(self) -> list[str]:
        lines = [HEAD, *self.rows]
        widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
        padded = [[word.ljust(width) for word, width in zip(line, widths, strict=True)] for line in lines]
        return [self.name, *("  ".join(words).rstrip() for words in padded)]

    def as_markdown(self) -> list[str]:
        cores, day = len(os.sched_getaffinity(0)), f"{datetime.now(UTC):%Y-%m-%d}"
        return [
            f"# {self.name.replace('_', ' ').capitalize()}",
            "",
            self.about,
            "",
            f"    uv run --group dev python -m tests.bench.{self.name}",
            "",
            f"{day}, {cores} cores, Python {platform.python_version()}, {platform.system()}.",
            "",
            f"| {' | '.join(HEAD[:3])} | |",
            "| --- | --- | --- | --- |",
            *(f"| {' | '.join(row)} |" for row in self.rows),
        ]


def median(values: list[float]) -> float:
    return percentile(values, 0.5)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
