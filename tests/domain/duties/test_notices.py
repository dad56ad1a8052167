"""Who is told what of map and duties."""

from tests.cast import NOW, Cast, actor
from tests.domain.duties.duty_maps import confirm, submit
from tests.make import make_collaboration
from xietong.domain.duties import queries, services
from xietong.domain.duties.notices import NOTICES
from xietong.domain.people.models import Person
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import Words


def told(event_name: str) -> tuple[set[str], Words]:
    """For the last event of this name: names and words."""
    event = HappenedEvent.objects.filter(name=f"duties.{event_name}").latest("pk")
    rule = next(rule for rule in NOTICES if rule.when.name() == event.name)
    return {person.name for person in Person.objects.filter(pk__in=list(rule.whom(event)))}, rule.words(event)


def test_a_published_map_is_told_to_heads_and_liaisons(cast: Cast) -> None:
    submit(cast, make_collaboration(cast))

    people, words = told("ProcessMapPublished")

    assert people == {"陈静", "吴磊", "赵启明", "许婷", "王芳", "马超"}
    assert "第 1 版" in words.body


def test_only_heads_who_have_to_confirm_are_asked(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    assert told("ConfirmationAsked")[0] == {"陈静", "赵启明", "王芳"}
    confirm(cast.zhao, collaboration, cast.rnd)
    by = actor(cast.chen, collaboration)
    services.reopen_duties(collaboration, by=by, now=NOW)

    services.submit_duties(collaboration, by=by, now=NOW)

    assert told("ConfirmationAsked")[0] == {"陈静", "王芳"}


def test_a_return_reaches_the_lead_with_department_and_reason(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)

    services.return_duties(
        collaboration, department=cast.production, why="分工不对", by=actor(cast.wang, collaboration), now=NOW
    )

    people, words = told("DutiesReturned")
    assert people == {"陈静"}
    assert words.title.startswith("职责清单被生产部退回")
    assert words.body == "分工不对"


def test_the_end_is_told_to_all(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    for person, department in ((cast.chen, cast.marketing), (cast.zhao, cast.rnd), (cast.wang, cast.production)):
        confirm(person, collaboration, department)

    assert "吴磊" in told("DutiesConfirmed")[0]
    assert all(item.done for item in queries.duties_confirmed(collaboration))
