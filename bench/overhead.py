"""What one request costs before anything of the domain happens: server, middleware, session, page frame."""

from collections.abc import Iterator
from functools import partial

from bench.product import DATABASES, Product, Visitor, cpu_per_request, expect, product
from bench.rows import Row, bench, beside, row

ROUNDS = 3


@bench("overhead")
def overhead() -> Iterator[Row]:
    for database in DATABASES:
        with product(database, demo=False) as running:
            page, floor = beside(
                ROUNDS, partial(_cost, running, "/accounts/login/"), partial(_cost, running, "/healthz", requests=400)
            )
            yield row(f"sign-in page beside /healthz ({database})", page, "CPU ms/request", floor)


def _cost(running: Product, path: str, *, requests: int = 200) -> float:
    visitor = Visitor(running.site)
    expect(visitor.get(path))
    return cpu_per_request(running, partial(visitor.get, path), requests=requests)
