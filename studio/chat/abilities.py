"""What a chat model can do, as the catalogue says (official.md 3.1 to 3.3)."""

from studio.catalogue.models import Model


def sees(model: Model | None) -> bool:
    """Does it take pictures?"""
    return model is not None and "image" in model.abilities.get("sees", [])


def has_tools(model: Model | None) -> bool:
    return model is not None and bool(model.abilities.get("tools"))


def hottest(model: Model | None) -> float:
    """Its highest temperature: 2 from M3 on, 1 before."""
    return float(model.abilities.get("hottest", 1)) if model else 1.0


def most_tokens(model: Model | None) -> int:
    """What it writes at most in one reply."""
    return int(model.abilities.get("output", {}).get("most", 8192)) if model else 8192
