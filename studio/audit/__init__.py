"""Who did what to which object, when and from where. Rows are added and never changed."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def record(who: Any, what: str, thing: Any = None, *, request: "HttpRequest | None" = None, **detail: Any) -> None:
    """Write one line of the record; `detail` must be JSON and hold no secret and no prompt."""
    from studio.audit.models import Record

    Record.objects.create(
        who=who if who is not None and who.pk else None,
        what=what,
        object_kind=thing._meta.label_lower if thing is not None else "",
        object_id=str(getattr(thing, "public_id", getattr(thing, "pk", ""))) if thing is not None else "",
        team_id=_team_of(thing),
        address=_address_of(request) if request else None,
        detail=detail,
    )


def record_each(who: Any, what: str, things: "QuerySet[Any]") -> None:
    """One line for each row of a team's things, written together."""
    from studio.audit.models import Record

    kind = things.model._meta.label_lower
    who = who if who is not None and who.pk else None
    rows = things.order_by("pk").values_list("public_id", "team_id")
    Record.objects.bulk_create(
        [Record(who=who, what=what, object_kind=kind, object_id=str(name), team_id=team) for name, team in rows]
    )


def _team_of(thing: Any) -> Any:
    """A team's own lines are its own."""
    is_team = thing is not None and thing._meta.label_lower == "teams.team"
    return thing.pk if is_team else getattr(thing, "team_id", None)


def _address_of(request: "HttpRequest") -> str | None:
    """Where it came from, as the nearest trusted proxy saw it; None where no proxy says so."""
    from allauth.account.adapter import get_adapter
    from django.core.exceptions import PermissionDenied

    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return None
