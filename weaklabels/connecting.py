"""One request to one address that was resolved and checked before: no redirect, no proxy, no endless answer.

`who` is what sentences call the other side, as "The language model".
"""

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
GOOD = (200, 201)

Network = IPv4Network | IPv6Network


class NoAnswer(Exception):
    """The endpoint did not answer as it should: why, in a sentence for whoever wants it asked."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status  # of HTTP, where that is what was wrong


@dataclass(frozen=True)
class Address:
    """Where to connect to, whatever the name may point at later."""

    host: str
    ip: str
    port: int
    is_https: bool
    path: str
    who: str


def resolve(url: str, private: tuple[Network, ...], who: str) -> Address:
    """The first address of the host that may be asked. Raises NoAnswer."""
    parts = urlsplit(url)
    is_https = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_https else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NoAnswer(
            _("%(who)s cannot be found: the name “%(host)s” is not known.") % {"who": who, "host": host}
        ) from None
    for *_more, (ip, *_rest) in found:
        if may_be_asked(str(ip), private):
            return Address(host, str(ip), port, is_https, parts.path, who)
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
        # The wrapped one takes the plain one's place: it must be there to be shut before the other side has a say.
        self.sock = self.open_socket = self._own.wrap_socket(
            plain, server_hostname=self._address.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


def _connected(address: Address, seconds: float) -> socket.socket:
    sock = socket.create_connection((address.ip, address.port), timeout=min(CONNECT_SECONDS, seconds))
    sock.settimeout(seconds)
    return sock


def post(address: Address, body: bytes, headers: Mapping[str, str], seconds: float) -> bytes:
    """The answer's body, if it came whole, in time and as a success. Raises NoAnswer."""
    return exchange(address, Request("POST", body, headers), seconds)


@dataclass(frozen=True)
class Request:
    """What is asked, and how many bytes an answer may have."""

    method: str
    body: bytes
    headers: Mapping[str, str]
    largest: int = LARGEST_ANSWER


def exchange(address: Address, request: Request, seconds: float) -> bytes:
    """The same with any method. Raises NoAnswer."""
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
        connection.connect()
        if late.is_set():  # nobody is left who would cut off what comes now
            raise TimeoutError
        content = _exchanged(connection, address, request)
    except (OSError, HTTPException) as error:
        is_late = late.is_set() or isinstance(error, TimeoutError)
        raise NoAnswer(_too_late(address.who, seconds) if is_late else _why(address.who, error)) from None
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():  # what was cut off can look like an end
        raise NoAnswer(_too_late(address.who, seconds))
    return content


def _too_late(who: str, seconds: float) -> str:
    return _("%(who)s did not answer within %(seconds)s s.") % {"who": who, "seconds": round(seconds)}


def _exchanged(connection: HTTPConnection, address: Address, request: Request) -> bytes:
    connection.request(request.method, address.path, request.body, dict(request.headers))
    with closing(connection.getresponse()) as response:
        if response.status not in GOOD:
            raise NoAnswer(_refusal(address.who, response.status), response.status)
        content = response.read(request.largest + 1)
    if len(content) > request.largest:
        raise NoAnswer(
            _("%(who)s sent more than %(most)s kB for an answer.")
            % {"who": address.who, "most": request.largest // 1024}
        )
    if response.length:
        raise NoAnswer(_("%(who)s began an answer that broke off.") % {"who": address.who})
    return content


def _shut(sock: socket.socket) -> None:
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # of one that is encrypted the connection below
    except OSError:
        return  # it was closed already


def _refusal(who: str, status: int) -> str:
    if 300 <= status < 400:
        return _(
            "%(who)s sends us on to another address. Redirects are not followed: the right one has to be set."
        ) % {"who": who}
    if status in (401, 403):
        return _("%(who)s refused our key (status %(status)s). Tell the operator.") % {
            "who": who,
            "status": status,
        }
    if status == 429:
        return _("%(who)s has had enough of us for now (status 429). Try again later.") % {"who": who}
    return _("%(who)s answered with status %(status)s instead of an answer.") % {
        "who": who,
        "status": status,
    }


def _why(who: str, error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return _("%(who)s has a certificate that cannot be trusted.") % {"who": who}
    if isinstance(error, ConnectionRefusedError):
        return _("%(who)s is not there. Nobody listens at its address.") % {"who": who}
    return _("%(who)s was being asked when the connection broke off.") % {"who": who}
