"""Pure algorithms of time: working calendars, dates of networks, variance and forecasts; no Django, no clock, no files.

Ids go in and come out unchanged, whole working days are integers, and the same input always gives the same answer.
"""

from xietong.scheduling.calendars import CalendarLayer, Clock, OutsideCalendar, WorkCalendar, layered
from xietong.scheduling.critical_path import NothingToSchedule, schedule
from xietong.scheduling.distributions import (
    Discrete,
    Distribution,
    Exponential,
    Fixed,
    Normal,
    Pert,
    Triangular,
    Uniform,
)
from xietong.scheduling.network import BadNetwork, DuplicateActivity, Loop, Network, SelfLink, UnknownActivity
from xietong.scheduling.problem import (
    Activity,
    Dates,
    Direction,
    Finding,
    FindingKind,
    Link,
    LinkType,
    Problem,
    Schedule,
)
from xietong.scheduling.simulation import Forecast, simulate
from xietong.scheduling.variance import Slip, Span, Variance, compare_with_baseline, downstream, spans

__all__ = [
    "Activity",
    "BadNetwork",
    "CalendarLayer",
    "Clock",
    "Dates",
    "Direction",
    "Discrete",
    "Distribution",
    "DuplicateActivity",
    "Exponential",
    "Finding",
    "FindingKind",
    "Fixed",
    "Forecast",
    "Link",
    "LinkType",
    "Loop",
    "Network",
    "Normal",
    "NothingToSchedule",
    "OutsideCalendar",
    "Pert",
    "Problem",
    "Schedule",
    "SelfLink",
    "Slip",
    "Span",
    "Triangular",
    "Uniform",
    "UnknownActivity",
    "Variance",
    "WorkCalendar",
    "compare_with_baseline",
    "downstream",
    "layered",
    "schedule",
    "simulate",
    "spans",
]
