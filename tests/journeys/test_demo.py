"""The demo company, loaded once: five collaborations at five places of the guide, all of it through the services."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.cast import NOW
from xietong.config.demo.loading import is_empty, load_demo
from xietong.config.demo.organisation import PASSWORD
from xietong.domain.closing.models import Acceptance, Archive, Leftover, Retrospective
from xietong.domain.closing.services.archive import archive_findings
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.desk.queries import waiting
from xietong.domain.knowledge.models import Lesson, PlaybookUse
from xietong.domain.lifecycle.queries import gate
from xietong.domain.meetings.models import ActionItem, Minutes
from xietong.domain.people.models import Person
from xietong.domain.people.queries import who_is
from xietong.domain.planning.models import Acknowledgement, Plan, Task
from xietong.domain.signoffs.models import Signature, SignOffRound
from xietong.domain.signoffs.queries import check_signature
from xietong.domain.tracking.models import Alert, CoordinationLetter, ProgressReport, SupportRequest
from xietong.kit.clock import clock_at
from xietong.kit.events.models import HappenedEvent
from xietong.kit.events.seal import verify_journal
from xietong.kit.jobs.models import Job
from xietong.kit.notices.models import Notice, Preference

LATER = NOW + timedelta(minutes=5)  # just after loading


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Collaboration]]:
    """Loaded once for this file and rolled back after it; collaborations by the playbook that they follow."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = load_demo(now=NOW)
        yield {row.playbook_key: row for row in made}
        transaction.set_rollback(True)


@pytest.fixture
def company(demo: dict[str, Collaboration], db: None) -> Iterator[dict[str, Collaboration]]:
    """The demo inside a test's own transaction."""
    with clock_at(LATER):
        yield {key: Collaboration.objects.get(pk=row.pk) for key, row in demo.items()}


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def test_the_five_stand_at_five_places_of_the_guide(company):
    assert {key: row.state for key, row in company.items()} == {
        "process_improvement": Stage.LAUNCH,
        "large_event": Stage.PLANNING,
        "new_product_launch": Stage.EXECUTION,
        "customer_complaint": Stage.CLOSING,
        "annual_budget": Stage.ARCHIVED,
    }
    assert all(row.number for row in company.values())
    assert PlaybookUse.objects.count() == 5


def test_the_process_improvement_waits_for_two_signatures_on_its_second_revision(company):
    rounds = list(SignOffRound.objects.filter(context_id=company["process_improvement"].pk).order_by("pk"))

    assert [row.state for row in rounds] == ["returned", "open"]
    assert rounds[1].subject_version == 2
    waited = rounds[1].signoffs.filter(state="waiting").values_list("person__username", flat=True)
    assert set(waited) == {"dongmei", "yanzheng"}


def test_the_event_has_a_plan_under_review_with_everything_it_needs(company):
    event = company["large_event"]
    plan = Plan.objects.get(collaboration=event)

    assert plan.state == "in_review"
    missing = {item.requirement for item in gate(event) if not item.done}
    assert missing == {"协同计划书经审批并发布"}


def test_the_launch_is_under_way_with_a_red_alert_and_yellow_tasks(company):
    launch = company["new_product_launch"]
    lights = list(Task.objects.filter(collaboration=launch, is_leaf=True).values_list("light", flat=True))

    assert launch.light == Light.RED
    assert lights.count("red") == 1
    assert lights.count("yellow") >= 2
    assert 20 < launch.progress < 60
    alert = Alert.objects.get(collaboration=launch, state="handled")
    assert alert.task.playbook_task == "T14"
    assert ProgressReport.objects.filter(collaboration=launch).count() > 80


def test_weekly_meetings_have_minutes_and_action_items(company):
    launch = company["new_product_launch"]

    assert Minutes.objects.filter(collaboration=launch, state="issued").count() >= 10
    states = set(ActionItem.objects.filter(collaboration=launch).values_list("state", flat=True))
    assert states == {"open", "done"}


def test_one_support_request_was_answered_and_one_was_not(company):
    requests = SupportRequest.objects.filter(collaboration=company["new_product_launch"])

    assert requests.filter(state="satisfied", breach_level=0).exists()
    assert requests.filter(state="asked", breach_level__gte=1).exists()


def test_a_signed_letter_is_in_use(company):
    letter = CoordinationLetter.objects.get(collaboration=company["new_product_launch"])

    assert letter.state == "in_use"
    assert letter.signature and letter.answer_signature  # noqa: PT018 - one fact: both sides signed
    assert letter.number.startswith("市协函")


def test_the_complaint_is_before_its_joint_acceptance(company):
    complaint = company["customer_complaint"]
    whole = Acceptance.objects.get(collaboration=complaint, kind="whole")

    assert whole.state == "signing"
    assert not Task.objects.filter(collaboration=complaint, is_leaf=True).exclude(state="done").exists()
    open_ = [item.who for item in gate(complaint) if not item.done and "签字" in item.message]
    assert set(open_) == {"高原", "李强", "彭飞"}


def test_the_budget_is_sealed_and_its_package_holds(company):
    budget = company["annual_budget"]
    archive = Archive.objects.get(collaboration=budget)

    assert archive.state == "sealed"
    assert archive.name.startswith("2027年度预算编制-")
    assert archive_findings(archive) == []
    assert Retrospective.objects.get(collaboration=budget).state == "published"
    assert Leftover.objects.filter(collaboration=budget).count() == 2
    assert Lesson.objects.filter(collaboration=budget, state="published").count() == 4


def test_every_signature_holds_and_names_how_the_signer_was_recognised(company):
    signatures = list(Signature.objects.select_related("content"))

    assert len(signatures) > 150
    assert all(check_signature(signature).holds for signature in signatures)
    assert all(b'"method":"password"' in bytes(signature.record) for signature in signatures)


def test_the_journal_is_whole_in_order_and_sealed(company):
    times = list(HappenedEvent.objects.order_by("pk").values_list("at", flat=True))

    assert times == sorted(times)
    assert list(verify_journal(now=LATER)) == []
    assert max(times) <= NOW


def test_nothing_failed_and_nothing_is_left_in_the_queue(company):
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}
    assert not Preference.objects.exists()
    assert not Notice.objects.exclude(mailed_at=None).exists()


def test_people_have_something_to_do_and_read_what_was_published(company):
    for username in ("gaoyuan", "dongmei", "linhaoran", "gongxin"):
        assert waiting(who_is(person(username), LATER.date()), LATER), username
    assert Acknowledgement.objects.filter(read_at=None).count() < Acknowledgement.objects.count() / 10


PAGES = (
    "", "/application", "/team", "/process-map", "/responsibilities", "/tasks", "/resources", "/risks", "/plan",
    "/tracking", "/meetings", "/alerts", "/support", "/letters", "/acceptance", "/retrospective", "/leftovers",
    "/archive", "/documents", "/events", "/playbook",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_every_collaboration_opens_for_the_pmo(company, path):
    browser = Client()
    browser.force_login(person("fengxue"))

    for row in company.values():
        assert browser.get(f"{row.href}{path}").status_code == 200, f"{row.title} {path}"


@pytest.mark.parametrize("path", ["/", "/collaborations", "/portfolio", "/calendar", "/knowledge", "/search?q=门锁"])
def test_the_pages_around_them_open_for_everybody_who_plays(company, path):
    for username in ("linxiaolan", "hejing", "zhoujianguo", "fengxue", "jiale"):
        browser = Client()
        browser.force_login(person(username))
        assert browser.get(path).status_code == 200, f"{username} {path}"


def test_the_secret_is_not_seen_by_those_outside_its_circle(company):
    stranger = Client()
    stranger.force_login(person("cuijing"))

    assert stranger.get(company["annual_budget"].href).status_code == 404


def test_the_password_of_the_demo_signs_in(company):
    assert person("linxiaolan").check_password(PASSWORD)


def test_a_database_with_people_in_it_is_left_alone(company, now: datetime):
    assert not is_empty()
    with pytest.raises(CommandError, match="数据库不是空的"):
        call_command("demo")
