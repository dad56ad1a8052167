"""Build the package of an archive: 项目名称-日期.zip, the same bytes for the same data, whole on disk or not at all.

Entries are stored, not compressed: the bytes then depend on no version of a compressor, and every single byte of the
file belongs to an entry whose digest is listed. The package is checked with the verifier that travels inside it before
it takes its name.
"""

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils import timezone

from xietong.domain.closing import verifier
from xietong.domain.closing.models import Archive
from xietong.domain.closing.paper import ARCHIVE_CATALOGUE
from xietong.domain.closing.queries import rows as house_rows
from xietong.domain.closing.rules import UNSAFE
from xietong.domain.closing.verifier import CONTENTS, DATA, EVENTS, FORMAT, MANIFEST, SEALS, SIGNATURES
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import check_signature
from xietong.kit.canonical import canonical_bytes
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent, Seal, SealedEvent
from xietong.kit.events.seal import event_bytes, instant
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import flush_folder, open_content
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printers import FileKind, print_out
from xietong.kit.paperwork.printout import Facts, Printout

CHUNK = 1 << 20
PRODUCT = "协同 Xietong"
# Gives every document of all houses; a higher house puts its function here when the product starts.
SOURCES: list[Callable[[], list[Document]]] = []


class Unfit(Exception):
    """Something that belongs into the package is missing or altered; nothing is sealed."""


@dataclass
class Entry:
    """One line of manifest.json and of the catalogue."""

    path: str
    kind: str  # document, data, attachment, signature, content, journal, about
    title: str = ""
    number: str = ""
    responsible: str = ""
    on: str = ""
    size: int = 0
    sha256: str = ""
    attachment: int | None = None


@dataclass(frozen=True)
class Built:
    """What was written: the file, its size and digest, its contents."""

    path: Path
    size: int
    digest: str
    contents: list[dict[str, Any]]


def gather_documents_with(source: Callable[[], list[Document]]) -> None:
    """`gather_documents_with(all_documents)`: called once, at start, by the house that knows all documents."""
    if source not in SOURCES:
        SOURCES.append(source)


def folder() -> Path:
    return Path(settings.ARCHIVES_FOLDER)


def safe(name: str) -> str:
    return UNSAFE.sub("_", name).strip().strip(".")[:120] or "_"


class Writer:
    """Writes stored entries with one fixed time, and remembers each with its digest."""

    def __init__(self, archive: zipfile.ZipFile, top: str, moment: datetime):
        self.archive, self.top, self.entries = archive, top, cast("list[Entry]", [])
        local = timezone.localtime(moment)
        self.date_time = (local.year, local.month, local.day, local.hour, local.minute, local.second)

    def add(self, entry: Entry, chunks: Iterable[bytes]) -> Entry:
        info = zipfile.ZipInfo(f"{self.top}/{entry.path}", self.date_time)
        info.create_system, info.external_attr = 3, 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w") as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        entry.sha256, entry.size = digest.hexdigest(), size
        if entry.path != MANIFEST:
            self.entries.append(entry)
        return entry

    def add_json(self, path: str, data: Any, **about: Any) -> Entry:
        return self.add(Entry(path, "data", **about), [canonical_bytes(data) + b"\n"])


def build(archive: Archive, collaboration: Collaboration, *, name: str, now: datetime) -> Built:
    """Write the package under `name` into the archives folder. Raises Unfit; leaves nothing half written."""
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / f"{name}.zip"
    temporary = folder() / f".{archive.pk}.part"
    temporary.unlink(missing_ok=True)  # of a run that was killed
    try:
        with open(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as zipped:
                writer = Writer(zipped, name, now)
                _write_all(writer, archive, collaboration, now)
            raw.flush()
            os.fsync(raw.fileno())
        for finding in verifier.findings(temporary):
            raise Unfit(f"{finding.where}：{finding.message}")
        size, digest = temporary.stat().st_size, verifier.file_digest(temporary)
        os.replace(temporary, target)
        flush_folder(folder())
    finally:
        temporary.unlink(missing_ok=True)
    return Built(target, size, digest, [_line(entry) for entry in writer.entries])


def _line(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in asdict(entry).items() if value not in ("", None)}


def _write_all(writer: Writer, archive: Archive, collaboration: Collaboration, now: datetime) -> None:
    problems = [*_signatures(writer, collaboration)]
    events = _journal(writer, collaboration)
    _data(writer, collaboration)
    problems += _attachments(writer, collaboration)
    if problems:
        raise Unfit("；".join(problems[:5]) + (f"；等共 {len(problems)} 处" if len(problems) > 5 else ""))
    _documents(writer, archive, collaboration)
    writer.add(Entry("verify.py", "about", "核验程序"), [Path(verifier.__file__).read_bytes()])
    writer.add(Entry("说明.txt", "about", "说明"), [_about(writer.top, collaboration).encode()])
    catalogue = catalogue_printout(archive, collaboration, [_line(entry) for entry in writer.entries], made_at=now)
    writer.add(Entry("归档目录.xlsx", "about", "归档目录"), [_printed(catalogue, "xlsx")])
    manifest = {
        "format": FORMAT,
        "product": PRODUCT,
        "name": writer.top,
        "title": collaboration.title,
        "number": collaboration.number or "",
        "confidentiality": collaboration.confidentiality.label,
        "retention": archive.retention,
        "asked_at": instant(archive.asked_at),
        "sealed_at": instant(now),
        "digest_algorithm": "SHA-256",
        "events": events,
        "entries": [_line(entry) for entry in writer.entries],
    }
    written = writer.add(Entry(MANIFEST, "about"), [canonical_bytes(manifest) + b"\n"])
    writer.archive.comment = f"{FORMAT} {written.sha256}".encode()


def _signatures(writer: Writer, collaboration: Collaboration) -> Iterator[str]:
    """The exact bytes of every record and of every content signed. Yields what does not agree."""
    signatures = (
        Signature.objects.filter(context_id=collaboration.pk).select_related("content", "person").order_by("pk")
    )
    contents = {}
    for signature in signatures.iterator(200):
        check = check_signature(signature)
        if check.findings:
            yield f"{signature.person.name} 的签名第{signature.pk}号：{''.join(check.findings)}"
            continue
        entry = Entry(
            f"{SIGNATURES}/{signature.digest}.json",
            "signature",
            f"{signature.subject_kind} 签名",
            responsible=signature.person.name,
            on=f"{day_of(signature.at):%Y-%m-%d}",
        )
        writer.add(entry, [bytes(signature.record)])
        contents[signature.content_id] = bytes(signature.content.content)
    for digest, content in contents.items():
        writer.add(Entry(f"{CONTENTS}/{digest}.json", "content", "所签内容"), [content])


def _journal(writer: Writer, collaboration: Collaboration) -> int:
    """Every event of this undertaking as the exact bytes that were sealed, and the seals with all their leaves."""
    events = HappenedEvent.objects.filter(context_id=collaboration.pk).order_by("pk")
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for event in events.iterator(500):
            count += 1
            yield event_bytes(event) + b"\n"

    writer.add(Entry(EVENTS, "journal", "操作记录"), lines())
    sealed = SealedEvent.objects.filter(event_id__in=events.values("pk")).values("seal_id")
    writer.add(Entry(SEALS, "journal", "封签"), _seals(sealed))
    return count


def _seals(wanted: Any) -> Iterator[bytes]:
    for seal in Seal.objects.filter(pk__in=wanted).order_by("number").iterator(50):
        line = {
            "number": seal.number,
            "previous": seal.previous,
            "digest": seal.digest,
            "at": instant(seal.at),
            "leaves": [list(leaf) for leaf in seal.leaves.order_by("event_id").values_list("event_id", "digest")],
        }
        yield canonical_bytes(line) + b"\n"


def _data(writer: Writer, collaboration: Collaboration) -> None:
    named: set[int] = set()
    for label, rows in house_rows.rows_of(collaboration):
        named |= house_rows.people_ids(label, rows)
        writer.add_json(f"{DATA}/{label}.json", {"model": label, "rows": rows}, title=label)
    writer.add_json(f"{DATA}/people.json", {"model": "people", "rows": house_rows.people(named)}, title="人员")
    departments = {"model": "departments", "rows": house_rows.departments()}
    writer.add_json(f"{DATA}/departments.json", departments, title="部门")


def _attachments(writer: Writer, collaboration: Collaboration) -> list[str]:
    """Copies every attachment; says which are missing or not the bytes that were stored."""
    problems = []
    rows = Attachment.objects.filter(context_id=collaboration.pk).select_related("by").order_by("pk")
    for row in rows.iterator(200):
        entry = Entry(
            f"附件/{row.pk:06d}_{safe(row.name)}",
            "attachment",
            row.name,
            responsible=row.by.name,
            on=f"{day_of(row.at):%Y-%m-%d}",
            attachment=row.pk,
        )
        try:
            with open_content(row) as content:
                writer.add(entry, iter(lambda: content.read(CHUNK), b""))
        except FileNotFoundError:
            problems.append(f"附件《{row.name}》的内容不在了")
            continue
        if entry.sha256 != row.digest:
            problems.append(f"附件《{row.name}》的内容与登记的摘要不符，已被改动")
    return problems


def _documents(writer: Writer, archive: Archive, collaboration: Collaboration) -> None:
    """Every document of every house as PDF; as Word and Excel too while it is not signed (domain.md §1.1)."""
    documents = [document for source in SOURCES for document in source() if document.form != "catalogue"]
    for order, document in enumerate(documents, start=1):
        signed = document.signed(collaboration)
        for key, printout in document.make(collaboration).items():
            ready = replace(printout, made_at=printout.made_at or archive.asked_at)
            kinds = ["pdf"] if signed else ["pdf", *(kind for kind in document.kinds if kind != "pdf")]
            label = document.label + (f"_{key}" if key else "")
            stem = safe("_".join(filter(None, [ready.facts.number, label])))
            for kind in kinds:
                entry = Entry(
                    f"文件/{order:02d}_{safe(document.label)}/{stem}.{kind}",
                    "document",
                    label,
                    number=ready.facts.number,
                    responsible=collaboration.lead.name if collaboration.lead else "",
                    on=f"{day_of(ready.made_at or archive.asked_at):%Y-%m-%d}",
                )
                writer.add(entry, [_printed(ready, kind)])


def _printed(printout: Printout, kind: str) -> bytes:
    """The file; Word and Excel files, zips themselves, without the moments at which their parts were packed."""
    content = print_out(printout, cast(FileKind, kind))
    if kind == "pdf":
        return content
    still = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as out:
        for info in packed.infolist():
            out.writestr(zipfile.ZipInfo(info.filename), packed.read(info), zipfile.ZIP_DEFLATED)
    return still.getvalue()


def catalogue_printout(
    archive: Archive, collaboration: Collaboration, contents: list[dict[str, Any]], *, made_at: datetime
) -> Printout:
    """归档目录: what lies in the package, each with its digest (domain.md §2.11)."""
    return Printout(
        paper=ARCHIVE_CATALOGUE,
        facts=Facts(
            company=settings.COMPANY,
            number=f"{collaboration.number}-GD-01",
            confidentiality=collaboration.confidentiality.label,
        ),
        values={
            "title": archive.name or collaboration.title,
            "collaboration": collaboration.number,
            "confidentiality": collaboration.confidentiality.label,
            "retention": archive.retention,
            "rows": [
                {
                    "order": order,
                    "number": line.get("number", ""),
                    "title": line.get("title", ""),
                    "responsible": line.get("responsible", ""),
                    "on": line.get("on") or None,
                    "file": line["path"],
                    "size": line["size"],
                    "digest": line["sha256"],
                }
                for order, line in enumerate(contents, start=1)
            ],
        },
        made_at=made_at,
    )


def _about(name: str, collaboration: Collaboration) -> str:
    return re.sub(
        r"^ +",
        "",
        f"""{name}

        这是协同项目《{collaboration.title}》（{collaboration.number}）的归档包，格式 {FORMAT}。

        内容
        文件/        各类表单和文件（PDF；未签字的另附 Word、Excel）
        附件/        上传的附件，原样保存
        数据/        全部数据（JSON，按表）；人员只留姓名、岗位和部门
        签名/记录/   每个电子签名的原始字节，文件名即其 SHA-256
        签名/内容/   当时所签内容的原始字节，文件名即其 SHA-256
        操作记录/    本项目的操作记录（events.jsonl）及其封签链（seals.jsonl）
        归档目录.xlsx、manifest.json   逐件的大小和 SHA-256

        如何核验（不需要网络，也不需要协同系统；只需 Python 3.8 以上）
        python3 verify.py 归档包.zip
        或解压后在本文件夹中运行 python3 verify.py
        加 --all 列出全部问题；不通过时第一行就是第一处不符的地方。

        说明
        归档包自身的 SHA-256 记在系统的归档登记和操作记录中；与它一致，即为封存时的那一份。
        封存之后发生的事（封存本身、遗留事项的后续跟踪）不在包内，见系统的操作记录。
        """,
        flags=re.MULTILINE,
    )
