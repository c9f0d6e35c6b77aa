"""How does a setting get from the environment into Python, and what is said when it cannot?"""

import os
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENOUGH_CHARACTERS = 50
LONGEST_ADDRESS = 100
PUBLISHED = ("insecure", "changeme", "change-me", "change_me", "replace", "example", "secret", "password")
HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def text(name: str, default: str = "") -> str:
    """The value of NAME, or what stands in the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE", "")
    if name in os.environ and file:
        msg = f"Both {name} and {name}_FILE are set. Keep one of them."
        raise ImproperlyConfigured(msg)
    if not file:
        return os.environ.get(name, default)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        msg = f"{name}_FILE={file} cannot be read ({why}). Name a file this process may read."
        raise ImproperlyConfigured(msg) from error


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default))
    if value not in ("True", "False"):
        msg = f"Unexpected value {name}={value}, use 'True' or 'False'."
        raise ImproperlyConfigured(msg)
    return value == "True"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        msg = f"Unexpected value {name}={value}, use a whole number such as {default}."
        raise ImproperlyConfigured(msg)
    return int(value)


def amount(name: str, default: str) -> Decimal:
    value = text(name, default)
    try:
        read = Decimal(value)
    except InvalidOperation:
        read = Decimal(-1)
    if not read.is_finite() or read < 0:
        msg = f"Unexpected value {name}={value}, use an amount such as {default}."
        raise ImproperlyConfigured(msg)
    return read


def endpoint(name: str) -> str:
    """An address to ask, such as https://llm.example.org/v1; empty where there is none."""
    url = text(name)
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query):
        msg = f"Unexpected value of {name}. Write an address such as https://llm.example.org/v1, and keys elsewhere."
        raise ImproperlyConfigured(msg)
    return url


def endpoints(name: str) -> list[str]:
    """Addresses with commas, such as https://user:password@models.example.org:9090; empty where there are none."""
    for url in words(name):
        parts = urlsplit(url)
        is_odd = parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
        if is_odd or len(parts.netloc.rpartition("@")[2] + parts.path) > LONGEST_ADDRESS:
            msg = (
                f"Unexpected value in {name}. Write addresses such as http://models.example.org:9090, with commas, "
                f"each of at most {LONGEST_ADDRESS} characters."
            )
            raise ImproperlyConfigured(msg)
    return words(name)


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """A list of addresses and networks such as 10.0.0.1, 172.16.0.0/12."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        msg = f"Unexpected value in {name}: {error}. Write addresses or networks such as 10.0.0.1, 172.16.0.0/12."
        raise ImproperlyConfigured(msg) from error


def secret_key(made_by_up: Path) -> str:
    """The key that signs sessions and links. One that anybody can read in public is as bad as none."""
    key = text("SECRET_KEY")
    if not key and (kept := _kept_key(made_by_up)):
        return kept
    if not key:
        msg = f"SECRET_KEY is not set. Run 'make up', which keeps one, or make one: {HOW_TO_MAKE_A_KEY}"
        raise ImproperlyConfigured(msg)
    if any(word in key.lower() for word in PUBLISHED):
        msg = f"SECRET_KEY holds a published or made-up value. Make a secret one with: {HOW_TO_MAKE_A_KEY}"
        raise ImproperlyConfigured(msg)
    if len(key) < ENOUGH_CHARACTERS or len(set(key)) < 5:
        msg = (
            f"SECRET_KEY has {len(key)} characters, {len(set(key))} of them different; it needs at least "
            f"{ENOUGH_CHARACTERS} random ones. Make one with: {HOW_TO_MAKE_A_KEY}"
        )
        raise ImproperlyConfigured(msg)
    return key


def _kept_key(file: Path) -> str:
    """The key in this file; none where there is no such file."""
    try:
        return file.read_text(encoding="ascii")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        msg = f"{file} cannot be read ({error.strerror}). Run this as the account that runs Gloss, or set SECRET_KEY."
        raise ImproperlyConfigured(msg) from error


def database(url: str) -> dict[str, Any]:
    """Django's form of `postgresql://user:password@host:port/name?host=/socket/folder&option=value`."""
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        msg = (
            "DATABASE_URL is no address: perhaps its port is no number, or a password holds a sign such as / or [ "
            "that is written %2F or %5B. Write postgresql://user:password@host:5432/name."
        )
        raise ImproperlyConfigured(msg) from None  # what it says would show the password
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        msg = (
            f"DATABASE_URL does not name a PostgreSQL database (it begins with {parts.scheme!r}). "
            "Write postgresql://user:password@host:5432/name, or set none and run 'make up'."
        )
        raise ImproperlyConfigured(msg)
    options = dict(parse_qsl(parts.query))
    # To compile a short statement (jit) takes longer than to run it. Statements that are prepared
    # (annotate/prepared.py) keep one plan, whatever their values are.
    wished = options.get("options", "")
    options["options"] = " ".join(f"-c jit=off {wished} -c plan_cache_mode=force_generic_plan".split())
    return {
        "ENGINE": "config.database",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": options,
    }


def broker(url: str) -> str:
    """Celery's spelling of a Redis address: it writes sockets `redis+socket://`, redis-py `unix://`."""
    if url.startswith("unix://"):
        return "redis+socket://" + url.removeprefix("unix://")
    if url.startswith(("redis://", "rediss://")):
        return url
    msg = (
        f"REDIS_URL does not name a Redis server (it begins with {url.partition(':')[0]!r}). "
        "Write redis://:password@host:6379/0 or unix:///path/to/socket, or set none and run 'make up'."
    )
    raise ImproperlyConfigured(msg)
