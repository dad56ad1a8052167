"""What stands at the edge stays thin: no queries in views and API, no signals, no clock below the edge."""

import ast

from tests.architecture.tree import ROOT, files, place, syntax

EDGE = {"views", "api"}
# One person's line on a round has no life of its own: it is asked, signed or passed over with its round.
ROWS_OF_A_ROUND = {"xietong/domain/signoffs/services.py"}


def _room(path) -> str:
    """planning/views/task.py and planning/views.py are both `views`."""
    parts = path.relative_to(ROOT / "xietong/domain").with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


def _domain(rooms: set[str]):
    return [path for path in files(".py", under=("xietong/domain",)) if _room(path) in rooms]


def _attributes(path) -> list[ast.Attribute]:
    return [node for node in ast.walk(syntax(path)) if isinstance(node, ast.Attribute)]


def test_views_and_api_never_touch_objects():
    strays = [
        f"{place(path)}:{node.lineno}"
        for path in _domain(EDGE)
        for node in _attributes(path)
        if node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert not strays, "read through queries, which know who may see what: " + ", ".join(strays)


def test_views_and_api_never_save():
    strays = [
        f"{place(path)}:{node.lineno}"
        for path in _domain(EDGE)
        for node in _attributes(path)
        if node.attr in {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "full_clean"}
    ]
    assert not strays, "write through services: " + ", ".join(strays)


def test_the_clock_is_read_only_at_the_edge():
    """Services, queries and rules are told what time it is."""
    below = {"services", "queries", "rules", "models", "states", "events", "permissions", "paper", "documents"}
    strays = [
        place(path)
        for path in _domain(below)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "xietong.kit.clock"
        and {alias.name for alias in node.names} & {"clock", "today"}
    ]
    assert not strays, ", ".join(strays)


def test_nothing_listens_to_signals_of_models():
    strays = [
        place(path)
        for path in files(".py", under=("xietong",))
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals"
    ]
    assert not strays, "our own logic is called, or is a reaction: " + ", ".join(strays)


def test_only_take_step_writes_a_state_column():
    """`thing.state = …` outside the kit is a change that nobody may refuse and nobody hears of."""
    strays = [
        f"{place(path)}:{node.lineno}"
        for path in files(".py", under=("xietong/domain",))
        if "migrations" not in path.parts and place(path) not in ROWS_OF_A_ROUND
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for one in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(one, ast.Attribute) and one.attr == "state"
    ]
    assert not strays, ", ".join(strays)
