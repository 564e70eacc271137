"""Keys at rest: MultiFernet over STUDIO_ENCRYPTION_KEYS; the first encrypts, all decrypt (threats.md 6)."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(key: str) -> str:
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).encrypt(key.encode()).decode()


def decrypt(token: str) -> str:
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).decrypt(token.encode()).decode()


@lru_cache(maxsize=4)
def _fernet(phrases: tuple[str, ...]) -> MultiFernet:
    """Any phrase will do as a key: it is hashed to the 32 bytes that Fernet wants."""
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(phrase.encode()).digest())) for phrase in phrases])
