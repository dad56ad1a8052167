"""The same application as ASGI, for those whose hosting wants it; WSGI costs a third of the CPU."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
application = get_asgi_application()
