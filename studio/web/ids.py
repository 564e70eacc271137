"""Ids that come from outside."""

import uuid


def as_uuid(text: str) -> uuid.UUID:
    """A strange id is nobody's id."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
