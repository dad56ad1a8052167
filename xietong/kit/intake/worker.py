"""The parsing process: file on standard input, JSON on standard output, little memory and little time.

Started as `python -m xietong.kit.intake.worker docx|xlsx`. It imports no Django, so that it is up in a tenth of a
second, and it has no secrets, no database and no network to lose.
"""

import json
import sys

from xietong.kit.intake.document import Document, as_plain
from xietong.kit.intake.docx_reader import read_docx
from xietong.kit.intake.package import Unreadable
from xietong.kit.intake.xlsx_reader import read_xlsx

MEMORY = 768 * 1024 * 1024  # bytes of address space
SECONDS = 15  # of processor time


def limit_ourselves() -> None:
    """Where the system knows these limits. macOS refuses RLIMIT_AS: there the time limits alone hold."""
    try:
        import resource  # noqa: PLC0415 — Windows has no such module
    except ImportError:
        return
    wanted = ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0))
    for what, limit in wanted:
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):
            continue


def read(kind: str, data: bytes) -> Document:
    return read_docx(data) if kind == "docx" else read_xlsx(data)


def main() -> int:
    limit_ourselves()
    try:
        answer = as_plain(read(sys.argv[1], sys.stdin.buffer.read()))
    except Unreadable as refusal:
        answer = {"unreadable": str(refusal)}
    except MemoryError:
        answer = {"unreadable": "文件太复杂，无法读取。请只保留申请表的内容，另存后再上传。"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
