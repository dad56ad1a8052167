"""The process map, the responsibility list with its duties, accepted findings, confirmations by department."""

from django.db import models

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.states import PROCESS_MAP, RESPONSIBILITY_LIST, Part
from xietong.domain.people.models import Department, Person
from xietong.domain.signoffs.models import Signature
from xietong.kit.state_field import ChoiceField, StateField


class ProcessMap(models.Model):
    """Swimlanes. `drawing` is kit.swimlanes.model.Map as JSON; lanes are keyed by department id as text."""

    noun, life, permissions = "process_map", PROCESS_MAP, DUTIES

    collaboration = models.OneToOneField(Collaboration, models.CASCADE, related_name="process_map")
    state = StateField(PROCESS_MAP)
    state_since = models.DateTimeField()
    drawing = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)  # 1 with the first publication
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class ResponsibilityList(models.Model):
    """Form 2: the head of the list; its rows are duties."""

    noun, life, permissions = "responsibility_list", RESPONSIBILITY_LIST, DUTIES

    collaboration = models.OneToOneField(Collaboration, models.CASCADE, related_name="responsibility_list")
    state = StateField(RESPONSIBILITY_LIST)
    state_since = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Duty(models.Model):
    """One matter. Exactly one accountable department (主责) before it can be confirmed."""

    responsibility_list = models.ForeignKey(ResponsibilityList, models.CASCADE, related_name="duties")
    order = models.PositiveIntegerField(default=0)
    matter = models.CharField(max_length=120)
    accountable = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    description = models.TextField(blank=True)
    boundary = models.TextField(blank=True)  # what it is not responsible for
    inputs = models.JSONField(default=list)
    outputs = models.JSONField(default=list)
    steps = models.JSONField(default=list)  # ids of nodes of the process map
    tasks = models.JSONField(default=list)  # WBS keys of the playbook or codes of tasks
    time_limit = models.CharField(max_length=60, blank=True)
    standard = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "id"]


class DutyParty(models.Model):
    """A department's part in a matter besides being accountable."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="parties")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    part = ChoiceField(Part)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["duty", "department"], name="one_part_a_department")]


class AcceptedFinding(models.Model):
    """An overlap or omission that was looked at and left, with the reason."""

    responsibility_list = models.ForeignKey(ResponsibilityList, models.CASCADE, related_name="accepted_findings")
    key = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["responsibility_list", "key"], name="a_finding_accepted_once")]


class DutyConfirmation(models.Model):
    """A department confirmed its rows as they were (`rows_digest`); it is asked again only when they change."""

    responsibility_list = models.ForeignKey(ResponsibilityList, models.CASCADE, related_name="confirmations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    rows_digest = models.CharField(max_length=64)
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["responsibility_list", "department"], name="one_confirmation_a_department")
        ]
