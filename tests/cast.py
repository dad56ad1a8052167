"""The people of every test: departments with heads and liaisons, the company's offices, a stranger, a fixed moment.

Who is who: 林晓岚 of 市场部 starts collaborations, 陈静 heads it and leads, 吴磊 is its liaison; 周建国 is the executive
above most departments, 高远 the one above the rest; 张伟 of 企管部 is the PMO; 钱进 is a stranger everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from xietong.domain.collaborations.queries import Place, place_of
from xietong.domain.people.models import CalendarDay, CalendarYear, CompanyRole, DayKind, Department, Person
from xietong.domain.people.queries import Who, who_is
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor

# A Monday that is worked, at nine, in a year whose calendar is known; every test that needs "now" means this.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
PASSWORD = "correct horse 2026"

# fmt: off
DEPARTMENTS = (
    # attribute     name       code   head      liaison   executive  other names
    ("office",      "总经办",  "总",  "liu",    "liu",    "gao",     ("总经理办公室",)),
    ("marketing",   "市场部",  "市",  "chen",   "wu",     "zhou",    ("市场营销部",)),
    ("rnd",         "研发部",  "研",  "zhao",   "xu",     "zhou",    ("研发中心", "技术部")),
    ("production",  "生产部",  "生",  "wang",   "ma",     "zhou",    ("制造部",)),
    ("quality",     "质量部",  "质",  "sun",    "zheng",  "zhou",    ("品质部",)),
    ("finance",     "财务部",  "财",  "li",     "tang",   "gao",     ()),
    ("service",     "客服部",  "客",  "he",     "feng",   "zhou",    ("客户服务部",)),
    ("pmo",         "企管部",  "企",  "zhang",  "zhang",  "gao",     ("企业管理部",)),
    ("supply",      "供应链部", "供",  "song",   "song",   "zhou",    ("采购部",)),
    ("sales",       "销售部",  "销",  "luo",    "luo",    "zhou",    ()),
    ("legal",       "法务部",  "法",  "jiang",  "jiang",  "gao",     ()),
)
PEOPLE = (
    # username  name      department    post
    ("gao",     "高远",    "office",     "总经理"),
    ("zhou",    "周建国",  "office",     "副总经理"),
    ("liu",     "刘洋",    "office",     "总经办主任"),
    ("cao",     "曹晖",    "office",     "审计专员"),
    ("deng",    "邓宇",    "office",     "系统管理员"),
    ("chen",    "陈静",    "marketing",  "市场部经理"),
    ("wu",      "吴磊",    "marketing",  "市场主管"),
    ("lin",     "林晓岚",  "marketing",  "产品推广专员"),
    ("zhao",    "赵启明",  "rnd",        "研发部经理"),
    ("xu",      "许婷",    "rnd",        "项目工程师"),
    ("wang",    "王芳",    "production", "生产部经理"),
    ("ma",      "马超",    "production", "计划员"),
    ("sun",     "孙丽",    "quality",    "质量部经理"),
    ("zheng",   "郑凯",    "quality",    "质量工程师"),
    ("li",      "李强",    "finance",    "财务部经理"),
    ("tang",    "唐琳",    "finance",    "成本会计"),
    ("he",      "何静",    "service",    "客服部经理"),
    ("feng",    "冯杰",    "service",    "客服主管"),
    ("qian",    "钱进",    "service",    "客服专员"),
    ("zhang",   "张伟",    "pmo",        "企管部经理"),
    ("han",     "韩梅",    "pmo",        "档案管理员"),
    ("song",    "宋波",    "supply",     "供应链部经理"),
    ("luo",     "罗敏",    "sales",      "销售部经理"),
    ("jiang",   "蒋楠",    "legal",      "法务部经理"),
)
OFFICES = (
    ("gao",   Role.EXECUTIVE),
    ("zhou",  Role.EXECUTIVE),
    ("zhang", Role.PMO),
    ("han",   Role.ARCHIVIST),
    ("cao",   Role.AUDITOR),
    ("deng",  Role.SYSTEM_ADMINISTRATOR),
)
# The State Council's arrangement of 2026 (domain.md §9.12): first and last day off.
HOLIDAYS_2026 = (
    ("元旦",   "01-01", "01-03"), ("春节",   "02-15", "02-23"), ("清明节", "04-04", "04-06"), ("劳动节", "05-01", "05-05"),
    ("端午节", "06-19", "06-21"), ("中秋节", "09-25", "09-27"), ("国庆节", "10-01", "10-07"),
)
WORKED_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
# fmt: on


@dataclass
class Cast:
    """The company: `cast.chen` is a person, `cast.marketing` a department, `cast.liaison_of(department)` its liaison."""

    people: dict[str, Person] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    liaisons: dict[int, Person] = field(default_factory=dict)  # by department

    def __getattr__(self, name: str) -> Any:
        for shelf in ("people", "departments"):
            if name in self.__dict__.get(shelf, {}):
                return self.__dict__[shelf][name]
        raise AttributeError(f"nobody in the cast is called {name}")

    def liaison_of(self, department: Department) -> Person:
        return self.liaisons[department.pk]

    # by what they are, where a test is about the part and not the person
    @property
    def initiator(self) -> Person:
        return self.people["lin"]

    @property
    def lead(self) -> Person:
        return self.people["chen"]

    @property
    def executive(self) -> Person:
        return self.people["zhou"]

    @property
    def pmo_person(self) -> Person:
        return self.people["zhang"]

    @property
    def archivist(self) -> Person:
        return self.people["han"]

    @property
    def auditor(self) -> Person:
        return self.people["cao"]

    @property
    def administrator(self) -> Person:
        return self.people["deng"]

    @property
    def stranger(self) -> Person:
        return self.people["qian"]


def hire() -> Cast:
    """Write the whole cast into an empty database: few statements, one password hash for all."""
    cast = Cast()
    rows = Department.objects.bulk_create(
        Department(name=name, code=code, aliases=list(aliases), order=order)
        for order, (_key, name, code, _head, _liaison, _executive, aliases) in enumerate(DEPARTMENTS)
    )
    cast.departments = {row[0]: department for row, department in zip(DEPARTMENTS, rows, strict=True)}
    password = make_password(PASSWORD)
    people = Person.objects.bulk_create(
        Person(
            username=username,
            name=name,
            post=post,
            department=cast.departments[department],
            email=f"{username}@example.com",
            password=password,
        )
        for username, name, department, post in PEOPLE
    )
    cast.people = {person.username: person for person in people}
    for key, _name, _code, head, liaison, executive, _aliases in DEPARTMENTS:
        department = cast.departments[key]
        department.head, department.executive = cast.people[head], cast.people[executive]
        cast.liaisons[department.pk] = cast.people[liaison]
    Department.objects.bulk_update(cast.departments.values(), ["head", "executive"])
    CompanyRole.objects.bulk_create(CompanyRole(person=cast.people[who], role=role.value) for who, role in OFFICES)
    set_calendar_2026()
    return cast


def set_calendar_2026() -> None:
    CalendarYear.objects.create(year=2026, source="国务院办公厅关于2026年部分节假日安排的通知")
    days = []
    for name, first, last in HOLIDAYS_2026:
        day, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
        while day <= end:
            days.append(CalendarDay(day=day, kind=DayKind.OFF.value, name=name))
            day += timedelta(days=1)
    days += [CalendarDay(day=date.fromisoformat(f"2026-{day}"), kind=DayKind.WORKED.value) for day in WORKED_2026]
    CalendarDay.objects.bulk_create(days)


def who(person: Person, day: date = TODAY) -> Who:
    """The person with offices and delegations, as a request carries it."""
    return who_is(person, day)


def place(person: Person, collaboration: Any, day: date = TODAY) -> Place:
    """The person's standing in a collaboration, fresh from the database."""
    return place_of(who(person, day), type(collaboration).objects.get(pk=collaboration.pk))


def actor(person: Person, collaboration: Any = None, *more: Role) -> Actor:
    """The person acting: in a collaboration with the roles held there, else with the offices alone; `more` roles added."""
    if collaboration is None:
        return who(person).actor(more)
    return place(person, collaboration).about(*more)


def names(people: Iterable[Person]) -> list[str]:
    return [person.name for person in people]
