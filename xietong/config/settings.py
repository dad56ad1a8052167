"""One file of settings; what differs between places comes from the environment (env.py)."""

from django.core.exceptions import ImproperlyConfigured

from xietong.config import env

try:
    env.refuse_unknown()
    DATA = env.data_folder()
    SECRET_KEY = env.secret_key(DATA)
    DATABASES = {"default": env.env_database(DATA)}
except env.BadSetting as error:
    raise ImproperlyConfigured(str(error)) from None

from xietong.kit.ui.jinja import template_folders

DEBUG = env.env_bool("XIETONG_DEBUG")
SECRET_KEY_FALLBACKS = env.env_list("XIETONG_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.env_list("XIETONG_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.env_list("XIETONG_TRUSTED_ORIGINS")
COMPANY = env.env_str("XIETONG_COMPANY", "华信智能科技有限公司")
SITE_URL = (CSRF_TRUSTED_ORIGINS or ["http://localhost:8000"])[0]
MAIL_DOMAIN = SITE_URL.split("//")[-1].split(":")[0]
FILES_FOLDER = DATA / "files"
ARCHIVES_FOLDER = DATA / "archives"
BACKUPS_FOLDER = DATA / "backups"

KIT_APPS = [
    "xietong.kit.events",
    "xietong.kit.jobs",
    "xietong.kit.notices",
    "xietong.kit.files",
    "xietong.kit.numbering",
    "xietong.kit.api",
    "xietong.kit.ui",
    "xietong.kit.backup",
    "xietong.kit.health",
]
HOUSES = [
    f"xietong.domain.{house}"
    for house in (
        "people", "signoffs", "collaborations", "duties", "planning", "meetings",
        "tracking", "closing", "knowledge", "lifecycle", "desk",
    )
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks",
    *KIT_APPS,
    *HOUSES,
    "xietong.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xietong.kit.ui.headers.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xietong.config.who.WhoMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xietong.kit.ui.errors.ErrorAnswers",
    "xietong.kit.ui.errors.FragmentRedirects",
]

ROOT_URLCONF = "xietong.config.urls"
WSGI_APPLICATION = "xietong.config.wsgi.application"
XIETONG_SHELL = "xietong.config.shell.shell"
XIETONG_API_DOOR = "xietong.config.who.door"
CSRF_FAILURE_VIEW = "xietong.kit.ui.errors.csrf_failure"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": template_folders(),
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "xietong.kit.ui.jinja.environment",
            "context_processors": [
                "xietong.kit.ui.shell.page_context",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "xietong.config.accounts.LocalAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}

SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends it as a header
if env.env_bool("XIETONG_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a process-wide ceiling; the daily update of a department posts many lines
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # for what may be a few seconds old: each process remembers for itself
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
}
TASKS = {"default": {"BACKEND": "xietong.kit.jobs.backend.LeasedBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

_mail = env.env_email()
EMAIL_BACKEND = _mail.pop("EMAIL_BACKEND")
globals().update(_mail)
DEFAULT_FROM_EMAIL = env.env_str("XIETONG_EMAIL_FROM", f"xietong@{MAIL_DOMAIN}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.env_str("XIETONG_LOG_LEVEL", "WARNING")},
}
