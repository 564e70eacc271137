#!/usr/bin/env python
"""The studio's command line; `up` starts everything, `sandbox` only MiniMax's offline twin."""

import os
import sys


def main() -> None:
    alone = sys.argv[1:2] == ["sandbox"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.sandbox.settings" if alone else "studio.settings")
    from django.core.management import execute_from_command_line

    from studio.env import BadVariable

    try:
        execute_from_command_line(sys.argv)
    except BadVariable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
