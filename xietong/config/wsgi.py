"""The door for the web server: the application as WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
application = get_wsgi_application()
