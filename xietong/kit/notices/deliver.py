"""Write the notices of an event, and send the ones that go by mail. Both are safe to repeat."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from xietong.kit.events.models import HappenedEvent
from xietong.kit.jobs.queue import enqueue_many
from xietong.kit.jobs.work import outside_transaction
from xietong.kit.notices.models import Notice, Preference
from xietong.kit.notices.rules import MAIL, NOTICES


def tell(event_id: int, *, now: datetime) -> None:
    """One notice per person and rule; a second run finds them there and adds nothing."""
    event = HappenedEvent.objects.get(pk=event_id)
    for rule in NOTICES.get(event.name, ()):
        people = {person for person in rule.whom(event) if person and person != event.by_id}
        if not people:
            continue
        words = rule.words(event)
        there = set(Notice.objects.filter(event=event, rule=rule.name).values_list("person_id", flat=True))
        made = Notice.objects.bulk_create(
            Notice(
                person_id=person,
                event=event,
                rule=rule.name,
                title=words.title[:200],
                body=words.body,
                href=words.href,
                context_id=event.context_id,
                at=now,
            )
            for person in sorted(people - there)
        )
        if MAIL in rule.by:
            silent = set(Preference.objects.filter(person__in=people, mail=False).values_list("person_id", flat=True))
            enqueue_many(
                (
                    ("xietong.kit.notices.deliver.mail", {"notice_id": notice.pk})
                    for notice in made
                    if notice.person_id not in silent
                ),
                now=now,
            )


@outside_transaction
def mail(notice_id: int, *, now: datetime) -> None:
    """Send one notice by e-mail. The Message-ID is the notice's, so a receiver sees a repeated sending as one."""
    notice = Notice.objects.select_related("person").get(pk=notice_id)
    if notice.mailed_at or not notice.person.email or not notice.person.is_active:
        return
    body = f"{notice.body}\n\n{settings.SITE_URL}{notice.href}\n" if notice.href else notice.body
    EmailMessage(
        subject=notice.title,
        body=body,
        to=[notice.person.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{settings.MAIL_DOMAIN}>"},
    ).send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)
