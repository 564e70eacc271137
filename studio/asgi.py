"""The front door: HTTP and WebSocket."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

import django

django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from studio.live.routing import sockets  # noqa: E402
from studio.web.body import BodyLimits  # noqa: E402
from studio.web.serving import Pages  # noqa: E402

application = ProtocolTypeRouter({"http": BodyLimits(Pages()), "websocket": sockets})
if settings.SANDBOX:
    from studio.sandbox.sockets import beside

    application.application_mapping["websocket"] = beside(sockets)
