"""Me, people, departments, working days and tokens for other programs."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from xietong.domain.people import services
from xietong.domain.people.queries import (
    Request,
    calendar_year,
    company_calendar,
    departments,
    people_rows,
    special_days,
    token_for,
    tokens_of,
)
from xietong.domain.people.queries import months_of as months
from xietong.kit.api.manners import answer, body_of, cursor_of, limit_of, paged, remembered
from xietong.kit.api.models import Token
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems

router = Router(tags=["人员与日历"])


class Named(Schema):
    id: str
    name: str


class MeOut(Schema):
    id: str
    name: str
    username: str
    post: str
    department: Named | None
    email: str
    roles: list[str]
    stands_for: list[str]


class DepartmentOut(Schema):
    id: str
    name: str
    code: str
    aliases: list[str]
    parent: str | None
    head: Named | None


class DepartmentList(Schema):
    items: list[DepartmentOut]
    next: str | None


class PersonOut(Schema):
    id: str
    name: str
    post: str
    department: Named | None


class PersonList(Schema):
    items: list[PersonOut]
    next: str | None


class SpecialDay(Schema):
    day: date
    kind: str
    name: str


class WorkingDays(Schema):
    """`known` is false for a year without official data: then only weekends are free."""

    year: int
    known: bool
    source: str
    version: int
    count: int
    per_month: list[int]
    working_days: list[date]
    special_days: list[SpecialDay]


class TokenOut(Schema):
    id: str
    name: str
    hint: str
    scope: str
    made_at: str
    expires_at: str
    used_on: str | None
    ended_at: str | None


class TokenNew(TokenOut):
    token: str


class TokenList(Schema):
    items: list[TokenOut]
    next: str | None


class TokenIn(Schema):
    name: str
    scope: str = "read"
    days: int = 90


@router.get("/me", summary="我是谁、有哪些职务、代理谁", response=MeOut)
def me(request: Request) -> HttpResponse:
    person: Any = request.user
    department = person.department
    return answer(
        {
            "id": str(person.pk),
            "name": person.name,
            "username": person.username,
            "post": person.post,
            "department": {"id": str(department.pk), "name": department.name} if department else None,
            "email": person.email,
            "roles": sorted(role.value for role in request.who.company_roles),
            "stands_for": [str(pk) for pk in sorted(request.who.stands_for - {person.pk})],
        },
        request=request,
    )


@router.get("/departments", summary="部门", response=DepartmentList)
def department_list(request: Request) -> HttpResponse:
    items = [
        {
            "id": str(row.pk),
            "name": row.name,
            "code": row.code,
            "aliases": row.aliases,
            "parent": str(row.parent_id) if row.parent_id else None,
            "head": {"id": str(row.head.pk), "name": row.head.name} if row.head else None,
        }
        for row in departments()
    ]
    return answer({"items": items, "next": None}, request=request)


@router.get("/people", summary="在职人员", response=PersonList)
def people_list(
    request: Request, q: str = "", department: str = "", limit: int = 100, cursor: str = ""
) -> HttpResponse:
    size, after = limit_of(request), cursor_of(request) or [0]
    where = int(department) if department.isascii() and department.isdigit() and len(department) < 19 else 0
    start = after[0] if isinstance(after[0], int) else 0
    rows = people_rows(q=q.strip()[:40], department=where, after=start, limit=size)
    found = paged(rows, limit=size, key=lambda row: [row["id"]])
    items = [
        {
            "id": str(row["id"]),
            "name": row["name"],
            "post": row["post"],
            "department": {"id": str(row["department_id"]), "name": row["department__name"]}
            if row["department_id"]
            else None,
        }
        for row in found["items"]
    ]
    return answer({"items": items, "next": found["next"]}, request=request)


@router.get("/working-days", summary="一年的工作日，含调休", response=WorkingDays)
def working_days(request: Request, year: int | None = None) -> HttpResponse:
    year = year or today().year
    if not 1900 <= year <= 2199:
        raise Problems(Problem("year", "year", "年份应在 1900 到 2199 之间。"))
    known = calendar_year(year)
    days = company_calendar().working_days(year)
    return answer(
        {
            "year": year,
            "known": known is not None,
            "source": known.source if known else "尚无官方安排，按周末休息计算",
            "version": known.version if known else 0,
            "count": len(days),
            "per_month": [month["worked"] for month in months(year, today())],
            "working_days": days,
            "special_days": [{"day": row.day, "kind": row.kind, "name": row.name} for row in special_days(year)],
        },
        request=request,
    )


def _token(row: Token) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "name": row.name,
        "hint": row.hint,
        "scope": "write" if row.may_write else "read",
        "made_at": row.made_at,
        "expires_at": row.expires_at,
        "used_on": row.used_on,
        "ended_at": row.ended_at,
    }


@router.get("/tokens", summary="我的令牌", response=TokenList)
def token_list(request: Request) -> HttpResponse:
    return answer({"items": [_token(row) for row in tokens_of(request.who.person_id)], "next": None}, request=request)


@router.post("/tokens", summary="签发令牌，只在这一次显示", response={201: TokenNew}, openapi_extra={
    "requestBody": {"required": True, "content": {"application/json": {"schema": TokenIn.json_schema()}}}
})  # fmt: skip
@remembered
def token_new(request: Request) -> HttpResponse:
    body = body_of(request)
    days = body.get("days", 90)
    scope = body.get("scope", "read")
    if scope not in ("read", "write"):
        raise Problems(Problem("scope", "scope", "应为 read 或 write。"))
    row, key = services.make_token(
        person=request.user,
        name=str(body.get("name") or ""),
        may_write=scope == "write",
        days=days if isinstance(days, int) and not isinstance(days, bool) else 0,
        by=request.who.actor(),
        now=clock(),
    )
    return answer({**_token(row), "token": key}, status=201)


@router.delete("/tokens/{int:pk}", summary="停用令牌", response={204: None})
def token_end(request: Request, pk: int) -> HttpResponse:
    row = token_for(request.who.person_id, pk)
    if row is None:
        raise Http404
    services.end_token(row, by=request.who.actor(), now=clock())
    return HttpResponse(status=204)
