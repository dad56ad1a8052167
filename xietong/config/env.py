"""What the surroundings say: typed readers of the environment, and every variable the program knows."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from xietong.config.sqlite import use_good_sqlite

# Every variable that may be set, and what it means. A name that is not here stops the start: a misspelt
# setting that is silently ignored is worse than a program that does not start.
VARIABLES = {
    "XIETONG_DATA": "folder that holds everything the program stores (default ./data)",
    "XIETONG_DATABASE_URL": "postgres://user:password@host:5432/name; without it the embedded SQLite is used",
    "XIETONG_SECRET_KEY": "signing key, at least 50 characters; without it one is kept in the data folder",
    "XIETONG_SECRET_KEY_FALLBACKS": "former signing keys, by comma, still accepted",
    "XIETONG_ALLOWED_HOSTS": "host names that are answered, by comma",
    "XIETONG_TRUSTED_ORIGINS": "addresses (https://name) from which forms are accepted, by comma",
    "XIETONG_TRUSTED_PROXIES": "addresses of proxies whose X-Forwarded-* headers are believed, by comma",
    "XIETONG_DEBUG": "yes: error pages for developers",
    "XIETONG_EMAIL_URL": "smtp://user:password@host:587/?tls=yes, or console:, or file:; without it no mail is sent",
    "XIETONG_EMAIL_FROM": "the sender of mails",
    "XIETONG_COMPANY": "name of the company, shown on every page and paper",
    "XIETONG_HTTPS": "yes: cookies only over https, HSTS",
    "XIETONG_HOST": "address to listen on (default 127.0.0.1)",
    "XIETONG_WEB_PROCESSES": "web processes (default 2)",
    "XIETONG_WEB_THREADS": "threads of each web process (default 4)",
    "XIETONG_LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR (default WARNING)",
    "XIETONG_SCREENSHOTS": "folder into which the browser tests put screenshots",
    "XIETONG_TEST_DB": "sqlite or postgres: the database of the tests",
}
FILE_SUFFIX = "_FILE"  # NAME_FILE holds the path of a file that holds the value, as container secrets do

YES, NO = {"1", "yes", "true", "on", "是"}, {"0", "no", "false", "off", "否"}


class BadSetting(Exception):
    """A variable cannot be read, or is not known; the message names it."""


def env_str(name: str, default: str = "") -> str:
    assert name in VARIABLES, f"{name} is not in VARIABLES"
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    word = env_str(name).lower()
    if not word:
        return default
    if word not in YES | NO:
        raise BadSetting(f"{name}={word}：请写 yes 或 no。 Write yes or no.")
    return word in YES


def env_int(name: str, default: int, *, least: int = 0) -> int:
    word = env_str(name)
    if not word:
        return default
    try:
        number = int(word)
    except ValueError:
        raise BadSetting(f"{name}={word}：请写整数。 Write a whole number.") from None
    if number < least:
        raise BadSetting(f"{name}={word}：不能小于 {least}。 Must be at least {least}.")
    return number


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_secret(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `name_FILE` points to."""
    path = os.environ.get(name + FILE_SUFFIX, "").strip()
    if not path:
        return env_str(name, default)
    if env_str(name):
        raise BadSetting(f"{name} 与 {name}{FILE_SUFFIX} 只能设置一个。 Set only one of the two.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{name}{FILE_SUFFIX}={path}：{error.strerror}") from None


def refuse_unknown(environ: Mapping[str, str] = os.environ) -> None:
    """Stop the start when a XIETONG_ variable is set that nobody reads."""
    known = set(VARIABLES) | {name + FILE_SUFFIX for name in VARIABLES}
    unknown = sorted(name for name in environ if name.startswith("XIETONG_") and name not in known)
    if unknown:
        names = "、".join(unknown)
        raise BadSetting(f"未知的设置：{names}。 Unknown setting. Known: {', '.join(VARIABLES)}")


def data_folder() -> Path:
    """The one folder that holds all state; made when missing, readable by its owner only."""
    folder = Path(env_str("XIETONG_DATA", "data")).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"XIETONG_DATA={folder}：{error.strerror}") from None
    return folder


def secret_key(folder: Path) -> str:
    """The signing key: from the environment, else the one kept in the data folder, made at the first start."""
    key = env_secret("XIETONG_SECRET_KEY")
    if key:
        if len(key) < 50:
            raise BadSetting("XIETONG_SECRET_KEY：至少 50 个字符。 At least 50 characters.")
        return key
    path = folder / "secret_key"
    try:
        # Written whole under another name and linked: of two processes that start together, one wins for both.
        draft = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(f"{path}：{error.strerror}") from None


def env_database(folder: Path) -> dict[str, Any]:
    """Django's settings of the one database: PostgreSQL when its address is given, else SQLite in `folder`."""
    address = env_secret("XIETONG_DATABASE_URL")
    if not address or address == "sqlite":
        return sqlite_settings(folder / "xietong.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite_settings(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("XIETONG_DATABASE_URL：请写 postgres://用户:密码@主机:5432/库名。 Not a postgres:// address.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A folder as ?host= is a unix socket, as libpq understands it.
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c statement_timeout=60s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
            **options,
        },
    }


def sqlite_settings(path: Path) -> dict[str, Any]:
    """SQLite as it must run: FULL, since with NORMAL a power cut loses confirmed signatures."""
    use_good_sqlite()  # Django reads its settings before it imports a database
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def env_email() -> dict[str, Any]:
    """Django's settings for sending mail; without an address nothing is sent."""
    address = env_secret("XIETONG_EMAIL_URL")
    backends = "django.core.mail.backends"
    if not address:
        return {"EMAIL_BACKEND": f"{backends}.dummy.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting("XIETONG_EMAIL_URL：请写 smtp://用户:密码@主机:587/?tls=yes。 Not an smtp:// address.")
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": options.get("tls", "no").lower() in YES,
        "EMAIL_TIMEOUT": 20,
    }
