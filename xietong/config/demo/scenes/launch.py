"""The rest of the launch: liaisons, process map, responsibility list, gate."""

from xietong.config.demo.acting import Script, Story
from xietong.domain.collaborations import services as collaborations
from xietong.domain.collaborations.queries import participations_of
from xietong.domain.duties import services as duties
from xietong.domain.duties.queries import confirmation_data, duties_of, list_of, map_of, open_findings
from xietong.domain.lifecycle.services import advance
from xietong.domain.people.roles import Role
from xietong.kit.canonical import digest_of


def liaisons_named(story: Story, *, every: int = 35, without: frozenset[str] = frozenset()) -> Script:
    """Each head names one of the department and, where there are enough people, a deputy."""
    for row in participations_of(story.collaboration):
        if row.department.name in without:
            continue
        yield story.after(every)
        head = row.department.head
        assert head is not None
        staff = story.company.staff(row.department.name)
        collaborations.name_liaison(
            row,
            liaison=staff[0],
            deputy=staff[1] if len(staff) > 1 else None,
            by=story.actor(head, Role.DEPARTMENT_OF_THIS),
            now=story.now,
        )


def map_published(story: Story) -> None:
    """The draft from the playbook has been looked through with the departments."""
    drawn = map_of(story.collaboration)
    assert drawn is not None
    duties.publish_map(drawn, by=story.actor(story.lead), now=story.now)


def duties_sent(story: Story) -> None:
    """What is left of findings is accepted with a reason, then every department is asked."""
    for finding in open_findings(story.collaboration):
        duties.accept_finding(
            story.collaboration,
            key=finding.key,
            reason="启动会上已确认：该部门只参加评审与决策，不承担执行事项。",
            by=story.actor(story.lead),
            now=story.now,
        )
    duties.submit_duties(story.collaboration, by=story.actor(story.lead), now=story.now)


def duties_confirmed(story: Story, *, every: int = 45) -> Script:
    """Every head signs the rows of the own department."""
    for row in participations_of(story.collaboration):
        yield story.after(every)
        collaboration, department = story.collaboration, row.department
        head = department.head
        assert head is not None
        list_ = list_of(collaboration)
        assert list_ is not None
        shown = confirmation_data(collaboration, list_, department, duties_of(list_))
        duties.confirm_duties(
            collaboration,
            department=department,
            content_digest=digest_of(shown),
            method=story.method(head),
            by=story.actor(head),
            now=story.now,
        )


def entered(story: Story) -> None:
    """Through the gate into the next stage."""
    advance(story.collaboration, by=story.actor(story.lead), now=story.now)


def launched(story: Story) -> Script:
    """From the approval to the gate of planning."""
    yield from liaisons_named(story)
    yield story.after(180)
    map_published(story)
    yield story.after(90)
    duties_sent(story)
    yield from duties_confirmed(story)
    yield story.after(60)
    entered(story)
