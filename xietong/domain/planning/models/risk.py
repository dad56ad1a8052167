"""A risk with its contingency and buffer."""

from django.db import models
from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Department, Person
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.rules import risk_level
from xietong.domain.planning.states import RISK, RiskCategory, RiskLevel
from xietong.kit.state_field import ChoiceField, StateField


class Risk(models.Model):
    """A row of the risk plan (domain.md §2.7). Buffer in working days."""

    noun, life, permissions = "risk", RISK, PLANNING

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="risks")
    name = models.CharField(max_length=200)
    category = ChoiceField(RiskCategory)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")  # responsible, and who raised it
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="owned_risks")
    probability = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    trigger = models.TextField(blank=True)
    prevention = models.TextField(blank=True)
    contingency = models.TextField(blank=True)
    buffer_days = models.PositiveSmallIntegerField(default=0)
    mitigate_by = models.DateField(null=True)
    tasks = models.JSONField(default=list)  # ids of affected tasks
    state = StateField(RISK)
    state_since = models.DateTimeField()
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__range=(1, 5)) & Q(impact__range=(1, 5)), name="risk_one_to_five"
            )
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id

    @property
    def level(self) -> RiskLevel:
        return RiskLevel(risk_level(self.probability, self.impact))
