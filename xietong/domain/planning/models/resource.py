"""What a department needs, conflicts that were accepted, and departments that need nothing."""

from django.db import models

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.models.task import Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.states import RESOURCE_REQUEST, ResourceKind, ResourceSource
from xietong.kit.state_field import ChoiceField, StateField


class ResourceRequest(models.Model):
    """A row of the resource plan (domain.md §2.7)."""

    noun, life, permissions = "resource_request", RESOURCE_REQUEST, PLANNING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="resource_requests")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")  # who needs it
    kind = ChoiceField(ResourceKind)
    name = models.CharField(max_length=120)  # 名称与规格; for people: who or which skill
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="booked")  # a named person
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=1)
    unit = models.CharField(max_length=20, default="")
    purpose = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="resource_requests")
    from_on = models.DateField()
    until_on = models.DateField()
    source = ChoiceField(ResourceSource, default=ResourceSource.OWN.value)
    provider = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # 元
    state = StateField(RESOURCE_REQUEST)
    state_since = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="resource_period"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="resource_amount"),
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class AcceptedConflict(models.Model):
    """An over-allocation or double booking that the lead left, with the reason."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="accepted_conflicts")
    key = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "key"], name="a_conflict_accepted_once")]


class NothingNeeded(models.Model):
    """A department's own click that it needs no resources, or sees no risk; silence does not count (domain.md §4.2)."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="nothing_needed")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[("resource", "资源"), ("risk", "风险")])
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "department", "kind"], name="nothing_said_once")
        ]
