"""Daily updates, alerts as cases, support requests, coordination letters, snapshots of the tracking table."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.models import Risk, Task
from xietong.domain.signoffs.models import Signature
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.states import ALERT, LETTER, SUPPORT_REQUEST, Cause, LetterAnswer, Measure, SupportAnswer
from xietong.kit.state_field import ChoiceField, StateField


class ProgressReport(models.Model):
    """One task's line of a daily update. Never changed: a correction is a new report, so every value has a history."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports")
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="reports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()  # the working day it reports on
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField()
    percent_before = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=30)  # a planning TaskState, as it was then
    done = models.TextField(blank=True)
    undone = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    need = models.TextField(blank=True)  # 需协调资源
    cause = ChoiceField(Cause, blank=True, default="")
    is_jump = models.BooleanField(default=False)  # a large step without evidence

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["task", "-id"], name="report_task"),
            models.Index(fields=["collaboration", "on"], name="report_day"),
        ]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent")]


class Alert(models.Model):
    """A red light as a case (预警处理单): opened by a rule, closed by a handled cause."""

    noun, life, permissions = "alert", ALERT, TRACKING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="alerts")
    number = models.CharField(max_length=40)
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="alerts")
    risk = models.ForeignKey(Risk, models.CASCADE, null=True, related_name="alerts")
    level = ChoiceField(Light, default=Light.RED.value)
    rule = models.CharField(max_length=40)
    why = models.CharField(max_length=200)  # the rule in words, with its figures
    state = StateField(ALERT)
    state_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    handle_by = models.DateTimeField()  # then the executive is told
    escalated_at = models.DateTimeField(null=True)
    cause = ChoiceField(Cause, blank=True, default="")
    cause_text = models.TextField(blank=True)
    measure = ChoiceField(Measure, blank=True, default="")
    measure_text = models.TextField(blank=True)
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    meeting_id = models.BigIntegerField(null=True)  # the special meeting
    evidence = models.TextField(blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    recurrence = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False) | Q(risk__isnull=False), name="alert_about_something"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state__in=["open", "handled"]), name="one_open_alert_a_task"
            ),
            models.UniqueConstraint(
                fields=["risk"], condition=Q(state__in=["open", "handled"]), name="one_open_alert_a_risk"
            ),
        ]
        indexes = [models.Index(fields=["handle_by"], condition=Q(state="open"), name="alert_to_handle")]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class SupportRequest(models.Model):
    """协作支持请求: one department asks another; the answer is due in 24 hours. `answer_by` moves only while clarified."""

    noun, life, permissions = "support_request", SUPPORT_REQUEST, TRACKING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="support_requests")
    number = models.CharField(max_length=40)
    asking = models.ForeignKey(Department, models.PROTECT, related_name="+")
    asked = models.ForeignKey(Department, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="support_requests")
    matter = models.CharField(max_length=120)
    requirement = models.TextField()  # what, in which format
    wanted_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    queried_at = models.DateTimeField(null=True)
    was_queried = models.BooleanField(default=False)  # the clock rests once
    rested = models.DurationField(default=timedelta)  # while it was being clarified; not counted as response time
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = ChoiceField(SupportAnswer, blank=True, default="")
    answer_text = models.TextField(blank=True)
    promised_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivery = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    near_told_at = models.DateTimeField(null=True)
    breach_level = models.PositiveSmallIntegerField(default=0)  # 1: head told, 2: executive told
    state = StateField(SUPPORT_REQUEST)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["answer_by"], condition=Q(state="asked"), name="support_unanswered")]
        constraints = [
            models.CheckConstraint(condition=~Q(asking=models.F("asked")), name="support_from_another_department")
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class CoordinationLetter(models.Model):
    """资源协调函: the lead's signed letter to borrow a resource until a return date.

    `items`: [{"kind", "name", "spec", "amount", "place", "from_on", "until_on"}].
    """

    noun, life, permissions = "letter", LETTER, TRACKING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="letters")
    number = models.CharField(max_length=40, blank=True)  # 市协函〔2026〕5号, given at signing
    title = models.CharField(max_length=120)
    lender = models.ForeignKey(Department, models.PROTECT, related_name="+")
    borrower = models.ForeignKey(Department, models.PROTECT, related_name="+")
    purpose = models.TextField()
    items = models.JSONField(default=list)
    custody = models.TextField(blank=True)
    cost_borne_by = models.CharField(max_length=120, blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="letters")
    alert = models.ForeignKey(Alert, models.SET_NULL, null=True, related_name="letters")
    reply_by = models.DateField()
    return_on = models.DateField()
    first_return_on = models.DateField()
    contact = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    answer = ChoiceField(LetterAnswer, blank=True, default="")
    answer_text = models.TextField(blank=True)
    answer_signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    condition_out = models.TextField(blank=True)
    given_back_at = models.DateTimeField(null=True)
    condition_back = models.TextField(blank=True)
    is_damaged = models.BooleanField(default=False)
    settlement = models.TextField(blank=True)  # how damage or loss was settled
    extension_on = models.DateField(null=True)  # a later return date, asked for and not yet agreed
    extension_why = models.TextField(blank=True)
    extension_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    near_told_at = models.DateTimeField(null=True)
    overdue_told_on = models.DateField(null=True)
    void_why = models.TextField(blank=True)
    state = StateField(LETTER)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["return_on"], condition=Q(state="in_use"), name="letter_in_use")]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Snapshot(models.Model):
    """The tracking table as it stood at a weekly meeting: a numbered document."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="snapshots")
    number = models.CharField(max_length=40)
    as_of = models.DateTimeField()
    rows = models.JSONField()
    summary = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
