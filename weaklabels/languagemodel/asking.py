"""A prompt goes out as OpenAI's chat completions have it; what comes back is a text and what it cost."""

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from weaklabels.connecting import Address, NoAnswer, post, resolve
from weaklabels.languagemodel.endpoint import Endpoint, tokens_of

CHARACTERS_OF_A_TOKEN = 12  # at most; whoever sends more did not keep to what was asked


@dataclass(frozen=True)
class Said:
    """An answer as it came, and its tokens: as the endpoint counts them, or estimated where it does not."""

    text: str
    tokens_in: int
    tokens_out: int


class Conversation:
    """An endpoint whose name was looked up once; many threads may ask."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises NoAnswer."""
        self.endpoint = endpoint
        url, who = f"{endpoint.url}/chat/completions", _("The language model")
        self._address: Address = resolve(url, endpoint.networks, who)

    def ask(self, model: str, prompt: str, most_tokens: int) -> Said:
        """Raises NoAnswer."""
        body = {
            "model": model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": 0,
            "max_tokens": most_tokens,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        content = post(self._address, orjson.dumps(body), headers, self.endpoint.seconds)
        return said_in(content, prompt, most_tokens)


def said_in(content: bytes, prompt: str, most_tokens: int) -> Said:
    """The answer in what was sent. Raises NoAnswer."""
    try:
        body = orjson.loads(content)
        text = body["choices"][0]["message"]["content"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        text = body = None
    if not isinstance(text, str):
        raise NoAnswer(
            _("What the language model sent is no answer in the form of OpenAI's chat completions.")
        )
    return Said(
        text[: most_tokens * CHARACTERS_OF_A_TOKEN],
        _count(body, "prompt_tokens", tokens_of(len(prompt))),
        _count(body, "completion_tokens", tokens_of(len(text))),
    )


def _count(body: Any, name: str, otherwise: int) -> int:
    usage = body.get("usage") if isinstance(body, dict) else None
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if type(count) is int and 0 <= count < 2**31 else otherwise
