"""Self-checks, acceptance (form 6), retrospective, leftovers, archives."""

from django.db import models
from django.db.models import Q

from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.states import (
    ACCEPTANCE,
    ARCHIVE,
    LEFTOVER,
    RETROSPECTIVE,
    SELF_CHECK,
    AcceptanceKind,
    Dimension,
    Verdict,
)
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.models import Task
from xietong.kit.state_field import ChoiceField, StateField


class SelfCheck(models.Model):
    """A task owner's check before handing in. `items`: [{"criterion", "meets": true|false|null, "remark"}].

    Deliverables are attachments with subject_kind "self_check".
    """

    noun, life, permissions = "self_check", SELF_CHECK, CLOSING

    task = models.OneToOneField(Task, models.CASCADE, related_name="self_check")
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="self_checks")
    items = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    state = StateField(SELF_CHECK)
    state_since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Acceptance(models.Model):
    """Form 6: joint acceptance. `outcomes`: form 1's outcomes with measured values; `handovers`: what goes to whom."""

    noun, life, permissions = "acceptance", ACCEPTANCE, CLOSING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="acceptances")
    number = models.CharField(max_length=40)
    kind = ChoiceField(AcceptanceKind, default=AcceptanceKind.WHOLE.value)
    round = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=20, default="会议")
    held_on = models.DateField(null=True)
    outcomes = models.JSONField(default=list)
    handovers = models.JSONField(default=list)
    conclusion = ChoiceField(Verdict, blank=True, default="")
    remarks = models.TextField(blank=True)
    state = StateField(ACCEPTANCE)
    state_since = models.DateTimeField()
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration"],
                condition=Q(kind="whole", state__in=["open", "signing"]),
                name="one_whole_acceptance_open",
            )
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class AcceptanceItem(models.Model):
    """A deliverable of a task before the acceptors."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, models.CASCADE, related_name="acceptance_items")
    deliverable = models.CharField(max_length=300)
    criterion = models.TextField(blank=True)
    verdict = ChoiceField(Verdict, blank=True, default="")
    problem = models.TextField(blank=True)
    requirement = models.TextField(blank=True)  # 整改要求
    mend_by = models.DateField(null=True)
    mender = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)  # the mender says it is done, and how
    mended = models.TextField(blank=True)
    rechecked_at = models.DateTimeField(null=True)
    rechecked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recheck = models.TextField(blank=True)
    acceptors = models.ManyToManyField(Department, related_name="+")  # who judges; the owner of the task never does
    overdue_told_on = models.DateField(null=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(
                fields=["mender", "mend_by"], condition=Q(verdict="mend", rechecked_at=None), name="item_to_mend"
            )
        ]


class Retrospective(models.Model):
    """复盘报告. `facts` are computed when it is written; `answers` is what people wrote."""

    noun, life, permissions = "retrospective", RETROSPECTIVE, CLOSING

    collaboration = models.OneToOneField(Collaboration, models.CASCADE, related_name="retrospective")
    number = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    state = StateField(RETROSPECTIVE)
    state_since = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Score(models.Model):
    """One participant's score of one dimension, 1–5; shown only in the average."""

    retrospective = models.ForeignKey(Retrospective, models.CASCADE, related_name="scores")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dimension = ChoiceField(Dimension)
    score = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["retrospective", "person", "dimension"], name="scored_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="score_one_to_five"),
        ]


class Leftover(models.Model):
    """遗留事项: owner and deadline; closed by a second person on evidence (销号). Lives on after archiving."""

    noun, life, permissions = "leftover", LEFTOVER, CLOSING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="leftovers")
    number = models.CharField(max_length=40)
    matter = models.CharField(max_length=200)
    source = models.CharField(max_length=120, blank=True)
    effect = models.TextField(blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="leftovers")
    due_on = models.DateField()
    standard = models.TextField(blank=True)  # 销项标准
    evidence = models.TextField(blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="leftovers")
    overdue_told_on = models.DateField(null=True)
    finished_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = StateField(LEFTOVER)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="leftover_open")]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Archive(models.Model):
    """The sealed package 项目名称-日期."""

    noun, life, permissions = "archive", ARCHIVE, CLOSING

    collaboration = models.OneToOneField(Collaboration, models.PROTECT, related_name="archive")
    name = models.CharField(max_length=120, blank=True)  # the file's name without .zip
    path = models.CharField(max_length=200, blank=True)  # below the archives folder
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    retention = models.CharField(max_length=10, default="30年")
    contents = models.JSONField(default=list)
    error = models.TextField(blank=True)
    state = StateField(ARCHIVE)
    state_since = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)  # when the package was last verified, and what was found
    findings = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    @property
    def context_id(self) -> int:
        return self.collaboration_id
