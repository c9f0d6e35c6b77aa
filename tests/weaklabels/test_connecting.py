"""Is whoever is asked over the network given so long, and no longer?"""

import socket
import threading
import time
from contextlib import suppress

import pytest

from weaklabels import connecting
from weaklabels.connecting import Address, NoAnswer, post

SECONDS = 0.2


def test_one_that_is_reached_too_late_is_not_asked_any_more(monkeypatch):
    """It would drip for as long as it likes: the clock that cuts it off has struck before it was there."""
    ours, theirs = socket.socketpair()
    asked = []

    def drip():
        with suppress(OSError), theirs:
            while theirs.recv(65_536):
                for _byte in range(20):
                    theirs.sendall(b" ")
                    asked.append(1)
                    time.sleep(0.02)
                return

    def connected(_address, _seconds):
        time.sleep(2 * SECONDS)
        return ours

    monkeypatch.setattr(connecting, "_connected", connected)
    other = threading.Thread(target=drip)
    other.start()
    address = Address("models.example.org", "192.0.2.1", 80, False, "/", "The server")
    with pytest.raises(NoAnswer, match="did not answer within"):
        post(address, b"{}", {}, SECONDS)
    other.join()
    assert asked == []
