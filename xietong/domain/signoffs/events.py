"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    round_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class SignatureAsked(Event):
    """Somebody's turn has come."""

    signoff_id: int
    person_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class Signed(Event):
    """A signature was given. `signature_digest` ties the signature's bytes into the sealed journal."""

    round_id: int
    signoff_id: int
    signature_id: int
    signature_digest: str
    subject_kind: str
    subject_id: int
    opinion: str


@dataclass(frozen=True, kw_only=True)
class SignatureGiven(Event):
    """A signature outside a round (a letter, a confirmation, a report). `signature_digest` as in Signed."""

    signature_id: int
    signature_digest: str
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class RoundCompleted(Event):
    round_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class RoundReturned(Event):
    round_id: int
    signoff_id: int
    subject_kind: str
    subject_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class RoundWithdrawn(Event):
    round_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class SignatureUrged(Event):
    signoff_id: int
    person_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class SignatureOverdue(Event):
    signoff_id: int
    person_id: int
    superior_id: int | None
    subject_kind: str
    subject_id: int


OPINIONS = {"agree": "同意", "conditional": "有条件同意", "disagree": "不同意", "abstain": "弃权（回避）"}

say_all({
    RoundOpened:       "发起了会签",
    SignatureAsked:    "请 {person_id:person} 签字",
    Signed:            lambda data: f"签字：{OPINIONS.get(data.get('opinion', ''), '')}".rstrip("："),
    SignatureGiven:    "作出电子签名",
    RoundCompleted:    "会签完成",
    RoundReturned:     "退回：{why}",
    RoundWithdrawn:    "撤回了会签",
    SignatureUrged:    "催请 {person_id:person} 签字",
    SignatureOverdue:  "{person_id:person} 的签字已超过期限",
})  # fmt: skip
