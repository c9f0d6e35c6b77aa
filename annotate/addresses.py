"""Which address does a request come from, when proxies stand in between?"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
IPV6_HOUSEHOLD = 64  # one household or host may use any address of its /64


def client_address(request: HttpRequest) -> str | None:
    """The nearest address that is not a trusted proxy's, or None where there is none (a unix socket).

    X-Forwarded-For is read only when the request itself comes from one of TRUSTED_PROXIES, from the
    right: what stands left of the first stranger was written by the stranger.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    for entry in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        nearer = _parse(entry)
        if not address or not nearer or not _is_trusted(address):
            break
        address = nearer
    return _household(address) if address else None


def _parse(written: str) -> Address | None:
    try:
        address = ip_address(written.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _household(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, IPV6_HOUSEHOLD), strict=False).network_address)
