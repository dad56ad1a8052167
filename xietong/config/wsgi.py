"""The door for the web server: the application as WSGI."""

import os

from xietong.config.sqlite import use_good_sqlite

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
use_good_sqlite()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - SQLite must be in place first

application = get_wsgi_application()
