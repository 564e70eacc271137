"""What pages of rooms below show of this one: `{% load sharing %}`."""

from typing import Any

from django import template

from studio.library.marks import Project
from studio.sharing.models import Share

register = template.Library()


@register.inclusion_tag("sharing/_sign.html")
def project_sign(project: Project, slug: str) -> dict[str, Any]:
    """Beside a project's name: whether strangers see it at this moment, and the way to its links. One query."""
    return {"project": project, "slug": slug, "is_open": Share.objects.shows(project)}
