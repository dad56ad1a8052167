"""The end: retrospective, leftovers, archive, and what the knowledge base keeps of it."""

from collections.abc import Mapping
from typing import Any

from xietong.config.demo.acting import Script, Story
from xietong.domain.closing import services as closing
from xietong.domain.closing.models import Retrospective
from xietong.domain.closing.queries.report import signed_data
from xietong.domain.collaborations.queries import participations_of
from xietong.domain.knowledge import services as knowledge
from xietong.domain.knowledge.models import Lesson
from xietong.kit.canonical import digest_of

WORDS = {
    "goals": "目标按申请表逐项核对，口径一致。",
    "process": "流程图上的判断点都用到了，退回两次都在当天说清。",
    "communication": "周例会有结论、有行动项，跨部门请求基本一天内答复。",
    "risks": "预案提前写好，触发时知道找谁。",
}


def report(story: Story) -> Retrospective:
    return Retrospective.objects.select_related("collaboration__lead").get(collaboration=story.pk)


def retrospective(story: Story, answers: Mapping[str, Any]) -> Script:
    """Everybody scores, the lead sums up, the initiator writes, the lead publishes with a signature."""
    yield story.after(60)
    closing.open_retrospective(story.collaboration, by=story.actor(story.lead), now=story.now)
    for number, row in enumerate(participations_of(story.collaboration)):
        yield story.after(40)
        for person in (row.department.head, row.liaison):
            if person is None:
                continue
            scores = {
                key: (3 + (number + place) % 3 if key != "goals" else 4 + number % 2, words if number < 2 else "")
                for place, (key, words) in enumerate(WORDS.items())
            }
            closing.score_retrospective(report(story), scores=scores, by=story.actor(person), now=story.now)
    yield story.after(120)
    closing.write_retrospective(report(story), by=story.actor(story.lead), now=story.now)
    yield story.after(150)
    writer = story.things["initiator"]
    closing.save_report(report(story), answers=answers, by=story.actor(writer), now=story.now)
    yield story.after(20)
    closing.submit_report(report(story), by=story.actor(writer), now=story.now)
    yield story.after(180)
    written = report(story)
    closing.publish_report(
        written,
        content_digest=digest_of(signed_data(written)),
        method=story.method(story.lead),
        by=story.actor(story.lead),
        now=story.now,
    )


def lessons_published(story: Story, *, keep: int = 1) -> None:
    """The PMO publishes what was drafted from the report; the last `keep` still wait for a careful hand."""
    pmo = story.outside(story.company.people["fengxue"])
    drafts = list(Lesson.objects.filter(collaboration=story.pk, state="draft").order_by("pk"))
    for lesson in drafts[: len(drafts) - keep]:
        knowledge.publish_lesson(lesson, by=pmo, now=story.now)


def archived(story: Story) -> None:
    """Ordered by the PMO's archivist; the worker builds and seals, and the collaboration becomes read-only by itself."""
    closing.ask_archive(story.collaboration, by=story.actor(story.company.people["kongming"]), now=story.now)
