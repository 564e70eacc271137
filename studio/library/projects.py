"""Projects: made, renamed, deleted and taken back; and which of them a person works in now."""

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from studio import audit
from studio.accounts.models import User
from studio.library.marks import LONGEST_NAME, Project
from studio.library.names import clean_line
from studio.teams.models import Team
from studio.web.ids import as_uuid

MOST = 500
CHOSEN = "projects"


class NameTaken(Exception):
    """The team has a project of this name."""


class NoName(Exception):
    """Nothing is left of the name."""


class TooMany(Exception):
    """The team has MOST projects."""


REFUSALS = (NoName, NameTaken, TooMany)


def why(refusal: Exception) -> str:
    """One of REFUSALS in words for people."""
    return {
        NoName: _("A project needs a name."),
        NameTaken: _("There is a project of this name already."),
        TooMany: _("There are %(count)s projects already; delete one first.") % {"count": MOST},
    }[type(refusal)]


def create_project(*, team: Team, author: User, name: str) -> Project:
    """Raises NoName, NameTaken, TooMany."""
    name = clean_line(name, LONGEST_NAME)
    if not name:
        raise NoName
    if Project.objects.of(team).count() >= MOST:
        raise TooMany
    try:
        with transaction.atomic():
            return Project.objects.create(team=team, author=author, name=name)
    except IntegrityError as error:
        raise NameTaken from error


def rename_project(*, project: Project, name: str) -> None:
    """Raises NoName, NameTaken."""
    name = clean_line(name, LONGEST_NAME)
    if not name:
        raise NoName
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(name=name)
    except IntegrityError as error:
        raise NameTaken from error
    project.name = name


@transaction.atomic
def delete_project(*, project: Project, who: User) -> None:
    """What stood in it stays in the library; taken back, it stands in it again."""
    Project.objects.filter(pk=project.pk, deleted_at=None).update(deleted_at=timezone.now())
    audit.record(who, "project.deleted", project)


def restore_project(*, project: Project, who: User) -> None:
    """Raises NameTaken when another has got its name."""
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(deleted_at=None)
            audit.record(who, "project.restored", project)
    except IntegrityError as error:
        raise NameTaken from error


# Where a person's results go


def find_project(team: Team, named: str) -> Project | None:
    return Project.objects.of(team).filter(public_id=as_uuid(named)).first() if named else None


def chosen_project(request: HttpRequest, team: Team) -> str:
    """The id of the project that this person chose last in this team, or nothing."""
    return str(request.session.get(CHOSEN, {}).get(team.slug, ""))


def choose_project(request: HttpRequest, team: Team, named: str) -> None:
    """Remember it for the forms that are opened next; written only when it is another one."""
    chosen = request.session.get(CHOSEN, {})
    if chosen.get(team.slug, "") != named:
        request.session[CHOSEN] = chosen | {team.slug: named}
