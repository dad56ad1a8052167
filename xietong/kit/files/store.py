"""Keep a file: check it, write it under a temporary name, flush file and folder, rename, and only then write the row.

Django's own storage never flushes to disk; after a power cut a signed record could point at an empty file.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from xietong.kit.files.models import Attachment
from xietong.kit.problems import Problem, Problems

MAX_BYTES = 50 * 1024 * 1024
# extension -> (media type, how the content must begin; empty: anything that is text)
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    "zip": ("application/zip", (b"PK\x03\x04",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "webp": ("image/webp", (b"RIFF",)),
    "gif": ("image/gif", (b"GIF8",)),
    "mp4": ("video/mp4", ()),
    "txt": ("text/plain", ()),
    "md": ("text/plain", ()),
    "csv": ("text/csv", ()),
}


def clean_name(name: str) -> str:
    """The name without folders, invisible and direction-changing characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return re.sub(r"\s+", " ", name).strip().strip(".")[-200:] or "附件"


def check(name: str, size: int, head: bytes) -> str:
    """The media type, or Problems that say what to do."""
    extension = name.rpartition(".")[2].lower()
    if extension not in KINDS:
        allowed = "、".join(sorted(KINDS))
        raise Problems(Problem("file", name, f"不接受这种文件。可以上传：{allowed}。", "type"))
    media_type, beginnings = KINDS[extension]
    if size > MAX_BYTES:
        raise Problems(Problem("file", name, f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请压缩或拆分后再传。", "size"))
    if size == 0:
        raise Problems(Problem("file", name, "文件是空的，请检查后重新选择。", "empty"))
    if beginnings and not head.startswith(beginnings):
        raise Problems(
            Problem("file", name, f"文件内容不是 {extension} 格式，可能改过扩展名；请用原程序另存后上传。", "type")
        )
    if not beginnings and extension in ("txt", "md", "csv") and b"\x00" in head:
        raise Problems(Problem("file", name, "文件内容不是文本，请检查后重新选择。", "type"))
    return media_type


def folder() -> Path:
    return Path(settings.FILES_FOLDER)


def keep(
    source: IO[bytes],
    *,
    name: str,
    size: int,
    subject_kind: str,
    subject_id: int,
    context_id: int | None,
    by_id: int,
    now: datetime,
    label: str = "",
) -> Attachment:
    """Store the content durably, then the row. The caller has checked that the person may attach here."""
    name = clean_name(name)
    head = source.read(4096)
    media_type = check(name, size, head)
    relative = f"{now:%Y/%m}/{secrets.token_hex(16)}"
    digest, written = write_durably(folder() / relative, _chunks(head, source))
    return Attachment.objects.create(
        name=name,
        media_type=media_type,
        size=written,
        digest=digest,
        path=relative,
        subject_kind=subject_kind,
        subject_id=subject_id,
        context_id=context_id,
        by_id=by_id,
        at=now,
        label=label,
    )


def _chunks(head: bytes, rest: IO[bytes]) -> Iterator[bytes]:
    yield head
    while chunk := rest.read(1 << 20):
        yield chunk


def write_durably(target: Path, chunks: Iterator[bytes]) -> tuple[str, int]:
    """(SHA-256, bytes written). The target appears whole and flushed, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    digest, written = hashlib.sha256(), 0
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                written += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
        flush_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest(), written


def flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def attachments_of(subject_kind: str, subject_id: int) -> list[Attachment]:
    return list(Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk"))


def attachments_by_subject(subject_kind: str, subject_ids: Any) -> dict[int, list[Attachment]]:
    """All of several subjects in one statement."""
    found: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids)).order_by("pk")
    for attachment in rows:
        found.setdefault(attachment.subject_id, []).append(attachment)
    return found


def open_content(attachment: Attachment) -> BufferedReader:
    return (folder() / attachment.path).open("rb")


def is_intact(attachment: Attachment) -> bool:
    """Is the content on disk the one that was stored?"""
    try:
        with open_content(attachment) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == attachment.digest
    except FileNotFoundError:
        return False


def attachment_in(context_id: int, attachment_id: int) -> Attachment | None:
    """An attachment of this undertaking; the caller has checked that the undertaking may be read."""
    return Attachment.objects.filter(context_id=context_id, pk=attachment_id).first()
