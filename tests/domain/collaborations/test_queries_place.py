"""Who sees a collaboration: the rule over many rows and the rule for one row at hand give one answer."""

from datetime import timedelta
from itertools import product

import pytest
from django.http import Http404

from tests.cast import NOW, TODAY, Cast, who
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Member
from xietong.domain.collaborations.queries import place_for, visible
from xietong.domain.collaborations.states import Confidentiality
from xietong.domain.people.models import Delegation, Person
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role

pytestmark = pytest.mark.django_db


def _opens(asking: Who, pk: int) -> bool:
    try:
        place_for(asking, pk)
    except Http404:
        return False
    return True


def test_a_page_opens_exactly_when_the_list_shows_it(cast: Cast) -> None:
    made = [
        make_collaboration(cast, stage, title=f"{stage} {secrecy}", confidentiality=secrecy, **draft)
        for stage, secrecy, draft in product(
            ("launch", "execution", "closing", "archived"), Confidentiality, ({}, {"number": None})
        )
    ]
    Member.objects.bulk_create(
        Member(collaboration=one, person=cast.feng, role=Role.OBSERVER.value, since=NOW) for one in made[::2]
    )
    for principal, delegate in ((cast.wu, cast.qian), (cast.feng, cast.jiang)):
        Delegation.objects.create(
            principal=principal, delegate=delegate, from_on=TODAY, until_on=TODAY + timedelta(days=3), made_at=NOW
        )
    answers = set()

    for person in Person.objects.order_by("id"):
        asking = who(person)
        listed = set(visible(asking).values_list("pk", flat=True))
        opened = {one.pk for one in made if _opens(asking, one.pk)}
        assert opened == listed, f"{person.name} ({', '.join(asking.company_roles)})"
        answers.add(frozenset(opened))

    assert len(answers) >= 5, "the cast should differ in what it sees"
