"""Names and sentences: every module says what it is, and none is called after what it is not."""

import ast

import pytest

from tests.architecture.tree import ROOT, files, place, syntax

NAMELESS = {"utils", "util", "common", "core", "helpers", "helper", "misc", "base"}
HOUSES = {
    "people", "signoffs", "collaborations", "duties", "planning", "meetings",
    "tracking", "closing", "knowledge", "lifecycle", "desk",
}  # fmt: skip
ROOMS = {
    "__init__", "events", "rules", "states", "permissions", "roles", "paper", "models", "queries", "services",
    "documents", "views", "api", "reactions", "notices", "jobs", "urls", "admin", "apps",
    "migrations", "templates", "management", "static",
}  # fmt: skip

OWN_ROOMS = {
    "closing": {"verifier"},  # checks a package anywhere, without the product: it travels inside every archive
    "lifecycle": {"stages"},  # the guide's four stages, the one table that joins the houses
    "knowledge": {"builtin"},  # the playbooks that come with the product
}


def test_nothing_is_called_utils():
    nameless = [place(path) for path in files(".py", ".ts") if {path.stem, *path.relative_to(ROOT).parts} & NAMELESS]
    assert not nameless, "a thing without a name of its own has not been understood yet: " + ", ".join(nameless)


def test_every_module_opens_with_a_sentence():
    silent = [
        place(path)
        for path in files(".py")
        if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip() and not _opening(path)
    ]
    assert not silent, "no docstring: " + ", ".join(silent)


def _opening(path) -> str | None:
    return ast.get_docstring(syntax(path))


def test_the_houses_are_the_eleven():
    standing = {path.name for path in (ROOT / "xietong/domain").iterdir() if path.is_dir() and path.name[0] not in "_."}
    assert standing <= HOUSES, standing - HOUSES


@pytest.mark.parametrize("house", sorted(HOUSES))
def test_a_house_has_the_known_rooms(house):
    folder = ROOT / "xietong/domain" / house
    unknown = sorted(
        path.name
        for path in folder.glob("*")
        if path.name != "__pycache__"
        and (path.is_dir() or path.suffix == ".py")
        and path.stem not in ROOMS | OWN_ROOMS.get(house, set())
    )
    assert not unknown, f"rooms that ARCHITECTURE.md does not know: {unknown}"
