"""The WBS node and the link between two."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light, Priority
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.states import OPEN_TASKS, TASK, LinkKind
from xietong.kit.state_field import ChoiceField, StateField

OPEN = [state.value for state in OPEN_TASKS]


class TaskQuerySet(models.QuerySet["Task"]):
    def leaves(self) -> "TaskQuerySet":
        return self.filter(is_leaf=True)

    def open(self) -> "TaskQuerySet":
        return self.filter(is_leaf=True, state__one_of=OPEN)  # in words: rides on the partial indexes

    def overdue(self, day: date) -> "TaskQuerySet":
        """Open leaves whose finish lies before `day`; rides on the partial index."""
        return self.open().filter(finish_on__lt=day)


class Task(models.Model):
    """A node of the WBS (form 3). A leaf carries the guide's six items; a parent rolls up. Durations in working days."""

    noun, life, permissions = "task", TASK, PLANNING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="tasks")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)  # among its siblings
    code = models.CharField(max_length=30, blank=True)  # 1.2.3, follows from the tree
    sort_key = models.CharField(max_length=60, blank=True)  # the code so that text order is tree order
    is_leaf = models.BooleanField(default=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="tasks")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="owned_tasks")
    support = models.JSONField(default=list)  # ids of departments that help
    accepted_by = models.JSONField(default=list)  # ids of departments that accept
    priority = ChoiceField(Priority, default=Priority.MIDDLE.value)
    is_milestone = models.BooleanField(default=False)
    deliverables = models.JSONField(default=list)  # texts
    acceptance = models.JSONField(default=list)  # texts, each checkable
    playbook_task = models.CharField(max_length=20, blank=True)  # T05: where it came from, for learning durations
    sla_hours = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)

    duration = models.PositiveIntegerField(default=1)  # working days; 0 for a milestone
    optimistic = models.PositiveIntegerField(null=True)  # working days
    pessimistic = models.PositiveIntegerField(null=True)
    not_before = models.DateField(null=True)
    finish_by = models.DateField(null=True)  # deadline: reported when missed, never moves dates
    start_on = models.DateField(null=True)  # computed, current plan
    finish_on = models.DateField(null=True)
    baseline_start = models.DateField(null=True)  # as published
    baseline_finish = models.DateField(null=True)
    actual_start = models.DateField(null=True)
    actual_finish = models.DateField(null=True)
    total_float = models.IntegerField(null=True)  # working days
    is_critical = models.BooleanField(default=False)

    state = StateField(TASK)
    state_since = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(default=0)
    reported_at = models.DateTimeField(null=True)  # the last daily update
    light = ChoiceField(Light, default=Light.GREY.value)
    light_rule = models.CharField(max_length=40, blank=True)
    light_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["collaboration", "sort_key", "id"], name="task_tree"),
            models.Index(fields=["finish_on", "id"], condition=Q(is_leaf=True, state__in=OPEN), name="task_overdue"),
            models.Index(fields=["owner"], condition=Q(is_leaf=True, state__in=OPEN), name="task_owner_open"),
            models.Index(fields=["light", "collaboration"], condition=Q(light__in=["red", "yellow"]), name="task_lit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_percent"),
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(finish_on=None) | Q(finish_on__gte=F("start_on")), name="task_dates"
            ),
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Link(models.Model):
    """`after` waits for `before`; lag in working days, may be negative."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="links")
    before = models.ForeignKey(Task, models.CASCADE, related_name="links_out")
    after = models.ForeignKey(Task, models.CASCADE, related_name="links_in")
    kind = ChoiceField(LinkKind, default=LinkKind.FS.value, max_length=2)
    lag = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="linked_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="not_linked_to_itself"),
        ]


class Timetable(models.Model):
    """How the dates of a collaboration are computed, and what the last computation had to say.

    Forward from `anchor_on`, or backward so that `anchor_task` (or the last task) finishes on `anchor_on`. Without a
    day of its own the dates agreed in form 1 count. `findings`: [{"kind", "task", "days"}] of the last computation.
    """

    collaboration = models.OneToOneField(Collaboration, models.CASCADE, related_name="timetable")
    backward = models.BooleanField(default=False)
    anchor_on = models.DateField(null=True)
    anchor_task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    findings = models.JSONField(default=list)
    earliest_possible = models.DateField(null=True)  # when the target cannot be reached
    unknown_years = models.JSONField(default=list)  # years whose official holidays are not known
    computed_at = models.DateTimeField(null=True)
