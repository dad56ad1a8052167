"""Rounds, requests to sign, signatures, and the exact bytes that were signed."""

from django.db import models
from django.db.models import Q

from xietong.domain.people.models import Department, Person
from xietong.domain.signoffs.permissions import SIGNOFFS
from xietong.domain.signoffs.states import ROUND, Opinion, SignOffState
from xietong.kit.state_field import ChoiceField, StateField


class SignedContent(models.Model):
    """The bytes shown and signed (canonical JSON with the digests of files). Append-only; shared by its signers."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of `content`
    content = models.BinaryField()
    at = models.DateTimeField()


class SignOffRound(models.Model):
    """One version of one document going round to be signed."""

    noun, life, permissions = "round", ROUND, SIGNOFFS

    subject_kind = models.CharField(max_length=40)  # "application", "plan", "letter" …
    subject_id = models.BigIntegerField()
    subject_version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)  # as shown to the signer
    href = models.CharField(max_length=300)  # where it is read and signed
    context_id = models.BigIntegerField(null=True)  # the collaboration
    content = models.ForeignKey(SignedContent, models.PROTECT, related_name="rounds")
    state = StateField(ROUND)
    state_since = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="round_subject"),
            models.Index(fields=["context_id"], name="round_context"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="open"), name="one_open_round"
            )
        ]


class SignOff(models.Model):
    """One party asked to sign in a round. Steps run in order; within a step all sign, in any order.

    A person asked in several capacities (head and lead) signs once; `capacities` names them all.
    """

    round = models.ForeignKey(SignOffRound, models.PROTECT, related_name="signoffs")
    step = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, models.PROTECT, related_name="signoffs")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    capacities = models.JSONField(default=list)  # ["发起部门负责人", "总负责人"]
    state = ChoiceField(SignOffState, default=SignOffState.LATER.value)
    asked_at = models.DateTimeField(null=True)
    sign_by = models.DateTimeField(null=True)
    opinion = ChoiceField(Opinion, blank=True, default="")
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    signature = models.OneToOneField("Signature", models.PROTECT, null=True, related_name="signoff")
    urged_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "step", "person"], name="asked_once_a_step")]
        indexes = [
            models.Index(fields=["person"], condition=Q(state="waiting"), name="signoff_waiting"),
            models.Index(fields=["sign_by"], condition=Q(state="waiting"), name="signoff_due"),
        ]


class Signature(models.Model):
    """What one person signed, when, in which capacity, and how they were recognised. Append-only.

    `record` are the exact canonical bytes of this signature; `digest` their SHA-256, which the journal seals.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # 代
    content = models.ForeignKey(SignedContent, models.PROTECT, related_name="signatures")
    context_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    record = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="signature_subject"),
            models.Index(fields=["context_id"], name="signature_context"),
        ]
