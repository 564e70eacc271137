"""How fragments are wrapped for htmx 2's socket extension: the only place that knows."""

import re

FIRST_TAG = re.compile(r"<[a-z][\w-]*")


def out_of_band(fragments: list[str]) -> str:
    """One frame: each fragment replaces the element of the page that has its id."""
    return "".join(FIRST_TAG.sub(lambda tag: f'{tag[0]} hx-swap-oob="true"', html, count=1) for html in fragments)
