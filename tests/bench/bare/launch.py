"""`python -m tests.bench.bare.launch --port N` serves; with `migrate` alone it makes the tables."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.bare.settings")


def main() -> None:
    if "migrate" in sys.argv:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
        return
    import uvicorn
    from django.core.asgi import get_asgi_application

    http = get_asgi_application()
    from channels.routing import ProtocolTypeRouter, URLRouter

    application = ProtocolTypeRouter({"http": http, "websocket": URLRouter([])})
    uvicorn.run(application, port=int(sys.argv[sys.argv.index("--port") + 1]), lifespan="off", log_level="error")


if __name__ == "__main__":
    main()
