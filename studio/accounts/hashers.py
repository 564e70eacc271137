from django.contrib.auth.hashers import Argon2PasswordHasher


class Hasher(Argon2PasswordHasher):
    """Argon2id at one of OWASP's settings: 46 MiB a hash instead of Django's 100.

    Not less: blocks below 32 MiB are kept by the C library for every thread that ever hashed, and the process
    stays that large; larger ones go back to the system at once.
    """

    memory_cost = 47_104
    time_cost = 1
    parallelism = 1
