"""核验协同归档包：只用 Python 标准库，离线运行。Checks an archive package offline; it travels inside every package.

用法：python3 verify.py 归档包.zip [--all]        （也可以在解压出的文件夹中直接运行：python3 verify.py）

It recomputes, and names the first place that does not agree: the bytes of the zip itself (nothing before, between or
after its entries), the list of entries against manifest.json (missing, added, changed, exchanged), every signature's
record against its digest, the content it signed and the row that names it, the journal's events against the leaves and
seals of the hash chain, and attachments against the rows and the signed contents that name them.

Needs Python 3.8 or newer. Imports nothing but the standard library: it must run in thirty years on a bare machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "xietong.archive/1"
MANIFEST = "manifest.json"
GENESIS = "0" * 64
CHUNK = 1 << 20
# the folders and files of a package, in the order of checking
DATA, SIGNATURES, CONTENTS, JOURNAL = "数据", "签名/记录", "签名/内容", "操作记录"
EVENTS, SEALS = JOURNAL + "/events.jsonl", JOURNAL + "/seals.jsonl"


class Finding(NamedTuple):
    """A place where the package does not agree with itself."""

    where: str
    message: str


class Broken(Exception):
    """So damaged that nothing more can be checked."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(where, message)


class Package:
    """The entries of a zip, or of the folder that it was unpacked into. Names are without the top folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.is_dir()
        self.zip = None
        if self.folder:
            self.top = path.name
            self.names = sorted(
                p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file() and p.name != ".DS_Store"
            )
            return
        try:
            self.zip = zipfile.ZipFile(str(path))
        except FileNotFoundError:
            raise Broken(path.name, "没有这个文件。") from None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            raise Broken(path.name, "不是完整的 zip 文件：可能被截断或损坏。") from None
        whole = [info.filename for info in self.zip.infolist()]
        tops = {name.split("/", 1)[0] for name in whole}
        if len(tops) != 1 or any("/" not in name for name in whole):
            raise Broken(path.name, "不是完整的协同归档包：可能被截断，或被重新打包（应只有一个顶层文件夹）。")
        self.top = tops.pop()
        self.names = [name.split("/", 1)[1] for name in whole]

    def close(self) -> None:
        if self.zip:
            self.zip.close()

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            if self.zip is None:
                source: Any = (self.path / name).open("rb")
            else:
                source = self.zip.open(self.top + "/" + name)
            with source:
                yield from iter(lambda: source.read(CHUNK), b"")
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError):
            raise Broken(name, "内容读不出来：已损坏或缺失。") from None

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def lines(self, name: str) -> Iterator[bytes]:
        rest = b""
        for chunk in self.chunks(name):
            parts = (rest + chunk).split(b"\n")
            rest = parts.pop()
            yield from parts
        if rest:
            yield rest

    def digest(self, name: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        for chunk in self.chunks(name):
            digest.update(chunk)
            size += len(chunk)
        return digest.hexdigest(), size


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_json(package: Package, name: str) -> Any:
    try:
        return json.loads(package.read(name).decode("utf-8"))
    except ValueError:
        raise Broken(name, "不是有效的 JSON，内容已损坏。") from None


# ---- the zip itself


def check_container(package: Package) -> Iterator[Finding]:
    """Every byte of the file belongs to an entry or to the directory of entries, as this format writes them."""
    archive = package.zip
    if archive is None:
        return
    where = package.path.name
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    seen = set()
    for info in infos:
        if info.filename in seen:
            yield Finding(info.filename, "同一个文件名出现了两次。")
        seen.add(info.filename)
    at = 0
    with package.path.open("rb") as raw:
        for info in infos:
            if info.header_offset != at:
                yield Finding(info.filename, "文件头的位置不对：归档包中夹有多余的字节，或被重新打包。")
                return
            header = local_header(info)
            raw.seek(at)
            if raw.read(len(header)) != header:
                yield Finding(info.filename, "文件头与目录不一致，已被改动。")
                return
            if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
                yield Finding(info.filename, "存储方式不是本格式的“仅存储”，归档包被重新打包过。")
                return
            at += len(header) + info.file_size
        raw.seek(at)
        tail = raw.read()
    if at > 0xFFFFFFFF or len(infos) > 0xFFFF:
        return  # the long form of the directory; the entries themselves are checked below
    if tail != directory(archive.infolist(), at, archive.comment):
        yield Finding(where, "归档包末尾的目录与各文件不一致，已被改动或截断。")


def local_header(info: zipfile.ZipInfo) -> bytes:
    return bytes(info.FileHeader(zip64=info.file_size > zipfile.ZIP64_LIMIT))


def directory(infos: list[zipfile.ZipInfo], start: int, comment: bytes) -> bytes:
    """The central directory as Python's zipfile writes it for stored entries."""
    written = bytearray()
    for info in infos:
        name = info.filename.encode("ascii" if info.filename.isascii() else "utf-8")
        year, month, day, hour, minute, second = info.date_time
        clock, day = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
        flags = 0 if info.filename.isascii() else 0x800
        # fmt: off
        written += struct.pack(
            "<4s4B4HL2L5H2L", b"PK\x01\x02", info.create_version, 3, info.extract_version, 0, flags, 0, clock, day,
            info.CRC, info.compress_size, info.file_size, len(name), 0, 0, 0, 0, 0o600 << 16, info.header_offset,
        )
        # fmt: on
        written += name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(infos), len(infos), len(written), start, len(comment))
    return bytes(written) + end + comment


# ---- the list of entries


def check_manifest(package: Package) -> Iterator[Finding]:
    """Yields findings; raises Broken when there is no list to check against."""
    if MANIFEST not in package.names:
        raise Broken(MANIFEST, "缺少清单 manifest.json。")
    raw = package.read(MANIFEST)
    if package.zip is not None:
        said = package.zip.comment.decode("ascii", "replace").split(" ")
        if len(said) != 2 or said[0] != FORMAT:
            raise Broken(package.path.name, "zip 注释中没有清单的摘要，不是协同归档包，或已被重新打包。")
        if sha256(raw) != said[1]:
            raise Broken(MANIFEST, "清单与 zip 注释中的摘要不符，清单已被改动。")
    manifest = read_json(package, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Broken(MANIFEST, "清单的格式版本不认识，请用新版核验程序。")
    if package.zip is not None and manifest["name"] != package.top:
        yield Finding(package.top, "顶层文件夹的名称与清单中的“{}”不符。".format(manifest["name"]))
    order = [entry["path"] for entry in manifest["entries"]]
    listed = {entry["path"]: entry for entry in manifest["entries"]}
    if len(listed) != len(order):
        yield Finding(MANIFEST, "清单中有文件重复列出。")
    present = set(package.names) - {MANIFEST}
    for path in order:
        if path not in present:
            yield Finding(path, "清单列有此文件，归档包中没有：已被删除。")
            continue
        digest, size = package.digest(path)
        if size != listed[path]["size"]:
            yield Finding(path, f"大小应为 {listed[path]['size']} 字节，实为 {size} 字节：内容已被改动。")
        elif digest != listed[path]["sha256"]:
            yield Finding(path, "SHA-256 摘要与清单不符：内容已被改动或调换。")
    for path in sorted(present - set(order)):
        yield Finding(path, "清单中没有此文件：是后来加入的。")


# ---- signatures, journal, attachments: do the parts agree with each other?


def rows_of(package: Package, model: str) -> list[dict[str, Any]]:
    name = f"{DATA}/{model}.json"
    if name not in package.names:
        return []
    rows: list[dict[str, Any]] = read_json(package, name)["rows"]
    return rows


def check_signatures(package: Package, told: dict[str, str]) -> Iterator[Finding]:
    """`told`: signature digest → the name of the journal's event that announced it."""
    rows = {row["digest"]: row for row in rows_of(package, "signoffs.Signature")}
    records = {name for name in package.names if name.startswith(SIGNATURES + "/")}
    for digest, row in rows.items():
        if f"{SIGNATURES}/{digest}.json" not in records:
            yield Finding("签名第{}号".format(row["id"]), "缺少签名记录。")
    for name in sorted(records):
        yield from check_signature(package, name, rows, told)


def check_signature(
    package: Package, name: str, rows: dict[str, dict[str, Any]], told: dict[str, str]
) -> Iterator[Finding]:
    digest = name.rsplit("/", 1)[1].rsplit(".", 1)[0]
    record = package.read(name)
    if sha256(record) != digest:
        yield Finding(name, "签名记录与其摘要不符，已被改动。")
        return
    row = rows.get(digest)
    if row is None:
        yield Finding(name, "登记中没有这个签名。")
        return
    said = json.loads(record.decode("utf-8"))
    where = "签名第{}号（{}）".format(row["id"], said["signer"]["name"])
    behalf = said["on_behalf_of"]["id"] if said.get("on_behalf_of") else None
    agreed = (
        said["signer"]["id"] == row["person_id"]
        and behalf == row["on_behalf_of_id"]
        and said["content"] == row["content_id"]
        and said["subject"] == {"kind": row["subject_kind"], "id": row["subject_id"]}
        and said["at"] == row["at"]
    )
    if not agreed:
        yield Finding(where, "登记的签字人、时间、对象或内容与签名记录不同。")
    content = "{}/{}.json".format(CONTENTS, said["content"])
    if content not in package.names:
        yield Finding(where, "缺少所签的内容。")
    elif package.digest(content)[0] != said["content"]:
        yield Finding(content, "所签内容与其摘要不符，已被改动。")
    if digest not in told:
        yield Finding(where, "操作记录中没有这次签字，或其摘要不同。")


def check_attachments(package: Package, manifest: dict[str, Any]) -> Iterator[Finding]:
    files = {entry["attachment"]: entry for entry in manifest["entries"] if entry.get("attachment")}
    digests = {entry["sha256"] for entry in files.values()}
    for row in rows_of(package, "files.Attachment"):
        entry = files.get(row["id"])
        where = "附件《{}》".format(row["name"])
        if entry is None:
            yield Finding(where, "登记有此附件，归档包中没有。")
        elif entry["sha256"] != row["digest"]:
            yield Finding(where, "附件的内容与登记的摘要不符。")
    for name in package.names:
        if not name.startswith(CONTENTS + "/"):
            continue
        said = json.loads(package.read(name).decode("utf-8"))
        for file in (said.get("attachments") or []) if isinstance(said, dict) else []:
            if file["sha256"] not in digests:
                yield Finding(name, "签字时所附的《{}》不在归档包中，或内容不同。".format(file["name"]))


def check_journal(package: Package, manifest: dict[str, Any], told: dict[str, str]) -> Iterator[Finding]:
    """Every event's line is hashed and looked up among the leaves; every seal is computed anew from its leaves."""
    leaves: dict[int, str] = {}
    previous_seal: tuple[int, str] | None = None
    for line in package.lines(SEALS):
        seal = json.loads(line.decode("utf-8"))
        where = f"操作记录封签第{seal['number']}号"
        chain = hashlib.sha256(seal["previous"].encode("ascii"))
        for event_id, digest in seal["leaves"]:
            chain.update(f"\n{event_id}:{digest}".encode("ascii"))
            leaves[event_id] = digest
        if chain.hexdigest() != seal["digest"]:
            yield Finding(where, "封签的摘要与其记录不符。")
        if previous_seal and previous_seal[0] + 1 == seal["number"] and previous_seal[1] != seal["previous"]:
            yield Finding(where, "与前一封签的摘要不一致，链条在此断开。")
        if previous_seal and previous_seal[0] >= seal["number"]:
            yield Finding(where, "封签的次序不对。")
        if seal["number"] == 1 and seal["previous"] != GENESIS:
            yield Finding(where, "第一个封签没有从起点开始。")
        previous_seal = (seal["number"], seal["digest"])
    count, last = 0, 0
    for line in package.lines(EVENTS):
        event = json.loads(line.decode("utf-8"))
        where = f"操作记录第{event['id']}条"
        count += 1
        if event["id"] <= last:
            yield Finding(where, "次序不对或重复。")
        last = event["id"]
        if leaves.get(event["id"]) is None:
            yield Finding(where, "没有封签。")
        elif leaves[event["id"]] != sha256(line):
            yield Finding(where, "与封签中的摘要不符，已被改动。")
        digest = event["data"].get("signature_digest")
        if digest:
            told[digest] = event["name"]
    if count != manifest["events"]:
        yield Finding(EVENTS, f"应有 {manifest['events']} 条操作记录，实有 {count} 条。")


def check_head(package: Package, manifest: dict[str, Any]) -> Iterator[Finding]:
    """What the list says about the collaboration against the data itself."""
    rows = rows_of(package, "collaborations.Collaboration")
    if len(rows) != 1:
        yield Finding(f"{DATA}/collaborations.Collaboration.json", "应有且只有一个协同项目。")
    elif (rows[0]["number"], rows[0]["title"]) != (manifest["number"], manifest["title"]):
        yield Finding(MANIFEST, "清单中的编号或名称与数据不符。")


def findings(path: str | os.PathLike[str]) -> Iterator[Finding]:
    """Everything that is wrong, first things first; nothing when the package is whole."""
    try:
        package = Package(Path(path))
        try:
            yield from check_container(package)
            bad = False
            for finding in check_manifest(package):
                bad = True
                yield finding
            if bad:
                return  # what follows would only repeat it
            manifest = read_json(package, MANIFEST)
            told: dict[str, str] = {}
            yield from check_head(package, manifest)
            yield from check_journal(package, manifest, told)
            yield from check_signatures(package, told)
            yield from check_attachments(package, manifest)
        finally:
            package.close()
    except Broken as broken:
        yield broken.finding
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        yield Finding(Path(path).name, f"内容的结构不对（{type(error).__name__}），归档包已损坏。")


def main(arguments: list[str]) -> int:
    everything = "--all" in arguments
    paths = [argument for argument in arguments if not argument.startswith("--")]
    path = Path(paths[0]) if paths else Path(__file__).resolve().parent
    if not path.exists():
        print(f"没有这个文件：{path}")
        return 1
    found = 0
    for finding in findings(path):
        found += 1
        print("✗ {}：{}".format(*finding))
        if not everything:
            break
    if found:
        print("核验不通过。" if everything else "核验不通过（加 --all 列出全部）。")
        return 1
    print("核验通过：清单、签名、操作记录、附件均与封存时一致。")
    if path.is_file():
        print(f"归档包 SHA-256：{file_digest(path)}")
        print("请与归档登记（或纸质目录）上的摘要比对：两者相同，即为当时封存的那一份。")
    return 0


def file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for chunk in iter(lambda: source.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
