"""How often a link's password may be guessed: from one network, and from all together."""

from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from studio.sharing.models import Share

SECONDS = 900
FROM_ONE, FROM_ALL = 10, 200


def may_try(request: HttpRequest, share: Share) -> bool:
    """Count this try; False when there were too many in the last quarter of an hour."""
    ours, all_ = _names(request, share)
    # All are only counted where one network still may: who is refused must not shut others out.
    return _counted(ours) <= FROM_ONE and _counted(all_) <= FROM_ALL


def forget_tries(request: HttpRequest, share: Share) -> None:
    """Whoever knows the password is no guesser."""
    cache.delete(_names(request, share)[0])


def _counted(name: str) -> int:
    cache.add(name, 0, SECONDS)
    try:
        return cache.incr(name)
    except ValueError:  # It ended between the two.
        return 1


def _names(request: HttpRequest, share: Share) -> tuple[str, str]:
    name = f"share-tries:{share.pk}"
    return f"{name}:{network_of(request)}", name


def network_of(request: HttpRequest) -> str:
    """The address as the nearest trusted proxy saw it, of IPv6 the /64; those of whom nobody knows it are one."""
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(address, IPv6Address) else str(address)
