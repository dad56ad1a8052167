"""The check that every uploaded form passes before any parser sees it.

A docx or xlsx file is a zip of XML parts. Parsers trust what the zip says about itself; this gate does not: it looks
at the real content, counts the bytes while unpacking, and refuses whatever an honest office program does not write.
Limits: security.md, decision 6 and "Imports".
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Literal

Kind = Literal["docx", "xlsx"]

MAX_FILE = 20 * 1024 * 1024  # bytes as uploaded
MAX_UNPACKED = 100 * 1024 * 1024  # bytes of all entries together
MAX_ENTRIES = 200
MAX_RATIO = 100  # unpacked : packed, of one entry
RATIO_COUNTS_FROM = 1024 * 1024  # below this many unpacked bytes a high ratio is ordinary (empty styled rows)

CHUNK = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_TYPES: dict[Kind, tuple[bytes, ...]] = {
    "docx": (b"wordprocessingml.document.main+xml",),
    "xlsx": (b"spreadsheetml.sheet.main+xml",),
}
WORD_OR_EXCEL = "请上传 .docx 或 .xlsx 文件。"
# What people upload instead, and the way out of it.
SAVE_AS = {
    "doc": "这是旧版 Word 格式（.doc），请在 Word 或 WPS 中用“另存为”存成 .docx 后再上传。",
    "wps": "这是 WPS 文字格式（.wps），请在 WPS 中用“另存为”存成 .docx 后再上传。",
    "docm": "这是带宏的 Word 文件（.docm），请用“另存为”存成不带宏的 .docx 后再上传。",
    "dotm": "这是带宏的 Word 模板（.dotm），请用“另存为”存成不带宏的 .docx 后再上传。",
    "dotx": "这是 Word 模板（.dotx），请用“另存为”存成 .docx 后再上传。",
    "dot": "这是旧版 Word 模板（.dot），请用“另存为”存成 .docx 后再上传。",
    "rtf": "这是 RTF 文件，请在 Word 或 WPS 中用“另存为”存成 .docx 后再上传。",
    "xls": "这是旧版 Excel 格式（.xls），请在 Excel 或 WPS 中用“另存为”存成 .xlsx 后再上传。",
    "et": "这是 WPS 表格格式（.et），请在 WPS 中用“另存为”存成 .xlsx 后再上传。",
    "xlsm": "这是带宏的 Excel 文件（.xlsm），请用“另存为”存成不带宏的 .xlsx 后再上传。",
    "xltm": "这是带宏的 Excel 模板（.xltm），请用“另存为”存成不带宏的 .xlsx 后再上传。",
    "xlsb": "这是二进制 Excel 文件（.xlsb），请用“另存为”存成 .xlsx 后再上传。",
    "xltx": "这是 Excel 模板（.xltx），请用“另存为”存成 .xlsx 后再上传。",
    "csv": "这是 CSV 文件，请用 Excel 打开后“另存为” .xlsx 再上传，或把内容粘贴到文本框。",
    "txt": "这是文本文件，请把内容粘贴到文本框，或上传 .docx、.xlsx 文件。",
    "pdf": "PDF 不能读回，请上传填写好的 .docx 或 .xlsx 原件。",
}
# What a file really is, by its first bytes.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"MZ", "可执行程序"),
)
MACRO_PART = re.compile(r"(vbaproject|vbadata|vbaprojectsignature)|(^|/)(macrosheets|intlmacrosheets|dialogsheets)/")
MACRO_TYPE = re.compile(rb"macroenabled|vbaproject|ms-office\.vba|macrosheet", re.IGNORECASE)
DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"utf-16", b"gb2312", b"gbk", b"gb18030", b"iso-8859-1", b"windows-1252"}
EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
DTD = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp", ".wdp")


class Refused(Exception):
    """A file that is not read. `message` is for the person; `status` is the HTTP status (413, 415 or 422)."""

    def __init__(self, message: str, code: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


def checked(data: bytes, filename: str) -> Kind:
    """The kind of a file that may be parsed; raises Refused for every other file."""
    if len(data) > MAX_FILE:
        raise Refused(
            f"文件超过 20 MB（现为 {len(data) / 1048576:.1f} MB），请删去图片等无关内容后再上传。", "too_large", 413
        )
    if not data:
        raise Refused("文件是空的，请检查后重新上传。", "empty")
    kind = _kind_by_name(filename)
    _kind_by_first_bytes(data, kind)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), len(data))
            _check_contents(archive, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        message = "文件不完整或已损坏，请重新下载或另存后再上传。"
        raise Refused(message, "damaged") from error
    return kind


def _kind_by_name(filename: str) -> Kind:
    extension = filename.rsplit(".", 1)[-1].strip().lower() if "." in filename else ""
    if extension == "docx":
        return "docx"
    if extension == "xlsx":
        return "xlsx"
    shown = f"不支持 .{extension[:10]} 文件，" if extension else "文件名没有扩展名，"
    raise Refused(SAVE_AS.get(extension, shown + WORD_OR_EXCEL), "wrong_type", 415)


def _kind_by_first_bytes(data: bytes, kind: Kind) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("文件设有打开密码，无法读取。请在 Office 或 WPS 中取消密码、另存后再上传。", "encrypted")
        old = SAVE_AS["doc" if kind == "docx" else "xls"]
        raise Refused(f"扩展名是 .{kind}，内容却是旧格式。{old}", "wrong_type", 415)
    for start, what in SIGNATURES:
        if data.startswith(start):
            raise Refused(f"扩展名是 .{kind}，内容却是{what}。{WORD_OR_EXCEL}", "wrong_type", 415)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise Refused(
            f"扩展名是 .{kind}，内容却是网页或 XML 文本。请用 Office 或 WPS 打开后另存为 .{kind}。", "wrong_type", 415
        )
    raise Refused(f"内容不是有效的 .{kind} 文件。{WORD_OR_EXCEL}", "wrong_type", 415)


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    """What the table of contents alone gives away."""
    if len(entries) > MAX_ENTRIES:
        raise Refused(
            f"文件里有 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个，请删去图片、批注等内容后再上传。",
            "too_many_entries",
        )
    seen: set[str] = set()
    end_of_last = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        _check_name(entry)
        plain = unicodedata.normalize("NFKC", entry.filename).casefold()
        if plain in seen:
            raise Refused("文件里有同名部件，不是 Office 生成的文件，不予读取。", "duplicate_name")
        seen.add(plain)
        if entry.flag_bits & 0x1:
            raise Refused("压缩包设有密码，无法读取。请取消密码后再上传。", "encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(
                "文件的压缩方式不是 Office 使用的方式，请用 Office 或 WPS 打开后另存再上传。", "odd_compression"
            )
        if entry.header_offset < end_of_last:
            raise Refused("文件里的部件互相重叠，不予读取。", "overlap")
        end_of_last = entry.header_offset + 30 + entry.compress_size
        if end_of_last > size:
            raise Refused("文件不完整或已损坏，请重新下载或另存后再上传。", "damaged")
        if MACRO_PART.search(plain):
            raise Refused("文件里带有宏，不予读取。请用“另存为”存成不带宏的文件后再上传。", "macro")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    odd = (
        not name
        or name.startswith("/")
        or "\\" in name
        or ".." in name.split("/")
        or re.match(r"[A-Za-z]:", name)
        or any(unicodedata.category(letter) in ("Cc", "Cf") for letter in name)
        or len(name) > 255
    )
    if odd:
        raise Refused("文件里有不正常的部件名，不是 Office 生成的文件，不予读取。", "odd_name")


def _check_contents(archive: zipfile.ZipFile, kind: Kind) -> None:
    """Unpack every entry once, in pieces, without keeping it."""
    names = {entry.filename for entry in archive.infolist()}
    if "[Content_Types].xml" not in names:
        raise Refused(f"这是普通压缩包，不是 .{kind} 文件。{WORD_OR_EXCEL}", "wrong_type", 415)
    _check_types(_content_types(archive), kind)
    total = 0
    for entry in archive.infolist():
        picture = "/media/" in entry.filename and entry.filename.lower().endswith(PICTURES)
        here = 0
        for piece in _pieces_to_scan(_pieces(archive, entry), scan=not picture):
            here += piece
            if total + here > MAX_UNPACKED:
                raise Refused(
                    "文件解压后超过 100 MB，不予读取。请删去图片等无关内容后再上传。", "unpacked_too_large", 413
                )
            if here > RATIO_COUNTS_FROM and here > MAX_RATIO * max(entry.compress_size, 1):
                raise Refused("文件的压缩比异常（疑似压缩炸弹），不予读取。", "ratio")
        total += here


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _pieces_to_scan(pieces: Iterator[bytes], *, scan: bool) -> Iterator[int]:
    """Yield the size of each piece after looking for a document type declaration in it and across its edges."""
    tail = b""
    first = True
    for piece in pieces:
        if scan:
            if first:
                _check_encoding(piece)
                first = False
            # UTF-16 writes a zero byte beside each of these letters: without the zeros both encodings look the same.
            bare = tail + piece.replace(b"\x00", b"")
            if DTD.search(bare):
                raise Refused("文件里带有 DOCTYPE 或 ENTITY 声明，不是 Office 生成的文件，不予读取。", "doctype")
            tail = bare[-24:]
        yield len(piece)


def _check_encoding(start: bytes) -> None:
    """Refuse encodings in which a declaration could hide from the search (UTF-7, EBCDIC)."""
    bare = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    declared = DECLARED_ENCODING.match(bare)
    hidden = start.startswith(EBCDIC) or (bare.startswith(b"<?xml") and b"?>" not in bare[:1000])
    if hidden or (declared and declared.group(1).lower() not in ENCODINGS):
        raise Refused("文件里的 XML 使用了不常见的编码，请用 Office 或 WPS 打开后另存再上传。", "odd_encoding")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    with archive.open("[Content_Types].xml") as stream:
        types = stream.read(MAX_RATIO * CHUNK)
    return types.replace(b"\x00", b"")


def _check_types(types: bytes, kind: Kind) -> None:
    if MACRO_TYPE.search(types):
        raise Refused("文件里带有宏，不予读取。请用“另存为”存成不带宏的文件后再上传。", "macro")
    found: list[Kind] = [known for known, marks in MAIN_TYPES.items() if any(mark in types for mark in marks)]
    if kind not in found:
        if found:
            raise Refused(
                f"扩展名是 .{kind}，内容却是 .{found[0]}，请把扩展名改成 .{found[0]} 后再上传。", "wrong_type", 415
            )
        raise Refused(
            f"内容不是有效的 .{kind} 文件，可能是模板或其他格式，请另存为 .{kind} 后再上传。", "wrong_type", 415
        )
