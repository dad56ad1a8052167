"""My profile, my stand-in, my tokens."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.people import services
from xietong.domain.people.queries import (
    Request,
    delegation_for,
    delegations_of,
    person_by_id,
    person_choices,
    token_for,
    tokens_of,
    wants_mail,
)
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


def _me(request: Request) -> Any:
    return request.user


def _day(text: str, field: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problems(Problem(field, where, "请填写日期，例如 2026-11-23。")) from None


@login_required
@require_http_methods(["GET", "POST"])
def me_page(request: Request) -> HttpResponse:
    me = _me(request)
    if request.method == "POST":
        services.save_profile(
            me,
            email=request.POST.get("email", "").strip(),
            phone=request.POST.get("phone", "").strip(),
            theme=request.POST.get("theme", "system"),
            mail=bool(request.POST.get("mail")),
            by=request.who.actor(),
            now=clock(),
        )
        flash.say(request, "资料已保存。")
        response = HttpResponseRedirect("/me", status=303)
        response.set_cookie("theme", request.POST.get("theme", "system"), max_age=31_536_000, samesite="Lax")
        return response
    context = {
        "me": me,
        "roles": sorted(role.label for role in request.who.company_roles),
        "delegations": delegations_of(me.pk),
        "people": [(pk, name) for pk, name in person_choices() if pk != me.pk],
        "mail": wants_mail(me.pk),
        "today": today(),
    }
    return page(request, "people/me_page.html", context)


@login_required
@require_POST
def delegation_list(request: Request) -> HttpResponse:
    delegate = person_by_id(request.POST.get("delegate"))
    if delegate is None:
        raise Problems(Problem("delegate", "代理人", "请从列表中选择一个人。"))
    row = services.delegate(
        principal=_me(request),
        delegate=delegate,
        from_on=_day(request.POST.get("from_on", ""), "from_on", "开始日期"),
        until_on=_day(request.POST.get("until_on", ""), "until_on", "结束日期"),
        reason=request.POST.get("reason", "").strip()[:200],
        by=request.who.actor(),
        now=clock(),
    )
    flash.say(request, f"{row.from_on} 至 {row.until_on} 由 {delegate.name} 代理；期间代签会同时写明两人的姓名。")
    return HttpResponseRedirect("/me#delegations", status=303)


@login_required
@require_POST
def delegation_end(request: Request, pk: int) -> HttpResponse:
    row = delegation_for(request.user.pk or 0, pk)
    if row is None:
        raise Http404("没有这项代理。")
    services.end_delegation(row, by=request.who.actor(), now=clock())
    flash.say(request, "代理已结束，从现在起由您本人办理。")
    return HttpResponseRedirect("/me#delegations", status=303)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: Request) -> HttpResponse:
    """The key is shown in the answer to the POST that made it, and never again."""
    me, key = _me(request), ""
    if request.method == "POST":
        days = request.POST.get("days", "90")
        row, key = services.make_token(
            person=me,
            name=request.POST.get("name", ""),
            may_write=request.POST.get("scope") == "write",
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
            by=request.who.actor(),
            now=clock(),
        )
        flash.say(request, f"令牌“{row.name}”已签发，请立即复制，离开本页后不再显示。")
    context = {"tokens": tokens_of(me.pk), "key": key}
    return page(request, "people/token_list.html", context)


@login_required
@require_POST
def token_end(request: Request, pk: int) -> HttpResponse:
    row = token_for(request.user.pk or 0, pk)
    if row is None:
        raise Http404("没有这个令牌。")
    services.end_token(row, by=request.who.actor(), now=clock())
    flash.say(request, f"令牌“{row.name}”已停用，使用它的程序不能再访问。")
    return HttpResponseRedirect("/me/tokens", status=303)
