import pytest

from studio.notices.actions import Event, announce
from studio.notices.models import Notice


@pytest.fixture
def event(team):
    """An event in words that the studio can say in both languages."""

    def event(key: str = "one", **about) -> Event:
        words = {"title": "%(price)s held", "text": "Trash", "params": {"price": "$0.28"}}
        return Event(**({"name": "money.held", "key": key, "team": team} | words | about))

    return event


@pytest.fixture
def told(event):
    """A notice that a person was told of."""

    def told(person, key: str = "one", **about) -> Notice:
        assert announce(person, event(key, **about))
        return Notice.objects.select_related("person", "team").get(person=person, key=key)

    return told
