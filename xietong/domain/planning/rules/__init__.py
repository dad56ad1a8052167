"""Whether: complete leaves, submittable plans, covered risks, free people, who decides a change. Facts in, values out."""

from xietong.domain.planning.rules.booking import Booking, Overbooking, overbookings, share_of
from xietong.domain.planning.rules.change import OVER_OBJECTIVES, Impact, decider_of, impact_of
from xietong.domain.planning.rules.network import (
    LinkFacts,
    NamedLoop,
    RolledUp,
    TaskFacts,
    expanded_links,
    leaves_below,
    named_loop,
    problem_from,
    rolled_up,
)
from xietong.domain.planning.rules.outline import MAX_DEPTH, Node, Numbered, below, moved, numbered
from xietong.domain.planning.rules.plan import (
    CONSIDERABLE_SCORE,
    MAJOR_SCORE,
    LeafFacts,
    PlanFacts,
    missing_items,
    ready_to_submit,
    risk_level,
)
from xietong.domain.planning.rules.ranking import Candidate, Ranked, blocked_counts, ranked
from xietong.domain.planning.rules.reference import parse_references, say_reference

__all__ = [
    "CONSIDERABLE_SCORE",
    "MAJOR_SCORE",
    "MAX_DEPTH",
    "OVER_OBJECTIVES",
    "Booking",
    "Candidate",
    "Impact",
    "LeafFacts",
    "LinkFacts",
    "NamedLoop",
    "Node",
    "Numbered",
    "Overbooking",
    "PlanFacts",
    "Ranked",
    "RolledUp",
    "TaskFacts",
    "below",
    "blocked_counts",
    "decider_of",
    "expanded_links",
    "impact_of",
    "leaves_below",
    "missing_items",
    "moved",
    "named_loop",
    "numbered",
    "overbookings",
    "parse_references",
    "problem_from",
    "ranked",
    "ready_to_submit",
    "risk_level",
    "rolled_up",
    "say_reference",
    "share_of",
]
