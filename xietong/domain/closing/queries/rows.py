"""Every row that belongs to a collaboration, in every house: found by following foreign keys, not by knowing the houses.

The walk starts at the collaboration and takes each model of the domain that names it, or names a model already taken.
So a table that a house adds tomorrow is in the archive without a change here.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from xietong.domain.closing.models import Archive, Score
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import CompanyRole, Delegation, Department, Person
from xietong.domain.signoffs.models import Signature, SignedContent, SignOff, SignOffRound
from xietong.kit.events.seal import instant
from xietong.kit.files.models import Attachment

COMPANY = (Person, Department, CompanyRole, Delegation)
HANDLED = (SignedContent, Archive)  # exported as bytes; the archive's own row says how the sealing ended
BY_CONTEXT = {
    SignOffRound: "context_id",
    Signature: "context_id",
    SignOff: "round__context_id",
    Attachment: "context_id",
}


def paths() -> dict[type[models.Model], str]:
    """Model → the look-up that leads to the collaboration's id, shortest way first."""
    found: dict[type[models.Model], str] = {Collaboration: "pk", **BY_CONTEXT}
    waiting = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("xietong.domain.") and model not in (*COMPANY, *HANDLED, *found)
    ]
    grew = True
    while grew:
        grew = False
        for model in list(waiting):
            way = _way(model, found)
            if way:
                found[model] = way
                waiting.remove(model)
                grew = True
    return found


def _way(model: type[models.Model], found: dict[type[models.Model], str]) -> str:
    """By a foreign key straight to the collaboration, else by one that must be filled to a model already found."""
    keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    for field in keys:
        if field.related_model is Collaboration:
            return field.attname
    for field in keys:
        there: Any = field.related_model
        if there in found and not field.null and there is not model and there not in BY_CONTEXT:
            return f"{field.name}__{found[there]}"
    return ""


def label_of(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def rows_of(collaboration: Collaboration) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(model, its rows in the order of their ids) for every model that has some."""
    for model, way in sorted(paths().items(), key=lambda pair: label_of(pair[0])):
        many = list(model._meta.many_to_many)
        if model is Score:
            yield label_of(model), _scores(collaboration)
            continue
        rows = [_row(row, many) for row in model._default_manager.filter(**{way: collaboration.pk}).order_by("pk")]
        if rows:
            yield label_of(model), rows


def _scores(collaboration: Collaboration) -> list[dict[str, Any]]:
    """Without persons, ids and moments: scores stay anonymous for ever (N23)."""
    rows = Score.objects.filter(retrospective__collaboration=collaboration)
    return sorted(
        (
            {"dimension": str(d), "score": score, "words": words}
            for d, score, words in rows.values_list("dimension", "score", "words")
        ),
        key=lambda row: (row["dimension"], row["score"], row["words"]),
    )


def _row(row: models.Model, many: list[Any]) -> dict[str, Any]:
    data = {
        field.attname: plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not isinstance(field, models.BinaryField)
    }
    for field in many:
        data[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    return data


def plain(value: Any) -> Any:
    """As JSON says it: days and moments as text (moments in UTC with microseconds, as signatures have them)."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return str(value)
    return value


def people_ids(label: str, rows: list[dict[str, Any]]) -> set[int]:
    """Who is named in these rows."""
    keys = [f.attname for f in apps.get_model(label)._meta.concrete_fields if f.related_model is Person]
    return {row[key] for row in rows for key in keys if row.get(key)}


def people(ids: set[int]) -> list[dict[str, Any]]:
    """Names for ids; no address, no phone."""
    rows = Person.objects.filter(pk__in=ids).select_related("department").order_by("pk")
    return [
        {
            "id": person.pk,
            "name": person.name,
            "post": person.post,
            "department": person.department.name if person.department else "",
        }
        for person in rows
    ]


def departments() -> list[dict[str, Any]]:
    return [
        {"id": row.pk, "name": row.name, "code": row.code, "parent_id": row.parent_id}
        for row in Department.objects.order_by("pk")
    ]
