#!/usr/bin/env python
"""The studio's command line; `up` starts everything, `sandbox` only MiniMax's offline twin."""

import os
import sys


def main() -> None:
    alone = sys.argv[1:2] == ["sandbox"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.sandbox.settings" if alone else "studio.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
