"""manage.py with one thing changed: a running clip is asked after each 2 s, whatever its age."""

import sys

import django
from django.core.management import execute_from_command_line

PERIOD = 2.0


def main() -> None:
    django.setup()
    from studio.video.recipe import VideoRecipe

    VideoRecipe.poll_after = lambda self, elapsed: PERIOD  # type: ignore[method-assign]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
