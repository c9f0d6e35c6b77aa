"""Secrets that are shown once. The database holds their SHA-256 only: 32 random bytes need no salt."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
