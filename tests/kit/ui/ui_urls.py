"""A few pages that show kit/ui at work: the style page, a draft that saves itself, one refusal of each kind."""

from collections.abc import Callable
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from xietong.kit.access import Forbidden
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.ui import views
from xietong.kit.ui.filters import time_of_day
from xietong.kit.ui.flash import say
from xietong.kit.ui.shell import MenuItem, RailItem, Shell, Warn
from xietong.kit.ui.swap import page, saved, swap
from xietong.kit.workflow import NotNow


def as_staff(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleNamespace(is_active=True, is_staff="nobody" not in request.GET)
        return get_response(request)

    return middleware


def shell(request: HttpRequest) -> Shell:
    return Shell(
        items=(
            RailItem("desk", "工作台", "/", "layout-dashboard", "h", count=3),
            RailItem("collaborations", "协同项目", "/collaborations", "briefcase", "p"),
            RailItem("portfolio", "总览", "/portfolio", "chart-bar", "o"),
            RailItem("calendar", "日历", "/calendar", "calendar", "c"),
            RailItem("knowledge", "知识库", "/knowledge", "book", "k"),
            RailItem("people", "组织", "/people", "building-community", "u", below=True),
            RailItem("settings", "设置", "/settings", "settings", "s", below=True),
        ),
        person_name="陈静",
        person_note="市场部 · 接口人",
        person_key="7",
        todo_count=3,
        unread_count=12,
        menu=(
            MenuItem("个人资料", "/me", "user"),
            MenuItem("委托代理", "/me/delegation", "user-share"),
            MenuItem("访问令牌", "/me/tokens", "key"),
            MenuItem("退出登录", "/sign-out", "logout", post=True),
        ),
        warnings=(Warn("2027 年的工作日历还没有公布，之后的日期按周末推算。", "/calendar", "去设置"),)
        if "warn" in request.GET
        else (),
        counts_url="/counts",
    )


def small(request: HttpRequest) -> HttpResponse:
    """One page with a swapped block; refuses on request."""
    refusals = {
        "later": NotNow("还差 2 项：验收标准、负责人。"),
        "forbidden": Forbidden("plan.publish", "您在这里没有办理此事的权限。可以办理的是：总负责人。"),
        "stale": StaleVersion({"名称": "智能温控器上市"}),
        "problems": Problems([Problem("title", "名称", "请填写名称。")]),
    }
    if (kind := request.POST.get("refuse")) in refusals:
        raise refusals[kind]
    if request.method == "POST":
        say(request, f"已提交，等待 生产部 王芳 签字：{request.POST.get('title', '')}", undo="/undo")
    context = {"name": request.POST.get("title") or "智能温控器"}
    return swap(request, "small.html#the-part", context, trigger="part-changed", back="/small")


def live(request: HttpRequest) -> HttpResponse:
    return swap(request, "small.html#the-part", {"name": request.GET.get("name", "甲")}, live=True)


def save(request: HttpRequest) -> HttpResponse:
    if request.POST.get("title") == "过期":
        return redirect("/sign-in")
    if request.POST.get("title") == "冲突":
        raise StaleVersion(None)
    return saved(at=time_of_day(clock()), version=int(request.POST.get("version") or 0) + 1)


def whole(request: HttpRequest) -> HttpResponse:
    return page(request, "small.html", {"name": "<b>甲</b>"})


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    path("", views.gallery),
    path("counts", views.counts),
    path("small", small),
    path("whole", whole),
    path("live", live),
    path("gallery-save", save),
    path("leave", lambda request: redirect("/whole")),
    path("jump", lambda request: redirect("/whole#row-3")),
    path("private", lambda request: redirect("/sign-in?next=/private")),
    path("broken", broken),
    path("api/refuse", small),
]
handler400 = "xietong.kit.ui.errors.bad_request"
handler403 = "xietong.kit.ui.errors.forbidden"
handler404 = "xietong.kit.ui.errors.not_found"
handler500 = "xietong.kit.ui.errors.server_error"
