"""The files of the project as the architecture tests see them."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = {"node_modules", "__pycache__", "dist", ".venv"}  # folders that programs fill


def files(*suffixes: str, under: tuple[str, ...] = ("xietong", "tests", "bench", "islands")) -> list[Path]:
    found = []
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not MADE & set(path.relative_to(ROOT).parts):
                found.append(path)
    return found


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
