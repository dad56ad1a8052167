"""A request to change a published plan."""

from django.db import models

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.models.plan import Plan
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.states import CHANGE_REQUEST, ChangeKind
from xietong.kit.state_field import ChoiceField, StateField


class ChangeRequest(models.Model):
    """变更申请单: lines of before and after, and the impact computed when it was asked.

    `lines`: [{"task": id, "code": …, "name": …, "field": "duration", "before": …, "after": …}];
    `impact`: {"finish_before", "finish_after", "slip_days", "moved", "departments", "critical_changed"}.
    """

    noun, life, permissions = "change_request", CHANGE_REQUEST, PLANNING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="change_requests")
    number = models.CharField(max_length=40)
    kind = ChoiceField(ChangeKind)
    state = StateField(CHANGE_REQUEST)
    state_since = models.DateTimeField()
    lines = models.JSONField(default=list)
    impact = models.JSONField(default=dict)
    reason = models.TextField()
    if_not = models.TextField(blank=True)  # 不变更的后果
    over_objectives = models.BooleanField(
        default=False
    )  # date, scope or cost of the whole changes: an executive decides
    was_late = models.BooleanField(default=False)  # 补报: asked after the due date
    decision = models.TextField(blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="changes")  # the version it led to
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]

    @property
    def context_id(self) -> int:
        return self.collaboration_id
