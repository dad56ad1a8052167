#!/usr/bin/env python
"""Django's own command line, with the good SQLite in place."""

import os
import sys

from xietong.config.sqlite import use_good_sqlite


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
    use_good_sqlite()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - SQLite first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
