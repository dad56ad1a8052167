"""The file of a backup: a tar with the database, the stored files, and last the manifest that names every one.

Written under a temporary name, flushed, then renamed: a file with the right name is a whole backup.
"""

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from xietong.kit.backup import databases, places

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20


class BadBackup(Exception):
    """The file is not a backup, or not the one that was written; the message names the first bad place."""


class _Hashing(io.RawIOBase):
    """Reads on behalf of tarfile and remembers the digest of what it has read."""

    def __init__(self, source: IO[bytes]):
        self.source, self.digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk


def write_backup(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the backup to `target`; its manifest. Other people go on working meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    members: dict[str, dict[str, Any]] = {}
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            copy = Path(scratch) / databases.member()
            # The database first: a file is stored before the row that names it, so every row's file is still to come.
            rows = databases.copy_out(copy)
            with (
                os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
                tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                _add(tar, copy.name, copy, members)
                for name, path in _stored_files():
                    _add(tar, name, path, members)
                manifest = {
                    "format": FORMAT,
                    "product": "xietong",
                    "made_at": now.isoformat(),
                    "database": connection.vendor,
                    "migrations": _migrations(),
                    "rows": rows,
                    "files": members,
                }
                content = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size, entry.mode = len(content), 0o600
                tar.addfile(entry, io.BytesIO(content))
                tar.close()
                out.flush()
                os.fsync(out.fileno())
        os.replace(partial, target)
        _flush_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read_manifest(path: Path) -> dict[str, Any]:
    with _opened(path) as tar:
        try:
            content = tar.extractfile(MANIFEST)
        except KeyError:
            raise BadBackup(f"{path.name} 没有 {MANIFEST}：文件不完整，或不是协同的备份。") from None
        assert content is not None
        manifest = json.loads(content.read())
    if manifest.get("product") != "xietong" or manifest.get("format") != FORMAT:
        raise BadBackup(f"{path.name} 不是本版本能读取的备份。")
    return dict(manifest)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Write every member below `folder`, each compared with the manifest; the manifest."""
    manifest = read_manifest(path)
    missing = dict(manifest["files"])
    with _opened(path) as tar:
        for entry in tar:
            if entry.name == MANIFEST:
                continue
            expected = missing.pop(entry.name, None)
            if expected is None or not entry.isreg() or not _is_safe(entry.name):
                raise BadBackup(f"{entry.name}：不在清单中。")
            content = tar.extractfile(entry)
            assert content is not None
            source = _Hashing(content)
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                shutil.copyfileobj(source, out, _CHUNK)
                out.flush()
                os.fsync(out.fileno())
            if source.size != expected["size"] or source.digest.hexdigest() != expected["sha256"]:
                raise BadBackup(f"{entry.name}：内容与清单不符，备份已损坏或被改动。")
    if missing:
        raise BadBackup(f"{next(iter(missing))}：清单中有，备份中没有。")
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError, OSError, ValueError) as problem:
        raise BadBackup(f"{path}：不能读取（{problem}）。") from None


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    known = {databases.member(), *places.stored()}
    return bool(parts) and parts[0] in known and ".." not in parts and not name.startswith("/") and "\\" not in name


def _stored_files() -> Iterator[tuple[str, Path]]:
    """Every stored file; names that begin with a dot are still being written."""
    for name, folder in places.stored().items():
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in relative.parts):
                yield f"{name}/{relative.as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path, members: dict[str, dict[str, Any]]) -> None:
    with path.open("rb") as source:
        hashing = _Hashing(source)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = os.fstat(source.fileno()).st_size, 0o600
        tar.addfile(entry, hashing)
    members[name] = {"sha256": hashing.digest.hexdigest(), "size": hashing.size}


def _migrations() -> list[str]:
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
