"""One request to one address that was resolved and checked before: no redirect, no proxy, no endless answer."""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

CONNECT_SECONDS = 5
LARGEST_ANSWER = 2**20  # bytes

Network = IPv4Network | IPv6Network


class NoAnswer(Exception):
    """The endpoint did not answer as it should: why, in a sentence for whoever runs the rule."""


@dataclass(frozen=True)
class Address:
    """Where to connect to, whatever the name may point at later."""

    host: str
    ip: str
    port: int
    is_https: bool
    path: str


def resolve(url: str, private: tuple[Network, ...]) -> Address:
    """The first address of the host that may be asked. Raises NoAnswer."""
    parts = urlsplit(url)
    is_https = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_https else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NoAnswer(
            _("The name “%(host)s” of the language model is not known.") % {"host": host}
        ) from None
    for *_more, (ip, *_rest) in found:
        if may_be_asked(str(ip), private):
            return Address(host, str(ip), port, is_https, parts.path)
    raise NoAnswer(
        _(
            "“%(host)s” is an address inside a private network. The operator has to list it in LLM_PRIVATE_NETWORKS."
        )
        % {"host": host}
    )


def may_be_asked(written: str, private: tuple[Network, ...]) -> bool:
    """Public addresses may, and private ones the operator lists.

    >>> may_be_asked("10.0.0.7", ()), may_be_asked("::ffff:127.0.0.1", ()), may_be_asked("1.1.1.1", ())
    (False, False, True)
    """
    address = ip_address(written.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in private):
        return True
    return address.is_global and not address.is_multicast


class _Plain(HTTPConnection):
    open_socket: socket.socket | None = (
        None  # `sock` is let go of as soon as the headers of an answer are read
    )

    def __init__(self, address: Address, seconds: float) -> None:
        super().__init__(address.host, address.port, timeout=seconds)
        self._address, self._seconds = address, seconds

    def connect(self) -> None:
        self.sock = self.open_socket = _connected(self._address, self._seconds)


class _Encrypted(HTTPSConnection):
    open_socket: socket.socket | None = None

    def __init__(self, address: Address, seconds: float) -> None:
        self._own = ssl.create_default_context()
        super().__init__(address.host, address.port, timeout=seconds, context=self._own)
        self._address, self._seconds = address, seconds

    def connect(self) -> None:
        plain = _connected(self._address, self._seconds)
        self.open_socket = plain
        self.sock = self.open_socket = self._own.wrap_socket(plain, server_hostname=self._address.host)


def _connected(address: Address, seconds: float) -> socket.socket:
    sock = socket.create_connection((address.ip, address.port), timeout=min(CONNECT_SECONDS, seconds))
    sock.settimeout(seconds)
    return sock


def post(address: Address, body: bytes, headers: Mapping[str, str], seconds: float) -> bytes:
    """The answer's body, if it came whole, in time and with status 200. Raises NoAnswer."""
    connection = (_Encrypted if address.is_https else _Plain)(address, seconds)
    late = threading.Event()

    def give_up() -> None:
        """However slowly the other side drips: so long, and no longer."""
        late.set()
        if connection.open_socket:
            _shut(connection.open_socket)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        content = _exchanged(connection, address, body, headers)
    except (OSError, HTTPException) as error:
        is_late = late.is_set() or isinstance(error, TimeoutError)
        raise NoAnswer(_too_late(seconds) if is_late else _why(error)) from None
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():  # what was cut off can look like an end
        raise NoAnswer(_too_late(seconds))
    return content


def _too_late(seconds: float) -> str:
    return _("The language model did not answer within %(seconds)s s.") % {"seconds": round(seconds)}


def _exchanged(
    connection: HTTPConnection, address: Address, body: bytes, headers: Mapping[str, str]
) -> bytes:
    connection.request("POST", address.path, body, dict(headers))
    with closing(connection.getresponse()) as response:
        if response.status != 200:
            raise NoAnswer(_refusal(response.status))
        content = response.read(LARGEST_ANSWER + 1)
    if len(content) > LARGEST_ANSWER:
        raise NoAnswer(
            _("The language model sent more than %(most)s kB for an answer.")
            % {"most": LARGEST_ANSWER // 1024}
        )
    if response.length:
        raise NoAnswer(_("The answer of the language model broke off."))
    return content


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was closed already


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return _(
            "The language model's address sends us on to another one. Redirects are not followed; name the right one."
        )
    if status in (401, 403):
        return _("The language model refused our key (status %(status)s). Tell the operator.") % {
            "status": status
        }
    if status == 429:
        return _("The language model has had enough of us for now (status 429). Try again later.")
    return _("The language model answered with status %(status)s instead of an answer.") % {"status": status}


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return _("The language model's certificate cannot be trusted.")
    if isinstance(error, ConnectionRefusedError):
        return _("Nobody listens at the address of the language model.")
    return _("The connection to the language model broke off.")
