"""Refusals and failures as pages and fragments. Views let NotNow, Forbidden, StaleVersion and Problems fly past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from xietong.kit.access import Forbidden
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.ui.swap import page, wants_fragment
from xietong.kit.workflow import NotNow

API = "/api/"


@dataclass(frozen=True)
class Refusal:
    """An answer that is not what was hoped for: what happened, and the way out."""

    status: int
    title: str
    text: str
    way_out: str = ""
    problems: tuple[Problem, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    current: tuple[tuple[str, str], ...] = ()


# fmt: off
KNOWN = {
    400: Refusal(400, "这个请求读不懂", "地址或内容不完整。", "请返回上一页重试；如果总是这样，请告诉系统管理员。"),
    403: Refusal(403, "您在这里不能这样做", "这件事需要别的角色来办。", "请联系协同项目的总负责人，或返回上一页。"),
    404: Refusal(404, "没有找到", "可能地址有误，或者已被移走，或者您不在知情范围内。", "可以用上方的搜索，或回到工作台。"),
    409: Refusal(409, "现在还不能这样做", "", "请先完成缺少的事项，再回来办理。"),
    412: Refusal(412, "内容已被他人修改", "在您打开之后，这份内容又有了新版本；为避免覆盖，您的修改没有保存。",
                 "请对照新版本后再提交。您填写的内容都在下面，没有丢。"),
    413: Refusal(413, "内容太大", "提交的文件或文字超过了允许的大小。", "请分次提交，或压缩附件后再传。"),
    422: Refusal(422, "还有几处需要改", "什么都没有写入。", "请返回上一页按提示修改，填写的内容仍在。"),
    429: Refusal(429, "操作太频繁", "为保护系统，请稍等片刻再试。", "一般一分钟后即可继续。"),
    500: Refusal(500, "系统出错了", "不是您的问题，错误已经记录。", "请稍后重试；如果总是这样，请把出错时间告诉系统管理员。"),
}
# fmt: on
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a line in place (htmx) or as a page."""
    if wants_fragment(request) or request.headers.get("X-Autosave"):
        response = page(request, "ui/errors/fragment.html", {"refusal": refusal}, status=refusal.status)
        response["HX-Retarget"] = "#flashes"
        response["HX-Reswap"] = "beforeend"
        return response
    return page(request, "ui/errors/page.html", {"refusal": refusal}, status=refusal.status)


def answer_to(request: HttpRequest, error: Exception) -> Refusal | None:
    """What to say about an exception; None when it is not ours to explain."""
    if isinstance(error, NotNow):
        return replace(KNOWN[409], text=str(error))
    if isinstance(error, Forbidden):
        return replace(KNOWN[403], text=error.message or KNOWN[403].text)
    if isinstance(error, StaleVersion):
        return replace(KNOWN[412], typed=_typed(request), current=_columns(error.current))
    if isinstance(error, Problems):
        return replace(KNOWN[422], problems=tuple(error.items))
    if isinstance(error, TOO_BIG):
        return KNOWN[413]
    return None


def _typed(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """What the person had typed, so that a conflict loses nothing. Never secrets."""
    hidden = {"csrfmiddlewaretoken", "version", "password", "digest"}
    return tuple((key, value) for key, values in request.POST.lists() if key not in hidden for value in values if value)


def _columns(current: Any) -> tuple[tuple[str, str], ...]:
    """The newer version's own words, when the caller handed them over as a mapping of label to value."""
    return tuple((str(k), str(v)) for k, v in current.items()) if isinstance(current, Mapping) else ()


class ErrorAnswers:
    """Middleware: our refusals become answers for people. Paths under /api/ are left to the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith(API):
            return None
        refusal = answer_to(request, error)
        if refusal is None and wants_fragment(request) and isinstance(error, Http404 | PermissionDenied):
            refusal = KNOWN[404 if isinstance(error, Http404) else 403]
        return refuse(request, refusal) if refusal else None


class FragmentRedirects:
    """Middleware: a redirect inside an htmx request leads the whole window, and an expired session keeps the text.

    Without it htmx would put the target page, or the sign-in page, into the middle of this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        saving = bool(request.headers.get("X-Autosave"))
        if not isinstance(response, HttpResponseRedirect) or not (wants_fragment(request) or saving):
            return response
        if urlsplit(response.url).path == urlsplit(resolve_url(settings.LOGIN_URL)).path:
            return _signed_out(request)
        if saving:
            return response
        led = HttpResponse(status=200)
        led.cookies = response.cookies
        if _is_here(request, response.url):
            led["HX-Refresh"] = (
                "true"  # a browser that is on the page would only jump to the #place, showing the old rows
            )
        else:
            led["HX-Redirect"] = response.url
        return led


def _is_here(request: HttpRequest, address: str) -> bool:
    """Whether the address is a place (#…) on the page the person is on."""
    here, there = urlsplit(request.headers.get("HX-Current-URL", "")), urlsplit(address)
    return bool(there.fragment) and (here.path, here.query) == (there.path, there.query)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """401 with a way to sign in again that comes back to the page the person is on."""
    here = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    back = urlencode({"next": here.path + (f"?{here.query}" if here.query else "")})
    context = {"login_url": f"{resolve_url(settings.LOGIN_URL)}?{back}"}
    response = page(request, "ui/errors/signed_out.html", context, status=401)
    response["HX-Retarget"], response["HX-Reswap"] = "#flashes", "beforeend"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, KNOWN[413] if isinstance(exception, TOO_BIG) else KNOWN[400])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, KNOWN[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, KNOWN[404])


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For whoever limits rates (sign-in, uploads)."""
    return refuse(request, KNOWN[429])


def server_error(request: HttpRequest) -> HttpResponse:
    """Says as little as possible and asks nothing of the database: the frame may be what broke."""
    if wants_fragment(request) or request.headers.get("X-Autosave"):
        return refuse(request, KNOWN[500])
    return page(request, "ui/errors/broken.html", {"refusal": KNOWN[500]}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For settings.CSRF_FAILURE_VIEW: mostly a page that stayed open over a new sign-in."""
    refusal = Refusal(
        403,
        "页面停留太久，需要刷新",
        "为了安全，这个页面的凭证已经失效，刚才的提交没有执行。",
        "请返回上一页，刷新后再提交；自动保存的内容不会丢。",
        typed=_typed(request),
    )
    return refuse(request, refusal)
