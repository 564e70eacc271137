"""How a team sees its links: what each shows, how it stands, and its address for those who may end it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from studio.sharing.models import Share, SharingSettings
from studio.teams.models import Membership


@dataclass(frozen=True)
class Row:
    """`address`: nothing for whom it is not."""

    share: Share
    state: Share.State
    address: str
    may_end: bool

    @property
    def is_over(self) -> bool:
        return self.state in (Share.State.REVOKED, Share.State.EXPIRED)


def rows_of(request: HttpRequest, shares: Iterable[Share], sharing: SharingSettings) -> list[Row]:
    return [row_of(request, share, sharing) for share in shares]


def row_of(request: HttpRequest, share: Share, sharing: SharingSettings) -> Row:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    state, may_end = share.state_in(sharing), share.may_be_ended_by(membership)
    token = share.token if may_end else ""
    address = f"{root_of(request)}{reverse('share', args=[token])}" if token else ""
    return Row(share, state, address, may_end)


def root_of(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
