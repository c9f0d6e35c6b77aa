"""X-Forwarded-For is believed only from a trusted proxy, and only as far as proxies wrote it."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from annotate.addresses import client_address

PROXY = "10.0.0.2"


def address(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]


def test_without_proxies_the_header_is_not_read():
    assert address("192.0.2.1", "198.51.100.7") == "192.0.2.1"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        (PROXY, "198.51.100.7", "198.51.100.7"),
        (PROXY, "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # the left one was written by the visitor
        (PROXY, "198.51.100.7, 10.0.0.3", "198.51.100.7"),  # two proxies in a row
        (PROXY, "1.1.1.1, nonsense", PROXY),
        (PROXY, None, PROXY),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # not from a proxy
        ("", "198.51.100.7", None),  # a unix socket
        (PROXY, "::ffff:198.51.100.7", "198.51.100.7"),
        (PROXY, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
    ],
)
def test_it_finds_the_nearest_address_that_is_no_proxy(remote, forwarded, expected):
    assert address(remote, forwarded) == expected
