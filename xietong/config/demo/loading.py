"""Load the demo company: organisation, playbooks, and five collaborations acted out by its people up to today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from xietong.config.demo import archived, closing, executing, launching, planning
from xietong.config.demo.acting import Company, Story, perform
from xietong.config.demo.organisation import load_organisation
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge.services import load_builtins
from xietong.domain.people.models import Person
from xietong.kit.clock import clock_at, day_of
from xietong.kit.notices.models import Preference

STORIES: tuple[ModuleType, ...] = (archived, executing, closing, planning, launching)
BEFORE_ALL = -150  # the working day on which the company begins to use the product


def is_empty() -> bool:
    """Nobody is registered yet."""
    return not get_user_model()._default_manager.exists()


@transaction.atomic
def load_demo(*, now: datetime) -> list[Collaboration]:
    """Everything or nothing; the collaborations in the order of their numbers. Needs an empty database."""
    people = load_organisation()
    company = Company(people, day_of(now))
    begun = company.at(BEFORE_ALL, "09:00")
    with clock_at(begun):
        load_builtins(now=begun)
    with nobody_gets_mail(people):
        played = []
        for module in STORIES:
            story = Story(company)
            played += [(story, script) for script in module.scripts(story)]
        perform(company, played, until=now)
    return list(Collaboration.objects.order_by("number"))


@contextmanager
def nobody_gets_mail(people: dict[str, Person]) -> Iterator[None]:
    """The past is told in the product only: no letters about it to invented addresses."""
    Preference.objects.bulk_create(Preference(person=person, mail=False) for person in people.values())
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
    Preference.objects.filter(person__in=[person.pk for person in people.values()]).delete()
