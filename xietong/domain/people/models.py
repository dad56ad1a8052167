"""Departments as a tree, persons (the user model), posts, company roles, delegations, the working calendar."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from xietong.domain.people.roles import COMPANY_ROLES
from xietong.kit.workflow import State


class Department(models.Model):
    """A node of the organisation tree. `head` signs for it, `executive` (分管领导) stands above it."""

    name = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=10, blank=True)  # one character or a short code, for numbers of letters: 市
    aliases = models.JSONField(default=list)  # other names under which forms and playbooks mean it
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    head = models.ForeignKey("Person", models.PROTECT, null=True, related_name="heads")
    executive = models.ForeignKey("Person", models.PROTECT, null=True, related_name="oversees")
    order = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **columns: Any) -> "Person":
        person = self.model(username=username, **columns)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser):
    """An employee who can sign in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="people")
    post = models.CharField(max_length=60, blank=True)  # 岗位
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=10, default="system")
    left_on = models.DateField(null=True)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    # The product's own tables decide who may do what; these satisfy Django's contracts.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def get_full_name(self) -> str:
        return self.name


class CompanyRole(models.Model):
    """An office in the company: PMO, executive, archivist, auditor, system administrator."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="company_roles")
    role = models.CharField(max_length=30, choices=[(r.value, r.label) for r in COMPANY_ROLES])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_office_once")]


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, day: date) -> "DelegationQuerySet":
        return self.filter(from_on__lte=day, until_on__gte=day, ended_at=None)


class Delegation(models.Model):
    """代理: for a period, `delegate` acts with the rights of `principal`; signatures then show both names."""

    principal = models.ForeignKey(Person, models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey(Person, models.CASCADE, related_name="delegations_held")
    from_on = models.DateField()
    until_on = models.DateField()  # inclusive
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="delegation_period"),
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
        ]


class DayKind(State):
    OFF = "off", "放假"
    WORKED = "worked", "调休上班"


class CalendarYear(models.Model):
    """A year whose official arrangement is known. A year without a row falls back to weekends, with a warning."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a weekend day worked instead (调休)."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=DayKind.choices())
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["day"]
