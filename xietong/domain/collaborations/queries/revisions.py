"""The versions of form 1 that went round: the exact content that was signed, and what changed between two of them."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.queries.application import KIND, application_of
from xietong.domain.collaborations.queries.pages import sign_row
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.signoffs.models import SignOffRound
from xietong.domain.signoffs.queries import rounds_of, strip
from xietong.kit.ui.shapes import Change


def content_of(round_: SignOffRound) -> dict[str, Any]:
    """What was signed, as data."""
    said: dict[str, Any] = json.loads(bytes(round_.content.content))
    return said


def revision_page(place: Place, round_id: int, now: datetime) -> dict[str, Any]:
    application = application_of(place.collaboration)
    rounds = rounds_of(KIND, application.pk)
    at = next((number for number, row in enumerate(rounds) if row.pk == round_id), None)
    if at is None:
        raise Http404("没有这一版。")
    shown = rounds[at]
    before = next((row for row in reversed(rounds[:at]) if row.content_id != shown.content_id), None)
    return {
        "collaboration": place.collaboration,
        "round": shown,
        "said": content_of(shown),
        "before": before,
        "changes": changes_between(before, shown) if before else [],
        "signs": [sign_row(row, now) for row in strip(shown)],
        "rounds": rounds,
    }


def changes_between(before: SignOffRound, after: SignOffRound) -> list[Change]:
    """Line by line in words, only what differs."""
    was, now = content_of(before), content_of(after)
    labels = list(dict.fromkeys([*was["words"], *now["words"]]))
    found = [
        Change(label, was["words"].get(label) or None, now["words"].get(label) or None)
        for label in labels
        if was["words"].get(label) != now["words"].get(label)
    ]
    files = ["、".join(f["name"] for f in side["attachments"]) or None for side in (was, now)]
    if was["attachments"] != now["attachments"]:
        found.append(Change("附件", *files))
    return found
