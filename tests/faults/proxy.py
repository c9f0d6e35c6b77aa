"""A bad network between browsers and the server: a loopback TCP proxy that cuts, delays, half-closes and swallows.

What befalls a request is drawn by a seeded generator. It knows nothing of HTTP: a piece that comes up from the
browser begins an exchange, what comes down is the reply to it.
"""

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from concurrent.futures import Future
from typing import Self

PIECE = 256 * 1024
RESET = struct.pack("ii", 1, 0)  # linger for no time: the other side sees a reset, not an orderly end
LONGEST_DELAY_SECONDS = 0.4

BEFORE = ("cut before the request", "cut within the request", "request delayed")
AFTER = (
    "reply swallowed",  # the server has committed, and the browser will never hear of it
    "cut within the reply",
    "half closed by the browser",
    "half closed by the server",
    "reply delayed",
)


class Cut(Exception):
    """The connection is over."""


class Link:
    """One connection of a browser, passed on to the server."""

    def __init__(
        self,
        network: "BadNetwork",
        browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.network = network
        self.from_browser, self.to_browser = browser
        self.from_server, self.to_server = server
        self.fate = ""

    async def run(self) -> None:
        """Until either side ends, or the network does."""
        both = [asyncio.create_task(self.up()), asyncio.create_task(self.down())]
        done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_EXCEPTION)
        was_cut = any(isinstance(task.exception(), Cut) for task in done if not task.cancelled())
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for writer in (self.to_browser, self.to_server):
            reset(writer) if was_cut else writer.close()

    async def up(self) -> None:
        while piece := await self.from_browser.read(PIECE):
            self.fate = self.network.draw()
            if self.fate == "cut before the request":
                raise Cut
            if self.fate == "cut within the request":
                await pass_on(self.to_server, piece[: len(piece) // 2])
                raise Cut
            await self.network.delay(is_long=self.fate == "request delayed")
            await pass_on(self.to_server, piece)
            if self.fate == "half closed by the browser":
                self.to_server.write_eof()
                return
        self.to_server.write_eof()

    async def down(self) -> None:
        while piece := await self.from_server.read(PIECE):
            fate, self.fate = self.fate, ""
            if fate == "reply swallowed":
                raise Cut
            if fate == "cut within the reply":
                await pass_on(self.to_browser, piece[: len(piece) // 2])
                raise Cut
            await self.network.delay(is_long=fate == "reply delayed")
            await pass_on(self.to_browser, piece)
            if fate == "half closed by the server":
                break
        self.to_browser.write_eof()


async def pass_on(writer: asyncio.StreamWriter, piece: bytes) -> None:
    writer.write(piece)
    await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    if (plain := writer.get_extra_info("socket")) and plain.fileno() >= 0:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


class BadNetwork:
    """Listens while in a `with`. `trouble` is the share of requests something befalls; 0 is a good day."""

    def __init__(self, port: int, seed: int) -> None:
        self.server_port = port
        self.rng = random.Random(seed)
        self.deck: list[str] = []
        self.trouble = 0.0
        self.latency_seconds = 0.0  # on every request and on every reply
        self.befell: Counter[str] = Counter()
        self.listening: Future[int] = Future()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=[self.listen()], daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.port = self.listening.result()
        return self

    def __exit__(self, *exception: object) -> None:
        self.loop.call_soon_threadsafe(self.closing.set)
        self.thread.join()
        self.loop.close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def listen(self) -> None:
        self.closing = asyncio.Event()
        self.links: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.listening.set_result(server.sockets[0].getsockname()[1])
        await self.closing.wait()
        server.close()
        for link in self.links:
            link.cancel()
        await asyncio.gather(*self.links, return_exceptions=True)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.links.add(asyncio.current_task())
        try:
            server = await asyncio.open_connection("127.0.0.1", self.server_port)
            await Link(self, (reader, writer), server).run()
        except OSError:
            reset(writer)
        finally:
            self.links.discard(asyncio.current_task())

    def draw(self) -> str:
        """What befalls the next exchange, or nothing."""
        if self.rng.random() >= self.trouble:
            return ""
        if not self.deck:  # each comes up before any comes again, so that a short run meets them all
            self.deck = self.rng.sample(BEFORE + AFTER, k=len(BEFORE + AFTER))
        fate = self.deck.pop()
        self.befell[fate] += 1
        return fate

    async def delay(self, is_long: bool) -> None:
        """What every piece takes, and what one may take beyond that."""
        await asyncio.sleep(self.latency_seconds + is_long * self.rng.uniform(0, LONGEST_DELAY_SECONDS))
