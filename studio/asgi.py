"""The front door: HTTP and WebSocket."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from studio.live.routing import sockets  # noqa: E402
from studio.web.body import BodyLimits  # noqa: E402

application = ProtocolTypeRouter({"http": BodyLimits(http), "websocket": sockets})
if settings.SANDBOX:
    from studio.sandbox.sockets import beside

    application.application_mapping["websocket"] = beside(sockets)
