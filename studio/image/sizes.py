"""The shapes of a picture by name, and in pixels (official.md 6)."""

from studio.catalogue import ask

# Instead of a name: a width and a height.
EXACT = "exact"


def sizes() -> dict[str, tuple[int, int]]:
    """Width and height of each named shape."""
    return {row["ratio"]: (row["width"], row["height"]) for row in ask.facts("image_sizes")}
