"""The retrospective: anonymous scores, no empty measures, what is signed."""

from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD, actor
from tests.domain.closing.ending import (
    accepted_collaboration,
    published,
    report,
    scored,
)
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.domain.closing.models import Score
from xietong.domain.closing.queries import (
    report_published,
)
from xietong.domain.closing.queries.report import scores_summary, signed_data
from xietong.domain.people.services import recognise_again
from xietong.kit.access import Forbidden
from xietong.kit.canonical import digest_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast):
    return make_collaboration(cast, "execution")


def test_scores_are_kept_without_showing_whose_they_are(cast):
    collaboration = accepted_collaboration(cast)
    row = scored(collaboration, cast)

    summary = scores_summary(row)

    assert (summary[0]["average"], summary[0]["spread"], summary[0]["count"]) == ("4.0", "0.8", 3)
    assert summary[0]["words"] == ["意见3", "意见4", "意见5"]
    again = dict.fromkeys(("goals", "process", "communication", "risks"), (1, ""))
    services.score_retrospective(row, scores=again, by=actor(cast.wu, collaboration), now=NOW)
    assert Score.objects.filter(retrospective=row, person=cast.wu).count() == 4
    with pytest.raises(Problems):
        services.score_retrospective(row, scores={"goals": (6, "")}, by=actor(cast.wu, collaboration), now=NOW)
    with pytest.raises(Forbidden):
        services.score_retrospective(row, scores=again, by=actor(cast.stranger, collaboration), now=NOW)


def test_the_words_of_two_are_not_shown(cast):
    collaboration = accepted_collaboration(cast)
    row = services.open_retrospective(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    for person in (cast.chen, cast.wang):
        marks = dict.fromkeys(("goals", "process", "communication", "risks"), (4, "看法"))
        services.score_retrospective(row, scores=marks, by=actor(person, collaboration), now=NOW)

    assert scores_summary(row)[0]["words"] == []


@pytest.mark.parametrize(
    "change, said",
    [
        ({"owner": None}, "缺责任人"),
        ({"due_on": None}, "缺期限"),
        ({"verification": ""}, "缺验证方式"),
        ({"measure": "加强部门之间的沟通"}, "加强"),
        ({"measure": "进一步重视样机评审"}, "进一步"),
    ],
)
def test_improvements_without_owner_date_verification_or_substance_stop_the_report(cast, change, said):
    collaboration = accepted_collaboration(cast)
    lead = actor(cast.chen, collaboration)
    row = services.write_retrospective(scored(collaboration, cast), by=lead, now=NOW)
    row = services.save_report(row, answers=report(cast, **change), by=lead, now=NOW)

    with pytest.raises(NotNow, match=said):
        services.submit_report(row, by=lead, now=NOW)


def test_publishing_signs_exactly_what_was_shown(cast):
    collaboration = accepted_collaboration(cast)
    lead = actor(cast.chen, collaboration)
    row = services.write_retrospective(scored(collaboration, cast), by=lead, now=NOW)
    row = services.save_report(row, answers=report(cast), by=lead, now=NOW)
    row = services.submit_report(row, by=lead, now=NOW)
    assert row.number == f"{collaboration.number}-FP-01"
    row = services.return_report(row, why="补充数据", by=lead, now=NOW)
    row = services.save_report(row, answers=report(cast) | {"risks": "补充"}, by=lead, now=NOW)
    row = services.submit_report(row, by=lead, now=NOW)
    assert row.number == f"{collaboration.number}-FP-01"
    with pytest.raises(StaleVersion):
        services.publish_report(row, content_digest="0" * 64, method="password", by=lead, now=NOW)
    with pytest.raises(Forbidden):
        services.publish_report(
            row,
            content_digest=digest_of(signed_data(row)),
            method="password",
            by=actor(cast.wang, collaboration),
            now=NOW,
        )

    row = services.publish_report(
        row, content_digest=digest_of(signed_data(row)), method=recognise_again(cast.chen, PASSWORD), by=lead, now=NOW
    )

    assert row.state == "published"
    assert report_published(collaboration)[0].done
    assert HappenedEvent.objects.filter(name="signoffs.SignatureGiven", context_id=collaboration.pk).count() == 1


def test_the_facts_beside_the_feelings_are_computed(cast):
    collaboration = accepted_collaboration(cast)
    row = published(collaboration, cast)

    schedule = row.facts["schedule"]
    assert (schedule["baseline_finish"], schedule["actual_finish"], schedule["slip"]) == ("2026-11-20", "2026-11-23", 1)
    assert {d["name"]: (d["tasks"], d["late"]) for d in row.facts["departments"]} == {
        "研发部": (1, 1),
        "生产部": (1, 1),
    }
    assert row.facts["acceptance"] == {"judged": 2, "failed": 0, "mended": 0, "rounds": 1, "failed_rounds": 0}


def test_a_report_that_is_late_is_told(cast):
    collaboration = accepted_collaboration(cast)
    assert services.remind_of_retrospectives(now=NOW + timedelta(days=10)) == 0
    assert services.remind_of_retrospectives(now=NOW + timedelta(days=20)) == 1
    published(collaboration, cast, now=NOW + timedelta(days=20))
    assert services.remind_of_retrospectives(now=NOW + timedelta(days=21)) == 0
