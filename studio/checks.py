"""System checks: a wrong setting is explained before anything starts."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from studio.generations.models import kinds


@register()
def production_is_not_debugged(**kwargs: Any) -> list[CheckMessage]:
    if settings.PRODUCTION and settings.DEBUG:
        return [
            Error(
                "STUDIO_DEBUG=1 shows everybody the inside of the studio.",
                hint="Unset it in production.",
                id="studio.E001",
            )
        ]
    return []


@register()
def production_knows_its_address(**kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        hint = "Set STUDIO_HOSTS to the names that people type, divided by commas."
        found.append(Error("The studio does not know its host names.", hint=hint, id="studio.E002"))
    if not settings.PUBLIC_URL.startswith("https://"):
        hint = "Set STUDIO_PUBLIC_URL, for instance https://studio.example.org."
        found.append(Error("The studio does not know its public address.", hint=hint, id="studio.E003"))
    return found


@register()
def minimax_host_is_allowed(**kwargs: Any) -> list[CheckMessage]:
    if settings.MINIMAX_HOST in settings.MINIMAX_HOSTS:
        return []
    hint = "Use one of the known hosts, or add this one to STUDIO_MINIMAX_HOSTS."
    return [
        Error(
            f"STUDIO_MINIMAX_HOST {settings.MINIMAX_HOST} is not on the list of hosts.",
            hint=hint,
            id="studio.E004",
        )
    ]


@register()
def there_is_a_way_to_minimax(**kwargs: Any) -> list[CheckMessage]:
    if settings.SANDBOX or settings.MINIMAX_KEY:
        return []
    hint = "Set STUDIO_MINIMAX_KEY, or STUDIO_SANDBOX=1."
    return [Warning("There is neither a key nor the sandbox; nothing can be made.", hint=hint, id="studio.W001")]


@register()
def data_folder_is_ours(**kwargs: Any) -> list[CheckMessage]:
    folder = Path(settings.DATA)
    if not folder.exists() or (folder.is_dir() and _writable(folder)):
        return []
    hint = "Name another folder with STUDIO_DATA, or make this one writable."
    return [Error(f"The data folder {folder} cannot be written.", hint=hint, id="studio.E005")]


@register()
def recipes_can_be_found(**kwargs: Any) -> list[CheckMessage]:
    from studio.generations.recipes import get_recipe

    found: list[CheckMessage] = []
    for kind, _label in kinds():
        try:
            get_recipe(kind)
        except ImportError as error:
            found.append(
                Error(
                    f"The recipe of {kind} cannot be imported: {error}",
                    hint="See settings.RECIPES.",
                    id="studio.E006",
                )
            )
    return found


def _writable(folder: Path) -> bool:
    import os

    return os.access(folder, os.W_OK | os.X_OK)
