"""`./run bench [NAME …] [--json]`: measure all or some, each beside its floor."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench.rows import BENCHES, Row, as_json, as_table

NOT_MEASUREMENTS = {"__init__", "__main__", "rows", "machine", "product", "bare", "load"}


def main() -> int:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NOT_MEASUREMENTS:
            import_module(f"bench.{path.stem}")
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(sorted(BENCHES))}; none: all")
    parser.add_argument("--json", action="store_true", help="rows for machines")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in BENCHES]:
        print(f"no such measurement: {', '.join(unknown)}; there are {', '.join(sorted(BENCHES))}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in asked.names or BENCHES:
        for one in BENCHES[name]():
            rows.append(one)
            if not asked.json:
                print(*list(as_table([one]))[1:], flush=True)
    if asked.json:
        print(as_json(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
