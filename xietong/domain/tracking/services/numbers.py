"""Numbers of this house's documents: XT-2026-0001-YJ-03, 市协函〔2026〕5号."""

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.kit.numbering.models import Counter, next_number


@transaction.atomic
def take_numbers(key: str, count: int) -> range:
    """The next `count` numbers under a key, in two statements however many."""
    Counter.objects.get_or_create(key=key)
    row = Counter.objects.select_for_update().get(key=key)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return range(first, first + count)


def document_numbers(collaboration_number: str | None, kind: str, count: int) -> list[str]:
    """domain.md §1.2: `{collaboration}-{TYPE}-{NN}`."""
    key = f"{collaboration_number or '未编号'}-{kind}"
    return [f"{key}-{number:02d}" for number in take_numbers(key, count)]


def letter_number(collaboration: Collaboration, year: int) -> str:
    """市协函〔2026〕5号: full year in hexagonal brackets, no leading zero."""
    department = collaboration.initiating_department
    code = (department.code or department.name[:1]) if department else "协"
    return f"{code}协函〔{year}〕{next_number(f'letter-{code}-{year}')}号"
