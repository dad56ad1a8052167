"""The life of a process map and of a responsibility list."""

from dataclasses import dataclass

from xietong.domain.duties import events
from xietong.kit.workflow import State, StateTable, Step


class MapState(State):
    DRAFT = "draft", "编制中"
    PUBLISHED = "published", "已发布"


class ListState(State):
    DRAFT = "draft", "编制中"
    CONFIRMING = "confirming", "部门确认中"
    CONFIRMED = "confirmed", "已确认"


class Part(State):
    """What a department is to a matter (domain.md §2.2): words, not letters."""

    RESPONSIBLE = "responsible", "执行"
    CONSULTED = "consulted", "会商"
    INFORMED = "informed", "知会"


@dataclass(frozen=True)
class FindingFacts:
    errors: tuple[str, ...] = ()


def no_open_findings(facts: FindingFacts) -> str | None:
    """Why not: findings that are neither mended nor accepted."""
    if facts.errors:
        return f"还有 {len(facts.errors)} 处问题：" + "；".join(facts.errors[:5]) + "。"
    return None


M, L = MapState, ListState

# fmt: off
PROCESS_MAP = StateTable(MapState, start=M.DRAFT, steps=[
    #    verb        says        from         to            announces                   only if
    Step("publish",  "发布",      M.DRAFT,     M.PUBLISHED,  events.ProcessMapPublished,  no_open_findings),
    Step("reopen",   "重新编制",  M.PUBLISHED, M.DRAFT,      events.ProcessMapReopened),
])

RESPONSIBILITY_LIST = StateTable(ListState, start=L.DRAFT, steps=[
    #    verb        says            from                           to             announces                 only if
    Step("submit",   "提交部门确认",  L.DRAFT,                       L.CONFIRMING,  events.ConfirmationAsked,  no_open_findings),
    Step("return",   "退回",          L.CONFIRMING,                  L.DRAFT,       events.DutiesReturned),
    Step("complete", "确认完成",      L.CONFIRMING,                  L.CONFIRMED,   events.DutiesConfirmed),
    Step("reopen",   "重新编制",      (L.CONFIRMING, L.CONFIRMED),   L.DRAFT,       events.DutiesReopened),
])
# fmt: on
