"""A file that passes 400 lines has more than one subject: cut it along a noun."""

from tests.architecture.tree import files, place

LONGEST, LONGEST_TEMPLATE = 400, 250


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_passes_400_lines():
    long = [
        f"{place(path)}: {_lines(path)}"
        for path in files(".py", ".ts", ".js", ".css")
        if "migrations" not in path.parts and "vendor" not in path.parts and _lines(path) > LONGEST
    ]
    assert not long, "\n".join(long)


def test_no_template_passes_250_lines():
    long = [f"{place(path)}: {_lines(path)}" for path in files(".html") if _lines(path) > LONGEST_TEMPLATE]
    assert not long, "\n".join(long)
