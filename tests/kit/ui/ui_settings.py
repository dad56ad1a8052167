"""Just enough settings to show kit/ui alone: python -m django runserver --settings tests.kit.ui.ui_settings."""

from pathlib import Path

from xietong.kit.ui.jinja import template_folders

HERE = Path(__file__).parent
SECRET_KEY = "only-for-the-style-page"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.kit.ui.ui_urls"
INSTALLED_APPS = ["django.contrib.messages", "django.contrib.staticfiles", "xietong.kit.ui"]
MIDDLEWARE = [
    "xietong.kit.ui.headers.ContentSecurity",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.kit.ui.ui_urls.as_staff",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xietong.kit.ui.errors.ErrorAnswers",
    "xietong.kit.ui.errors.FragmentRedirects",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*template_folders(), HERE / "templates"],
        "OPTIONS": {
            "environment": "xietong.kit.ui.jinja.environment",
            "context_processors": [
                "xietong.kit.ui.shell.page_context",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
STATIC_URL = "/static/"
LOGIN_URL = "/sign-in"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
CSRF_FAILURE_VIEW = "xietong.kit.ui.errors.csrf_failure"
XIETONG_SHELL = "tests.kit.ui.ui_urls.shell"
