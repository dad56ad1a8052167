"""Readings about collaborations: what one may see, which roles one holds, who is to be told, the pages of this house."""

from xietong.domain.collaborations.queries.answers import application_choices, checked_answers, names_for
from xietong.domain.collaborations.queries.application import (
    KIND,
    application_of,
    parties_of,
    signed_data,
    submission_problems,
    warnings_of,
)
from xietong.domain.collaborations.queries.feed import feed, told
from xietong.domain.collaborations.queries.frame import ORDER, PAGES, Frame, frame
from xietong.domain.collaborations.queries.gate import application_signed_by_all, team_named
from xietong.domain.collaborations.queries.place import LENT, Place, by_number, place_for, place_of, visible
from xietong.domain.collaborations.queries.team import (
    participations_of,
    people_with,
    speakers_for,
    task_forces_of,
    team_of,
)
from xietong.domain.collaborations.queries.waiting import waiting

__all__ = [
    "KIND",
    "LENT",
    "ORDER",
    "PAGES",
    "Frame",
    "Place",
    "application_choices",
    "application_of",
    "application_signed_by_all",
    "by_number",
    "checked_answers",
    "feed",
    "frame",
    "names_for",
    "participations_of",
    "parties_of",
    "people_with",
    "place_for",
    "place_of",
    "signed_data",
    "speakers_for",
    "submission_problems",
    "task_forces_of",
    "team_named",
    "team_of",
    "told",
    "visible",
    "waiting",
    "warnings_of",
]
