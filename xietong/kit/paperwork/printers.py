"""The one entry for printing: a printout and the kind of file wanted, bytes back."""

from collections.abc import Callable
from importlib import import_module
from typing import Literal, cast

from xietong.kit.paperwork.printout import Printout

FileKind = Literal["docx", "xlsx", "pdf"]

CONTENT_TYPES: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class UnknownKind(ValueError):
    """Nothing prints this kind of file."""


def print_out(printout: Printout, kind: FileKind) -> bytes:
    """The file. Raises UnknownKind; printers are imported when first used, so processes that never print stay small."""
    if kind not in CONTENT_TYPES:
        raise UnknownKind(f"不能打印成“{kind}”，请选择 docx、xlsx 或 pdf。")
    module = import_module(f"xietong.kit.paperwork.{kind}")
    write = cast("Callable[[Printout], bytes]", getattr(module, f"write_{kind}"))
    return write(printout)
