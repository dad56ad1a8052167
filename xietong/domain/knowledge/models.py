"""Playbooks in editions, what was started from them, lessons."""

from django.db import models
from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.states import LESSON, LessonKind
from xietong.domain.people.models import Department, Person
from xietong.kit.state_field import ChoiceField, StateField


class Playbook(models.Model):
    """标准方案: a reusable start for a scenario; `content` is the checked YAML as data (domain.md §0)."""

    key = models.CharField(max_length=60)
    edition = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    scenario = models.CharField(max_length=30)
    content = models.JSONField()
    is_builtin = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["scenario", "key", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["key", "edition"], name="a_playbook_edition_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(is_current=True), name="one_current_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.edition}版"

    @property
    def href(self) -> str:
        return f"/knowledge/playbooks/{self.key}"


class PlaybookUse(models.Model):
    """Which edition a collaboration follows, onto which departments it was put, and what was taken over when."""

    collaboration = models.OneToOneField(Collaboration, models.CASCADE, related_name="playbook_use")
    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="uses")
    departments = models.JSONField(default=dict)  # playbook's key -> id of the department, or null: left out
    start_on = models.DateField(null=True)  # the dates are counted forward from here,
    target_on = models.DateField(null=True)  # or backward from here
    taken = models.JSONField(default=dict)  # Part -> instant

    @property
    def context_id(self) -> int:
        return self.collaboration_id


class Lesson(models.Model):
    """What a collaboration taught; published by the PMO."""

    noun, life, permissions = "lesson", LESSON, KNOWLEDGE

    collaboration = models.ForeignKey(Collaboration, models.PROTECT, null=True, related_name="lessons")
    kind = ChoiceField(LessonKind)
    title = models.CharField(max_length=120)
    text = models.TextField()
    applies_when = models.TextField(blank=True)
    scenario = models.CharField(max_length=30, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    tags = models.JSONField(default=list)
    state = StateField(LESSON)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="lesson_list")]

    @property
    def href(self) -> str:
        return f"/knowledge/lessons/{self.pk}"

    @property
    def context_id(self) -> int | None:
        return self.collaboration_id
