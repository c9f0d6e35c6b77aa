"""One server and the requests of its protocol: is it up, here is a question, what of these texts, learn this."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from django.utils.translation import gettext as _

from weaklabels.connecting import Address, NoAnswer, Request, exchange, resolve
from weaklabels.modelserver.reading import OneByOne, Said, json_of, predictions_in, version_in
from weaklabels.modelserver.wording import Asked, task

LARGEST_ANSWER = 16 * 2**20  # bytes
CHARACTERS_AT_ONCE = 500_000
TEXTS_AT_ONCE = 50
# The operator has named the very address, so that it may lie anywhere
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
NO_SUCH_THING = 404
Numbered = tuple[int, str]  # the id of a document, and its text


@dataclass(frozen=True)
class About:
    """The project as a server is told of it."""

    key: str  # "12.1700000000": its id, and when it was made
    asked: Asked


class Server:
    """A server that was found; raises NoAnswer where it cannot be, and at each request."""

    def __init__(self, url: str, about: About, seconds: float) -> None:
        self.about, self.seconds = about, seconds
        self.parts = urlsplit(url)
        self.who = _("The model server “%(host)s”") % {"host": shown(url)}
        self.version = ""
        self._one_by_one = False
        self._found: Address = resolve(url, ANYWHERE, self.who)

    def begin(self) -> str:
        """Is it up? Then tell it of the question; what it calls its model."""
        self._get("/health")
        body = {
            "project": self.about.key,
            "schema": self.about.asked.config(),
            "hostname": "",
            "access_token": "",
            "extra_params": "{}",
        }
        self.version = version_in(json_of(self.who, self._post("/setup", body)))
        return self.version

    def predict(self, documents: Sequence[Numbered]) -> list[Said]:
        """What it says of each text, a bounded number of them at once."""
        found: list[Said] = []
        for part in batches(documents, 1 if self._one_by_one else TEXTS_AT_ONCE):
            try:
                found += self._predict(part)
            except OneByOne:
                self._one_by_one = True
                found += [one for document in part for one in self._predict([document])]
        return found

    def teach(self, number: int, text: str, said: Sequence[Any]) -> None:
        """One answer that somebody gave. What the server makes of it is its own affair."""
        annotation = {"id": number, "task": number, "result": self.about.asked.results(text, said)}
        self._hook("ANNOTATION_CREATED", {"task": task(number, text), "annotation": annotation})

    def train(self) -> None:
        self._hook("START_TRAINING", {})

    def _predict(self, documents: Sequence[Numbered]) -> list[Said]:
        body = {
            "tasks": [task(number, text) for number, text in documents],
            "model_version": self.version,
            "project": self.about.key,
            "label_config": self.about.asked.config(),
            "params": {"login": "", "password": "", "context": None},
        }
        texts = [text for _number, text in documents]
        return predictions_in(self.who, self.about.asked, texts, self._post("/predict", body))

    def _hook(self, action: str, more: dict[str, Any]) -> None:
        number = int(self.about.key.partition(".")[0])
        project = {"id": number, "label_config": self.about.asked.config()}
        try:
            self._post("/webhook", {"action": action, "project": project, **more})
        except NoAnswer as why:
            if why.status != NO_SUCH_THING:
                raise
            raise NoAnswer(
                _("%(who)s cannot be taught: it has no /webhook.") % {"who": self.who}, why.status
            ) from None

    def _get(self, path: str) -> bytes:
        return self._exchange(path, "GET", b"")

    def _post(self, path: str, body: dict[str, Any]) -> bytes:
        return self._exchange(path, "POST", orjson.dumps(body))

    def _exchange(self, path: str, method: str, body: bytes) -> bytes:
        found = self._found
        address = Address(
            found.host, found.ip, found.port, found.is_https, self.parts.path.rstrip("/") + path, self.who
        )
        request = Request(method, body, self._headers(), LARGEST_ANSWER)
        return exchange(address, request, self.seconds)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Connection": "close",
            "User-Agent": "Gloss",
        }
        if self.parts.username:
            pair = f"{unquote(self.parts.username)}:{unquote(self.parts.password or '')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return headers


def shown(url: str) -> str:
    """An address as people may read it: without what it is asked with.

    >>> shown("https://gloss:secret@models.example.org:9090/ner/")
    'models.example.org:9090/ner'
    """
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def batches(documents: Sequence[Numbered], most: int) -> list[Sequence[Numbered]]:
    """In order, each of at most so many texts and characters, but always one."""
    found: list[list[Numbered]] = []
    room = 0
    for document in documents:
        if not found or len(found[-1]) == most or len(document[1]) > room:
            found.append([])
            room = CHARACTERS_AT_ONCE
        found[-1].append(document)
        room -= len(document[1])
    return found
