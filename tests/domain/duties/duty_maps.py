"""A small sound map, and a list that covers it, for the tests of this house."""

from datetime import datetime
from typing import Any

from tests.cast import NOW, PASSWORD, Cast, actor
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import ProcessMap, ResponsibilityList
from xietong.domain.people.models import Person
from xietong.domain.people.services import recognise_again
from xietong.kit.canonical import digest_of
from xietong.kit.swimlanes import Map, from_json


def sound_map(cast: Cast) -> Map:
    """市场部 writes a brief, 研发部 develops, 生产部 makes, 市场部 decides whether it can be launched."""
    marketing, rnd, production = (str(one.pk) for one in (cast.marketing, cast.rnd, cast.production))
    return from_json(
        {
            "lanes": [
                {"key": marketing, "name": "市场部"},
                {"key": rnd, "name": "研发部"},
                {"key": production, "name": "生产部"},
            ],
            "nodes": [
                {"id": "s", "kind": "start", "name": "开始", "lane": marketing, "next": [{"target": "brief"}]},
                _step("brief", "编制需求书", marketing, ["市场调研"], ["需求书"], "develop"),
                _step("develop", "开发样机", rnd, ["需求书"], ["样机"], "make"),
                _step("make", "小批试产", production, ["样机"], ["试产品"], "decide"),
                {
                    "id": "decide",
                    "kind": "decision",
                    "name": "能否上市？",
                    "lane": marketing,
                    "inputs": ["试产品"],
                    "decider": "总负责人",
                    "criteria": "试产合格率不低于98%",
                    "next": [{"target": "launch", "label": "通过"}, {"target": "develop", "label": "退回"}],
                },
                _step("launch", "组织上市", marketing, ["试产品"], ["上市报告"], "e"),
                {"id": "e", "kind": "end", "name": "结束", "lane": marketing},
            ],
            "external_inputs": ["市场调研"],
            "deliverables": ["上市报告"],
        }
    )


def _step(node: str, name: str, lane: str, inputs: list[str], outputs: list[str], then: str) -> dict[str, Any]:
    return {
        "id": node,
        "kind": "step",
        "name": name,
        "lane": lane,
        "inputs": inputs,
        "outputs": outputs,
        "next": [{"target": then}],
    }


def publish(cast: Cast, collaboration: Collaboration, now: datetime = NOW) -> ProcessMap:
    by = actor(cast.chen, collaboration)
    row = services.save_map(collaboration, drawing=sound_map(cast), by=by, now=now)
    return services.publish_map(row, by=by, now=now)


def submit(cast: Cast, collaboration: Collaboration, now: datetime = NOW) -> ResponsibilityList:
    """Map published, rows drafted from it, list sent to the departments."""
    publish(cast, collaboration, now)
    by = actor(cast.chen, collaboration)
    services.draft_duties_from_map(collaboration, by=by, now=now)
    return services.submit_duties(collaboration, by=by, now=now)


def digest_for(collaboration: Collaboration, department: Any) -> str:
    row = queries.list_of(collaboration)
    assert row
    return digest_of(queries.confirmation_data(collaboration, row, department, queries.duties_of(row)))


def confirm(person: Person, collaboration: Collaboration, department: Any, now: datetime = NOW) -> ResponsibilityList:
    return services.confirm_duties(
        collaboration,
        department=department,
        content_digest=digest_for(collaboration, department),
        method=recognise_again(person, PASSWORD),
        by=actor(person, collaboration),
        now=now,
    )
