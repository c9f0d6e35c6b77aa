"""A browser tab without a browser: it leases, saves with keys, sends twice, changes its mind, and dies.

It shares no code with Gloss; it knows the addresses and the JSON, as the workbench's scripts do.
"""

import hashlib
import http.client
import itertools
import json
import random
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tests.faults.history import Call, History, content_hash, now

PATIENCE_SECONDS = 20
IDLE_SECONDS = 3  # the server closes connections that rest for longer; a browser would just open another
NUMBERS = itertools.count(1)
DEFINITE = {400, 403, 404, 405, 409, 413, 422}  # the server has looked at it and refused it


class NobodyKnows(Exception):
    """The connection ended before the answer came: the server may have done it or not."""


class Vanished(Exception):
    """The tab is gone: closed by force, a dead battery, a pulled plug."""


@dataclass(frozen=True)
class Habits:
    """How often (0 to 1) an annotator does these things instead of simply saving."""

    sends_twice: float = 0.1
    vanishes: float = 0.1  # such a share of the annotators loses tab after tab
    vanishes_within: int = 8  # steps
    skips: float = 0.03
    changes: float = 0.05  # an earlier answer
    takes_back: float = 0.01
    drafts: float = 0.05
    renews: float = 0.05
    want: int = 3
    thinks_seconds: float = 0.0  # on average, exponential


DILIGENT = Habits(sends_twice=0, vanishes=0, skips=0, changes=0, takes_back=0, drafts=0, renews=0, want=1)


class Browser:
    """One connection with cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.used_at = now()

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> None:
        """Raises NobodyKnows."""
        headers = {
            "Content-Type": kind,
            "Accept": "application/json",
            "X-CSRFToken": self.cookies.get("csrf", ""),
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if now() - self.used_at > IDLE_SECONDS:
            self.close()
        self.used_at = now()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            self.connection.request(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NobodyKnows(type(error).__name__) from error

    def receive(self) -> tuple[int, bytes]:
        """Status and body. Raises NobodyKnows."""
        try:
            response = self.connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NobodyKnows(type(error).__name__) from error
        for value in response.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self.cookies[name.strip()] = rest.partition(";")[0]
        if response.will_close:
            self.close()
        return response.status, body

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

    def sign_in(self, username: str, password: str) -> bool:
        self.cookies.clear()
        self.send("GET", "/sign-in/")
        self.receive()
        form = {
            "username": username,
            "password": password,
            "csrfmiddlewaretoken": self.cookies.get("csrf", ""),
        }
        self.send("POST", "/sign-in/", urlencode(form).encode(), "application/x-www-form-urlencoded")
        return self.receive()[0] == 302

    def come_back(self, session: str) -> None:
        """As somebody who is signed in. For forty at once to do so takes Argon2 longer than all their answers take."""
        self.cookies = {"session": session, "csrf": secrets.token_hex(16)}


class Tab:
    """One tab of one annotator. `run` works until told to close; raises Vanished when it is its time."""

    def __init__(
        self,
        port: int,
        world: dict[str, Any],
        username: str,
        history: History,
        seed: str,
        habits: Habits,
        steps: int | None = None,
    ) -> None:
        self.world, self.username, self.history, self.habits = world, username, history, habits
        self.user = world["people"][username]
        self.browser = Browser(port)
        self.rng = random.Random(seed)
        self.held: dict[int, dict[str, Any]] = {}
        self.answered: dict[int, tuple[dict[str, Any], str]] = {}  # document -> (document, key)
        self.empty: dict[str, Any] | None = None
        self.steps_left = steps

    def run(self, closing: threading.Event) -> None:
        self.browser.come_back(self.world["sessions"][self.username])
        self.lease(reopen=True)
        while not closing.is_set():
            if self.held:
                self.step(self.held.pop(next(iter(self.held))))
                if self.habits.thinks_seconds:
                    closing.wait(self.rng.expovariate(1 / self.habits.thinks_seconds))
            else:
                closing.wait(self.rng.uniform(0.1, 0.5))
                self.lease()
        self.browser.close()

    def step(self, document: dict[str, Any]) -> None:
        """What an annotator does with the document on the screen."""
        self.check(document)
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left <= 0:
                self.vanish(document)
        habits, rng = self.habits, self.rng
        if rng.random() < habits.drafts:
            self.call("draft", "PUT", f"documents/{document['id']}/draft/", {"responses": [], "active_ms": 1})
        if rng.random() < habits.renews:
            holding = [document["id"], *self.held]
            self.call("renew", "POST", "leases/renewals/", {"current": document["id"], "holding": holding})
        if rng.random() < habits.skips and not document["answer"]:
            body = {"key": str(uuid.uuid4()), "reason": "", **self.wish()}
            self.call("skip", "POST", f"documents/{document['id']}/skips/", body, document=document["id"])
        else:
            self.save(document, document["answer"]["key"] if document["answer"] else None)
        if self.answered and rng.random() < habits.changes:
            self.save(*rng.choice(list(self.answered.values())))
        if self.answered and rng.random() < habits.takes_back:
            self.save(*rng.choice(list(self.answered.values())), withdraws=True)

    def vanish(self, document: dict[str, Any]) -> None:
        """Either silently, or in the middle of a save whose answer nobody will ever read."""
        if self.rng.random() < 0.5:
            body, call = self.submission(document, None)
            self.history.write(call)
            try:
                path = self.path(f"documents/{document['id']}/annotations/")
                self.browser.send("POST", path, json.dumps(body).encode())
                time.sleep(self.rng.uniform(0, 0.02))
            except NobodyKnows:
                pass
            self.history.write(replace(call, outcome="info", at=now(), why="vanished"))
        self.browser.close()
        raise Vanished

    def save(self, document: dict[str, Any], replaces: str | None, withdraws: bool = False) -> None:
        """Save until the server says yes or no, as the outbox does; sometimes twice."""
        body, call = self.submission(document, replaces, withdraws)
        path = f"documents/{document['id']}/annotations/"
        twice = self.rng.random() < self.habits.sends_twice
        if twice and self.rng.random() < 0.5:
            other = threading.Thread(target=self.also_send, args=[self.path(path), body, call])
            other.start()
            reply = self.until_settled("save", path, body, call)
            other.join()
        else:
            reply = self.until_settled("save", path, body, call)
            if twice:
                self.until_settled("save", path, body, call)
        if reply and not withdraws:
            self.answered[document["id"]] = (document, call.key)
        elif document["id"] in self.answered:
            del self.answered[document["id"]]  # taken back, or changed in another tab: leave it alone

    def also_send(self, path: str, body: dict[str, Any], call: Call) -> None:
        """The same save at the same moment on a connection of its own."""
        browser = Browser(self.browser.port)
        browser.cookies = dict(self.browser.cookies)
        other = replace(call, number=next(NUMBERS), at=now())
        self.history.write(other)
        try:
            browser.send("POST", path, json.dumps(body).encode())
            status, content = browser.receive()
            self.history.write(ended(other, status, content))
        except NobodyKnows as error:
            self.history.write(replace(other, outcome="info", at=now(), why=str(error)))
        finally:
            browser.close()

    def submission(
        self, document: dict[str, Any], replaces: str | None, withdraws: bool = False
    ) -> tuple[dict[str, Any], Call]:
        key = str(uuid.uuid4())
        responses = [] if withdraws else self.say(document["text"])
        body = {
            "key": key,
            "sha256": document["sha256"],
            "replaces": replaces,
            "schema": self.world["schema"],
            "responses": responses,
            "active_ms": 1000,
            "withdraws": withdraws,
            **self.wish(),
        }
        self.history.keep_body(
            key, self.username, self.path(f"documents/{document['id']}/annotations/"), body
        )
        content = (
            (r["question"], "answered", r["labels"], [(s["start"], s["end"], s["label"]) for s in r["spans"]])
            for r in responses
        )
        call = Call(
            at=now(),
            outcome="invoke",
            kind="save",
            user=self.user,
            number=next(NUMBERS),
            key=key,
            document=document["id"],
            body_hash=content_hash(content),
            withdraws=withdraws,
        )
        return body, call

    def say(self, text: str) -> list[dict[str, Any]]:
        """An answer to each question: one label, some labels, up to three spans with their quotes."""
        return [
            {
                "question": question["id"],
                "labels": self.some_labels(question),
                "spans": self.some_spans(text, question) if question["kind"] == "spans" else [],
            }
            for question in self.world["questions"]
        ]

    def some_labels(self, question: dict[str, Any]) -> list[int]:
        if question["kind"] == "choice":
            return [self.a_label(question)]
        if question["kind"] == "choices":
            return [label["id"] for label in question["labels"] if self.rng.random() < 0.4]
        return []

    def a_label(self, question: dict[str, Any]) -> int:
        return self.rng.choice(question["labels"])["id"]

    def some_spans(self, text: str, question: dict[str, Any]) -> list[dict[str, Any]]:
        starts = self.rng.sample(range(len(text) - 1), min(3, len(text) - 1))
        ends = [self.rng.randint(start + 1, min(start + 12, len(text))) for start in starts]
        return [
            {"start": start, "end": end, "label": self.a_label(question), "quote": text[start:end]}
            for start, end in zip(starts, ends, strict=True)
        ]

    def lease(self, reopen: bool = False) -> None:
        self.call("lease", "POST", "leases/", {**self.wish(), "reopen": reopen})

    def wish(self) -> dict[str, Any]:
        return {"want": max(0, self.habits.want - len(self.held)), "holding": list(self.held)}

    def call(self, kind: str, method: str, path: str, body: dict[str, Any], document: int = 0) -> None:
        """Something that may be done twice without harm: tried once; what comes of it is taken."""
        call = Call(now(), "invoke", kind, self.user, next(NUMBERS), document=document)
        self.exchange(call, method, path, body)

    def until_settled(self, kind: str, path: str, body: dict[str, Any], call: Call) -> dict[str, Any] | None:
        """The reply of a save that came through; None if it was refused."""
        deadline = now() + 3 * PATIENCE_SECONDS
        while now() < deadline:
            call = replace(call, number=next(NUMBERS), at=now(), outcome="invoke")
            end, reply = self.exchange(call, "POST", path, body)
            if end.outcome != "info":
                return reply
            time.sleep(self.rng.uniform(0.05, 0.3))
        return None

    def exchange(
        self, call: Call, method: str, path: str, body: dict[str, Any]
    ) -> tuple[Call, dict[str, Any] | None]:
        """Send, wait, write down what is known."""
        self.history.write(call)
        try:
            self.browser.send(method, self.path(path), json.dumps(body).encode())
            status, content = self.browser.receive()
        except NobodyKnows as error:
            end, reply = replace(call, outcome="info", at=now(), why=str(error)), None
        else:
            end = ended(call, status, content)
            reply = json.loads(content) if status == 200 else None
            if status == 401:
                self.browser.sign_in(self.username, self.world["password"])
        self.history.write(end)
        if reply and "documents" in reply:
            self.held |= {document["id"]: document for document in reply["documents"]}
            self.empty = reply["empty"]
        return end, reply

    def path(self, rest: str) -> str:
        return f"/projects/{self.world['slug']}/annotate/{rest}"

    @staticmethod
    def check(document: dict[str, Any]) -> None:
        if hashlib.sha256(document["text"].encode()).hexdigest() != document["sha256"]:
            msg = f"The text of document {document['id']} is not the one its hash names."
            raise AssertionError(msg)


def ended(call: Call, status: int, content: bytes) -> Call:
    """How the call ended, from what the server said."""
    end = replace(call, at=now(), seconds=now() - call.at, status=status)
    if 200 <= status < 300:
        reply = json.loads(content) if content else {}
        saved = reply.get("saved") or {}
        return replace(
            end,
            outcome="ok",
            annotation=saved.get("annotation", 0),
            extra=saved.get("extra", False),
            lent=tuple(document["id"] for document in reply.get("documents", [])),
        )
    if status in DEFINITE:
        reply = json.loads(content) if content.startswith(b"{") else {}
        return replace(end, outcome="fail", why=reply.get("kind") or str(status))
    return replace(end, outcome="info", why=f"{status} {content[:200]!r}")


def replay(port: int, world: dict[str, Any], history: History) -> None:
    """Open the browsers of those who vanished once more: their outboxes send what nobody has heard of."""
    browsers: dict[str, Browser] = {}
    for key in history.unknown_keys():
        username, path, body = history.bodies[key]
        if username not in browsers:
            browsers[username] = Browser(port)
            assert browsers[username].sign_in(username, world["password"])
        invoked = next(call for call in history.calls if call.key == key)
        call = replace(invoked, number=next(NUMBERS), at=now(), outcome="invoke")
        history.write(call)
        browsers[username].send("POST", path, json.dumps({**body, "want": 0}).encode())
        history.write(ended(call, *browsers[username].receive()))
    for browser in browsers.values():
        browser.close()
