"""The collaboration, its application (form 1), who takes part in it, and its task forces."""

from collections.abc import Collection

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from xietong.domain.collaborations.permissions import COLLABORATIONS
from xietong.domain.collaborations.states import (
    APPLICATION,
    COLLABORATION,
    Confidentiality,
    Involvement,
    Light,
    Priority,
)
from xietong.domain.people.models import Department, Person
from xietong.domain.people.roles import Role
from xietong.kit.state_field import ChoiceField, StateField


class CollaborationQuerySet(models.QuerySet["Collaboration"]):
    def visible_to(self, persons: Collection[int], company_roles: Collection[str] = ()) -> "CollaborationQuerySet":
        """Those that the person (and whom they stand in for) may read; the one rule of need-to-know.

        公开: everyone. Otherwise those related to it; PMO always; executives all but 核心商密.
        """
        if Role.PMO in company_roles:
            return self
        ids = list(persons)
        mine = (
            Q(confidentiality=Confidentiality.PUBLIC, number__isnull=False)
            | Q(initiator__in=ids)
            | Q(lead__in=ids)
            | Q(initiating_department__head__in=ids)
            | Exists(
                Participation.objects.filter(collaboration=OuterRef("pk")).filter(
                    Q(department__head__in=ids) | Q(liaison__in=ids) | Q(deputy__in=ids)
                )
            )
            | Exists(Member.objects.filter(collaboration=OuterRef("pk"), person__in=ids))
        )
        if Role.EXECUTIVE in company_roles:
            mine |= ~Q(confidentiality=Confidentiality.CORE_SECRET) & Q(number__isnull=False)
        if Role.ARCHIVIST in company_roles:
            mine |= Q(state__in=["closing", "archived"]) & ~Q(confidentiality=Confidentiality.CORE_SECRET)
        return self.filter(mine)

    def running(self) -> "CollaborationQuerySet":
        return self.exclude(state__in=["archived", "terminated"])


class Collaboration(models.Model):
    """The whole undertaking, from application to archive. `state` is its stage."""

    noun, life, permissions = "collaboration", COLLABORATION, COLLABORATIONS

    number = models.CharField(max_length=30, unique=True, null=True)  # noqa: DJ001 - unique; null until the first submission
    title = models.CharField(max_length=60, blank=True)
    scenario = models.CharField(max_length=30, blank=True)
    state = StateField(COLLABORATION)
    state_since = models.DateTimeField()
    initiating_department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="initiated")
    initiator = models.ForeignKey(Person, models.PROTECT, related_name="initiated")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="leads")
    priority = ChoiceField(Priority, default=Priority.MIDDLE.value)
    confidentiality = ChoiceField(Confidentiality, default=Confidentiality.INTERNAL.value)
    start_on = models.DateField(null=True)
    finish_on = models.DateField(null=True)  # as agreed in form 1
    playbook_key = models.CharField(max_length=60, blank=True)
    playbook_version = models.PositiveIntegerField(null=True)
    rules = models.JSONField(default=dict)  # this collaboration's own limits, from its playbook
    # kept by tracking, so that lists need no look into tasks
    light = ChoiceField(Light, default=Light.GREY.value)
    light_why = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    forecast_on = models.DateField(null=True)  # forecast finish
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CollaborationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="collaboration_stage")]

    def __str__(self) -> str:
        return self.title

    @property
    def context_id(self) -> int:
        return self.pk

    @property
    def stage(self) -> object:
        return self.state

    @property
    def href(self) -> str:
        return f"/collaborations/{self.pk}"

    def is_visible_to(self, company_roles: Collection[str], *, related: bool) -> bool:
        """`visible_to` for one row at hand, whose relations have been read; a test holds the two to the same answer."""
        if related or Role.PMO in company_roles:
            return True
        if self.confidentiality == Confidentiality.PUBLIC and self.number is not None:
            return True
        if self.confidentiality == Confidentiality.CORE_SECRET:
            return False
        if Role.EXECUTIVE in company_roles and self.number is not None:
            return True
        return Role.ARCHIVIST in company_roles and self.state in ("closing", "archived")


class Application(models.Model):
    """Form 1. `answers` holds the paper; a new `revision` begins when it is changed after having been submitted."""

    noun, life, permissions = "application", APPLICATION, COLLABORATIONS

    collaboration = models.OneToOneField(Collaboration, models.PROTECT, related_name="application")
    state = StateField(APPLICATION)
    state_since = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # of the document: 1 with the first submission
    answers = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # of the row, for If-Match

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Participation(models.Model):
    """A department in a collaboration: what is asked of it, its liaison and deputy. Its head is the department's."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="participations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="participations")
    involvement = ChoiceField(Involvement, default=Involvement.SUPPORTING.value)
    ask = models.TextField(blank=True)
    liaison = models.ForeignKey(Person, models.PROTECT, null=True, related_name="liaison_of")
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, related_name="deputy_of")
    named_at = models.DateTimeField(null=True)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "department"], name="a_department_once"),
            models.CheckConstraint(
                condition=Q(deputy=None) | Q(liaison=None) | ~Q(deputy=F("liaison")), name="deputy_is_another"
            ),
        ]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class TaskForce(models.Model):
    """A special group with duties, leader and members."""

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="task_forces")
    name = models.CharField(max_length=60)
    mandate = models.TextField(blank=True)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, related_name="leads_task_force")
    leader_department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "name"], name="a_task_force_name_once")]

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class TaskForceMember(models.Model):
    task_force = models.ForeignKey(TaskForce, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["task_force", "person"], name="in_a_task_force_once")]


class Member(models.Model):
    """A person who reads or works in a collaboration besides heads, liaisons and lead, and in which role.

    Kept by services: owners of tasks, task force leaders and members, action item owners, the need-to-know circle, observers.
    """

    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30)  # a people.roles.Role
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "person", "role"], name="a_role_once")]
        indexes = [models.Index(fields=["person", "collaboration"], name="member_person")]
