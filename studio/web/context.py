from typing import Any

from django.conf import settings
from django.http import HttpRequest


def studio(request: HttpRequest) -> dict[str, Any]:
    """What the shell of every page asks of the installation."""
    return {"sandbox_on": settings.SANDBOX, "sign_up": settings.SIGN_UP}
