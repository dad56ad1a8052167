"""Every route × who asks × own, other's, missing: no route answers without a declared rule.

The routes are read from the product itself, pages and API alike; a new route that fits no row of RULES fails here.
"""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.make import make_collaboration
from xietong.config.api import api
from xietong.domain.collaborations.states import Confidentiality

MISSING = 999_999_999
pytestmark = pytest.mark.django_db

# (pattern of the route, rule). The first that fits decides.
RULES = [
    (r"^healthz$|^readyz$|^metrics$|^accounts/|^api/v1/(openapi\.json|docs)", "open"),
    (r"^(api/v1/)?collaborations/<\w*:?pk>", "inside"),  # 404 for whom it does not exist
    (r"^api/v1/collaborations/\{pk\}", "inside"),
    (r"^settings|^ui/gallery|^gallery|^operations|^journal|^api/v1/(journal|events)", "office"),
    (r"", "signed in"),
]


def page_routes():
    def walk(resolver, prefix):
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                if getattr(entry, "app_name", "") not in ("api", "ninja") and not route.startswith("api/"):
                    yield from walk(entry, route)
            elif isinstance(entry, URLPattern):
                yield route.lstrip("^").rstrip("$")

    return sorted(set(walk(get_resolver(), "")))


def api_routes():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield path.lstrip("/"), method.upper()


def rule_for(route):
    return next(rule for pattern, rule in RULES if re.search(pattern, route))


def fill(route, pk, child=MISSING):
    """The address of a route: its first number is the collaboration, every other one a child."""
    route = re.sub(r"\(\?P<pk>[^)]*\)|<int:pk>|\{pk\}", str(pk), route, count=1)
    kind = "svg" if "svg" in route else "pdf"
    route = re.sub(r"\(\?P<kind>[^)]*\)|<(?:\w+:)?kind>|\{kind\}", kind, route)
    route = re.sub(r"\(\?P<(name|form)>[^)]*\)|<(?:\w+:)?(name|form)>|\{(name|form)\}", "application", route)
    route = re.sub(r"<str:\w+>|<slug:\w+>|<\w+>", "nothing", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|<\w+:\w+>|\{\w+\}", str(child), route)
    return "/" + route.replace("\\.", ".").replace("\\", "")


# Pages that are nothing but an editor: those who may not edit are told so.
EDITORS = ("/new", "/node", "/edges")
# What is there only once something was sealed or changed.
LATER = ("archive/package", "plan/differences")
PAGES = page_routes()
API = list(api_routes())


@pytest.fixture
def secret(cast, clock):
    """Somebody else's collaboration, inside its circle only."""
    collaboration = make_collaboration(cast, stage="execution")
    type(collaboration).objects.filter(pk=collaboration.pk).update(confidentiality=Confidentiality.CORE_SECRET)
    return collaboration


def browser(person):
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


def test_there_are_routes_to_check():
    assert len(PAGES) > 60
    assert len(API) > 60
    assert sum(rule_for(route) == "inside" for route in PAGES) > 30


def test_nobody_gets_in_without_signing_in(cast, secret):
    anonymous = browser(None)
    wrong = []
    for route in PAGES:
        if rule_for(route) == "open":
            continue
        for method in ("get", "post"):
            answer = getattr(anonymous, method)(fill(route, secret.pk))
            if answer.status_code not in (302, 403, 405) or (
                answer.status_code == 302 and "/accounts/login" not in answer["Location"]
            ):
                wrong.append((method, route, answer.status_code))
    for route, method in API:
        answer = anonymous.generic(method, fill(route.replace("api/v1/", ""), secret.pk).replace("/", "/api/v1/", 1))
        if rule_for("api/v1/" + route.removeprefix("api/v1/")) != "open" and answer.status_code != 401:
            wrong.append((method, route, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("which", ["other", "missing"])
def test_what_a_stranger_may_not_see_does_not_exist_for_them(cast, secret, which):
    pk = secret.pk if which == "other" else MISSING
    wrong = []
    for person in (cast.stranger, cast.administrator, cast.auditor):
        client = browser(person)
        for route in PAGES:
            if rule_for(route) != "inside":
                continue
            for method in ("get", "post"):
                status = getattr(client, method)(fill(route, pk)).status_code
                if status not in (404, 405) and not (person == cast.auditor and route.endswith("/events")):
                    wrong.append((person.name, method, route, status))
        for route, method in API:
            if not route.removeprefix("api/v1/").startswith("collaborations/{pk}"):
                continue
            address = fill(route.removeprefix("api/v1/"), pk).replace("/", "/api/v1/", 1)
            status = client.generic(method, address, "{}", content_type="application/json").status_code
            if status not in (404, 405) and not (person == cast.auditor and route.endswith("/events")):
                wrong.append((person.name, method, route, status))
    assert not wrong


def test_a_child_of_another_collaboration_is_not_found_under_ones_own(cast, secret):
    """The parent is mine, the child's number is somebody else's: 404, never the other's thing."""
    from xietong.domain.planning.models import Risk, Task

    mine = make_collaboration(cast, stage="execution")
    client = browser(cast.lead)
    foreign = Task.objects.create(collaboration=secret, name="别人的任务", state_since=cast_now())
    Risk.objects.create(
        collaboration=secret, name="别人的风险", category="quality", department=cast.rnd, probability=3, impact=3, score=9,
        state_since=cast_now(), raised_by=cast.lin,
    )  # fmt: skip
    wrong = []
    for route in PAGES:
        if rule_for(route) != "inside" or len(re.findall(r"<int:|\(\?P<(?!pk|name|kind|form)", route)) < 2:
            continue
        for child in (foreign.pk, MISSING):
            for method in ("get", "post"):
                status = getattr(client, method)(fill(route, mine.pk, child)).status_code
                if status not in (404, 405):
                    wrong.append((method, route, status))
    assert not wrong


def cast_now():
    from tests.cast import NOW

    return NOW


def test_every_page_of_a_collaboration_opens_for_its_people(cast, clock):
    mine = make_collaboration(cast, stage="execution")
    wrong = []
    for person in (
        cast.lead,
        cast.initiator,
        cast.liaison_of(cast.rnd),
        cast.rnd.head,
        cast.pmo_person,
        cast.executive,
    ):
        client = browser(person)
        for route in PAGES:
            if rule_for(route) != "inside" or len(re.findall(r"<|\(\?P", route)) != 1:
                continue
            status = client.get(fill(route, mine.pk)).status_code
            told = (status == 403 and route.endswith(EDITORS)) or (status == 404 and route.endswith(LATER))
            if status not in (200, 302, 303, 405) and not told:
                wrong.append((person.name, route, status))
    assert not wrong


def test_settings_are_changed_by_offices_only(cast, clock):
    """The working calendar is read by everybody; nobody outside the offices writes a setting."""
    wrong = []
    for route in PAGES:
        if rule_for(route) != "office" or "<" in route or "(?P" in route:
            continue
        client = browser(cast.stranger)
        status = client.post("/" + route).status_code
        if status not in (403, 404, 405):
            wrong.append(("post", route, status))
        if not route.startswith("settings") and client.get("/" + route).status_code not in (403, 404, 405):
            wrong.append(("get", route, status))
    assert not wrong
