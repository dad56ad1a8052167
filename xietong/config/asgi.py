"""The same application as ASGI, for those whose hosting wants it; WSGI costs a third of the CPU."""

import os

from xietong.config.sqlite import use_good_sqlite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
use_good_sqlite()

from django.core.asgi import get_asgi_application  # noqa: E402 - SQLite must be in place first

application = get_asgi_application()
