"""What the frame of every page shows this person: where one may go, what waits, what warns."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from xietong.domain.desk.queries import todo_count
from xietong.domain.people.queries import Who, company_calendar
from xietong.domain.people.roles import Role
from xietong.kit.clock import clock, today
from xietong.kit.notices.reading import unread_count
from xietong.kit.ui.shell import MenuItem, RailItem, Shell, Warn

RAIL = (
    RailItem("desk", "工作台", "/", "home", "h"),
    RailItem("collaborations", "协同项目", "/collaborations", "briefcase", "p"),
    RailItem("portfolio", "总览", "/portfolio", "chart-bar", "o"),
    RailItem("calendar", "日历", "/calendar", "calendar", "c"),
    RailItem("knowledge", "知识库", "/knowledge", "book", "k"),
)
COUNTS = "/counts"
ORGANISATION = RailItem("people", "组织", "/people", "building", "z", below=True)
JOURNAL = RailItem("journal", "操作记录", "/journal", "history", "j", below=True)
SETTINGS = RailItem("settings", "设置", "/settings", "settings", "s", below=True)


def shell(request: HttpRequest) -> Shell:
    if not request.user.is_authenticated:
        return Shell(organisation=settings.COMPANY)
    who: Who = request.who  # type: ignore[attr-defined]
    person: Any = request.user
    items = [*RAIL, ORGANISATION]
    if who.company_roles & {Role.AUDITOR, Role.PMO}:
        items.append(JOURNAL)
    if who.company_roles & {Role.SYSTEM_ADMINISTRATOR, Role.PMO}:
        items.append(SETTINGS)
    return Shell(
        items=tuple(items),
        person_name=person.name,
        person_note=person.post,
        person_key=person.username,
        # Every house is asked for this number, so the page comes without it and the bell fetches it afterwards.
        todo_count=todo_count(who, clock()) if request.path == COUNTS else 0,
        counts_url=COUNTS,
        unread_count=unread_count(person.pk),
        theme="" if "theme" in request.COOKIES else person.theme,  # what was chosen in this browser comes first
        warnings=tuple(warnings(who)),
        menu=(
            MenuItem("我的资料与代理人", "/me", "user"),
            MenuItem("接口令牌", "/me/tokens", "key"),
            MenuItem("退出", "/accounts/logout/", "logout", post=True),
        ),
        organisation=settings.COMPANY,
    )


def warnings(who: Who) -> list[Warn]:
    """What everybody must know until its cause is gone."""
    if not who.company_roles & {Role.PMO, Role.SYSTEM_ADMINISTRATOR}:
        return []
    year = today().year
    if year in company_calendar().known_years:
        return []
    return [Warn(f"{year} 年的放假安排尚未录入，暂按周末休息计算。", "/settings/calendar", "去录入")]
