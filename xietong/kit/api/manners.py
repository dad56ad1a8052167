"""Manners of the API (docs/api.md): who calls, how errors look, versions, cursors, remembered answers."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger

from xietong.kit.access import Forbidden
from xietong.kit.api.models import RememberedAnswer, Token
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.workflow import NotNow

KEPT = timedelta(hours=24)
MAX_LIMIT = 500
SAFE = ("GET", "HEAD", "OPTIONS")


def digest_of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class ReadOnlyToken(Exception):
    """The key may read, the call writes."""


def authenticate(request: HttpRequest) -> Any:
    """A personal token, or the browser's session with CSRF. Sets request.user and request.who."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        now = clock()
        token = (
            Token.objects.filter(digest=digest_of_token(header[7:].strip()), ended_at=None, expires_at__gt=now)
            .select_related("person")
            .first()
        )
        if token is None or not token.person.is_active:
            return None
        if request.method not in SAFE and not token.may_write:
            raise ReadOnlyToken
        if token.used_on != now.date():
            Token.objects.filter(pk=token.pk).update(used_on=now.date())
        request.user = token.person
        return token.person
    if header or not request.user.is_authenticated:
        return None
    if request.method not in SAFE:
        refused = CsrfViewMiddleware(lambda r: HttpResponse()).process_view(request, None, (), {})  # type: ignore[arg-type]
        if refused is not None:
            raise Forbidden("csrf", "请求缺少防伪标记，请刷新页面后重试。")
    return request.user


def problem(status: int, title: str, detail: str = "", *, errors: Iterable[Problem] = (), **more: Any) -> HttpResponse:
    """RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title, **more}
    if found := [p.as_json() for p in errors]:
        body["errors"] = found
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/problem+json")


def answer(
    data: Any, *, status: int = 200, version: int | None = None, request: HttpRequest | None = None
) -> HttpResponse:
    """Plain data as JSON, with its version as ETag (or a digest of the body), and 304 when the caller has it."""
    body = orjson.dumps(data, default=_plain)
    if request is not None and (fields := request.GET.get("fields")):
        body = orjson.dumps(narrow(orjson.loads(body), fields.split(",")))
    response = HttpResponse(body, status=status, content_type="application/json")
    if version is not None:
        response["ETag"] = f'"{version}"'
    elif request is not None and request.method in SAFE:
        response["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request is not None and request.method in SAFE and request.headers.get("If-None-Match") == response.get("ETag"):
        return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    return response


def _plain(value: Any) -> Any:
    return str(value)


def narrow(data: Any, fields: list[str]) -> Any:
    """Only these fields, of one thing or of a list's items."""
    if isinstance(data, dict) and "items" in data:
        return {**data, "items": [narrow(item, fields) for item in data["items"]]}
    if isinstance(data, dict):
        return {key: value for key, value in data.items() if key in fields}
    return data


def if_match(request: HttpRequest) -> int | None:
    """The version the caller changes from; None when not given. An unreadable one is refused."""
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        return None
    text = header.removeprefix("W/").strip('"')
    if not text.isdigit():
        raise HttpError(400, f'If-Match 应为对象的版本号，如 "3"；收到的是 {header}')
    return int(text)


def limit_of(request: HttpRequest, default: int = 100) -> int:
    text = request.GET.get("limit", str(default))
    if not text.isdigit() or not 1 <= int(text) <= MAX_LIMIT:
        raise Problems(Problem("limit", "limit", f"应为 1 到 {MAX_LIMIT} 的整数。"))
    return int(text)


def cursor_of(request: HttpRequest) -> list[Any] | None:
    """The key after which the page starts, as the last page's `next` said it."""
    text = request.GET.get("cursor")
    if not text:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        key = None
    if not isinstance(key, list):
        raise Problems(Problem("cursor", "cursor", "游标无效，请从第一页重新开始。"))
    return key


def paged(items: list[Any], *, limit: int, key: Callable[[Any], list[Any]]) -> dict[str, Any]:
    """`items` were fetched with limit + 1; the one too many says that there is a next page."""
    more = len(items) > limit
    items = items[:limit]
    after = base64.urlsafe_b64encode(orjson.dumps(key(items[-1]), default=str)).decode().rstrip("=") if more else None
    return {"items": items, "next": after}


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent; 400 when unreadable."""
    try:
        data = orjson.loads(request.body or b"{}")
    except RequestDataTooBig:
        raise HttpError(413, "请求内容过大。") from None
    except ValueError:
        raise HttpError(400, "请求内容不是有效的 JSON。") from None
    if not isinstance(data, dict):
        raise HttpError(400, "请求内容应为一个 JSON 对象。")
    return data


def remembered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """POST with Idempotency-Key: the same key and body get the same answer for 24 h, another body 422.

    The answer and the effect commit together, so an answer is remembered exactly when the effect happened.
    """

    @wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > 200:
            raise Problems(Problem("Idempotency-Key", "Idempotency-Key", "不能超过 200 个字符。"))
        person_id: Any = request.user.pk
        digest = hashlib.sha256(
            str(request.method).encode() + request.get_full_path().encode() + request.body
        ).hexdigest()
        now = clock()
        RememberedAnswer.objects.filter(at__lt=now - KEPT).delete()
        try:
            with transaction.atomic():
                row = RememberedAnswer.objects.create(person_id=person_id, key=key, request_digest=digest, at=now)
                response = view(request, *args, **kwargs)
                if response.status_code >= 400:
                    raise _NotKept(response)
                row.status, row.body = response.status_code, response.content
                row.save(update_fields=["status", "body"])
                return response
        except _NotKept as refused:
            return refused.response
        except IntegrityError:
            there = RememberedAnswer.objects.filter(person_id=person_id, key=key).first()
            if there is None:
                raise
            if there.request_digest != digest:
                raise Problems(
                    Problem("Idempotency-Key", "Idempotency-Key", "这个键已用于另一个请求，请换一个键。", "reused")
                ) from None
            return HttpResponse(bytes(there.body), status=there.status, content_type="application/json")

    return once


class _NotKept(Exception):
    def __init__(self, response: HttpResponse):
        self.response = response


def make_api(*, title: str, version: str, description: str) -> NinjaAPI:
    api = NinjaAPI(
        title=title,
        version=version,
        description=description,
        auth=authenticate,
        openapi_url="/openapi.json",
        docs_url="/docs",
        docs=Swagger(),
        urls_namespace="api",
    )
    door: Callable[[HttpRequest], None] = import_string(settings.XIETONG_API_DOOR)
    current: Callable[[StaleVersion], Any] = import_string(
        getattr(settings, "XIETONG_API_REPRESENTATION", "xietong.kit.api.manners.columns_of")
    )

    def visible(request: HttpRequest) -> bool:
        """Input may be judged before the thing is looked up; what the caller may not see must still not exist."""
        try:
            door(request)
        except Http404:
            return False
        return True

    @api.exception_handler(AuthenticationError)
    def _401(request: HttpRequest, exc: Any) -> HttpResponse:
        response = problem(401, "未登录", "请提供有效的令牌：Authorization: Bearer …")
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(ReadOnlyToken)
    def _read_only(request: HttpRequest, exc: Any) -> HttpResponse:
        return problem(403, "令牌只读", "此令牌只有读取权限，请使用可写的令牌。")

    @api.exception_handler(Forbidden)
    def _403(request: HttpRequest, exc: Forbidden) -> HttpResponse:
        return problem(403, "没有权限", exc.message or "您没有办理此事的权限。", who=list(exc.roles))

    @api.exception_handler(Http404)
    def _404(request: HttpRequest, exc: Any) -> HttpResponse:
        return problem(404, "没有找到", "不存在，或不在您的知悉范围内。")

    @api.exception_handler(NotNow)
    def _409(request: HttpRequest, exc: NotNow) -> HttpResponse:
        state = {"value": exc.state.value, "label": exc.state.label} if exc.state else None
        return problem(409, "现在不能这样做", exc.message, state=state, who=list(exc.who))

    @api.exception_handler(StaleVersion)
    def _412(request: HttpRequest, exc: StaleVersion) -> HttpResponse:
        return problem(412, "内容已被他人修改", str(exc), current=current(exc))

    @api.exception_handler(Problems)
    def _422(request: HttpRequest, exc: Problems) -> HttpResponse:
        if not visible(request):
            return _404(request, None)
        return problem(422, "内容有误", str(exc), errors=exc.items)

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        if not visible(request):
            return _404(request, None)
        found = [
            Problem(".".join(map(str, e.get("loc", ()))), "", str(e.get("msg", "")), str(e.get("type", "")))
            for e in exc.errors
        ]
        return problem(422, "内容有误", errors=found)

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, exc: HttpError) -> HttpResponse:
        return problem(exc.status_code, str(exc))

    return api


def columns_of(stale: StaleVersion) -> Any:
    """The thing as it is now, column by column."""
    row: Any = stale.current
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.many_to_many}
