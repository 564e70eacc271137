"""Stories about teams: made with their owner and their connection."""

from secrets import token_hex

from django.conf import settings
from django.db import transaction

from studio import audit
from studio.accounts.models import User
from studio.teams.models import Connection, Membership, Role, Team, slug_for


@transaction.atomic
def create_team(*, name: str, owner: User) -> Team:
    """A team with its owner, and a connection: MiniMax if the installation has an unused key, else the sandbox."""
    team = Team.objects.create(name=name, slug=slug_for(name))
    Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    if settings.SANDBOX:
        connect_sandbox(team=team)
    connect_first_key()
    audit.record(owner, "team.created", team)
    return team


@transaction.atomic
def create_owner(*, name: str, email: str, password: str, team: str) -> User:
    """The first person of an installation: may do everything, and has a team."""
    user = User.objects.create_superuser(email=email, password=password, name=name)
    create_team(name=team, owner=user)
    return user


def connect_sandbox(*, team: Team) -> Connection:
    """A sandbox account of the team's own; in use unless the team already has another connection."""
    busy = team.connections.filter(in_use=True).exists()
    connection = Connection(
        team=team, name="Sandbox", sandbox=True, dialect=Connection.Dialect.REFERENCE, in_use=not busy
    )
    connection.set_key(f"sandbox-{token_hex(16)}")
    connection.save()
    return connection


@transaction.atomic
def resume_connection(*, connection: Connection, who: User) -> None:
    """Send again through a connection that MiniMax had refused: somebody says that key or balance are mended."""
    connection.resume()
    audit.record(who, "connection.resumed", connection)


@transaction.atomic
def connect_first_key() -> Connection | None:
    """Give STUDIO_MINIMAX_KEY to the oldest team, and mend its connection when key or host have changed since."""
    if not settings.MINIMAX_KEY:
        return None
    live = Connection.objects.filter(sandbox=False).order_by("id").first()
    if live and (live.root, live.last_four) == (settings.MINIMAX_HOST, settings.MINIMAX_KEY[-4:]):
        return None
    team = live.team if live else Team.objects.order_by("id").first()
    if team is None:
        return None
    if live is None:
        team.connections.update(in_use=False)
        live = Connection(team=team, name="MiniMax")
    live.root, live.paused_reason, live.paused_code = settings.MINIMAX_HOST, "", None
    live.set_key(settings.MINIMAX_KEY)
    live.save()
    audit.record(None, "connection.keyed", live, last_four=live.last_four)
    return live
