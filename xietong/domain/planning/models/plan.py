"""A version of the plan, and who has read it."""

from django.db import models
from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.states import PLAN
from xietong.kit.state_field import StateField


class Plan(models.Model):
    """协同计划书: task list + resource plan + risk plan as one version with one digest.

    `content` is the whole as canonical data when it went round; `section_digests` one digest per section.
    """

    noun, life, permissions = "plan", PLAN, PLANNING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the collaboration
    state = StateField(PLAN)
    state_since = models.DateTimeField()
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    section_digests = models.JSONField(default=dict)
    why = models.TextField(blank=True)  # what this version changes, and why
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "number"], name="a_plan_number_once"),
            models.UniqueConstraint(
                fields=["collaboration"], condition=Q(state="published"), name="one_published_plan"
            ),
            models.UniqueConstraint(
                fields=["collaboration"], condition=Q(state__in=["draft", "in_review"]), name="one_plan_under_way"
            ),
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Acknowledgement(models.Model):
    """已阅: who must read a published plan, and who has. A liaison passes it on inside the department."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    passed_on_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="acknowledged_once")]
        indexes = [models.Index(fields=["person"], condition=Q(read_at=None), name="acknowledgement_waiting")]
