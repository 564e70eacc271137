from django.contrib.auth.hashers import Argon2PasswordHasher


class Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's smaller setting: 19 MiB a hash, so that several people signing in at once do not
    cost the one process hundreds of megabytes (Django's default takes 100 MiB each)."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
