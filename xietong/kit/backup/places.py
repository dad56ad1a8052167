"""Where things lie in the data folder."""

from pathlib import Path

from django.conf import settings

SUFFIX = ".xietong.tar"


def data() -> Path:
    return Path(settings.DATA)


def files() -> Path:
    """What people attached."""
    return Path(settings.FILES_FOLDER)


def stored() -> dict[str, Path]:
    """The folders a backup takes, by the name they have in it."""
    return {"files": files(), "archives": Path(settings.ARCHIVES_FOLDER)}


def backups() -> Path:
    return Path(settings.BACKUPS_FOLDER)


def kept_backups() -> list[Path]:
    """Oldest first."""
    return sorted(backups().glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
