"""Meetings, who attends, minutes (form 4) in versions, who confirmed them, action items."""

from django.db import models
from django.db.models import F, Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Priority
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.states import ACTION_ITEM, MEETING, MINUTES, Attendance, MeetingKind
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.models import Task
from xietong.kit.state_field import ChoiceField, StateField


class Meeting(models.Model):
    """`agenda`: [{"topic", "presenter", "minutes", "why"}]. Times are planned until the meeting closes."""

    noun, life, permissions = "meeting", MEETING, MEETINGS

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="meetings")
    kind = ChoiceField(MeetingKind)
    number = models.PositiveIntegerField()  # 第几次, within collaboration and kind
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes_planned = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    goal = models.TextField(blank=True)
    agenda = models.JSONField(default=list)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    minutes_late_told_at = models.DateTimeField(null=True)
    state = StateField(MEETING)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "kind", "number"], name="a_meeting_number_once")
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Attendee(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    attendance = ChoiceField(Attendance, default=Attendance.INVITED.value)
    reason = models.CharField(max_length=200, blank=True)  # of absence

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="invited_once")]


class Minutes(models.Model):
    """Form 4. `answers`: departments' reports (the guide's four columns), topics, action items, the next meeting."""

    noun, life, permissions = "minutes", MINUTES, MEETINGS

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="minutes")
    number = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=dict)
    state = StateField(MINUTES)
    state_since = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "revision"], name="a_minutes_revision_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="draft"), name="one_draft_of_minutes"),
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class MinutesReceipt(models.Model):
    """An attendee confirmed (已阅) or objected within the window."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="one_receipt_a_person")]
        indexes = [models.Index(fields=["person"], condition=Q(confirmed_at=None), name="receipt_waiting")]


class ActionItem(models.Model):
    """行动项: problem, solution, owner, deadline (the guide's four). An extension keeps the original date."""

    noun, life, permissions = "action_item", ACTION_ITEM, MEETINGS

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="action_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="action_items")
    problem = models.TextField()
    solution = models.TextField()
    owner = models.ForeignKey(Person, models.PROTECT, related_name="action_items")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    first_due_on = models.DateField()
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="action_items")
    priority = ChoiceField(Priority, default=Priority.MIDDLE.value)
    result = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)
    overdue_told_on = models.DateField(null=True)
    state = StateField(ACTION_ITEM)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="action_item_open")]
        constraints = [models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="never_due_earlier")]

    @property
    def context_id(self) -> int:
        return self.collaboration_id
