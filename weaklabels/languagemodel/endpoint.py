"""The operator's endpoint, as the environment names it. Without one there is none of all this."""

from dataclasses import dataclass
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from django.conf import settings

MILLION = 1_000_000
CHARACTERS_A_TOKEN = 4  # of English; for what is not yet known


@dataclass(frozen=True)
class Endpoint:
    """Where to ask, what it costs, and how long to wait."""

    url: str  # such as https://llm.example.org/v1
    key: str
    models: tuple[str, ...]
    price_in: Decimal  # for a million tokens
    price_out: Decimal
    currency: str
    most_spent: Decimal  # a project
    seconds: int
    networks: tuple[IPv4Network | IPv6Network, ...]  # private ones that are meant

    @classmethod
    def configured(cls) -> "Endpoint | None":
        if not settings.LLM_URL:
            return None
        return cls(
            settings.LLM_URL.rstrip("/"),
            settings.LLM_KEY,
            tuple(settings.LLM_MODELS),
            settings.LLM_PRICE_IN,
            settings.LLM_PRICE_OUT,
            settings.LLM_CURRENCY,
            settings.LLM_MOST_SPENT,
            settings.LLM_SECONDS,
            tuple(settings.LLM_PRIVATE_NETWORKS),
        )

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        return (self.price_in * tokens_in + self.price_out * tokens_out) / MILLION

    def estimate(self, characters: int, questions: int, tokens_of_answer: int) -> Decimal:
        """What so many prompts of so many characters together would cost, about."""
        return self.cost(tokens_of(characters), questions * tokens_of_answer)


def tokens_of(characters: int) -> int:
    """About how many tokens so many characters are.

    >>> tokens_of(0), tokens_of(10)
    (0, 3)
    """
    return -(-characters // CHARACTERS_A_TOKEN)
