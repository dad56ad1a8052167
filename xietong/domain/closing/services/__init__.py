"""The only code that writes self-checks, acceptances, retrospectives, leftovers and archives."""

from xietong.domain.closing.services.acceptance import (
    judge_items,
    return_acceptance,
    save_acceptance,
    sign_acceptance,
    submit_acceptance,
    withdraw_acceptance,
)
from xietong.domain.closing.services.archive import ask_archive, recheck_archive, seal_package, take_archive
from xietong.domain.closing.services.calling import call_acceptance
from xietong.domain.closing.services.leftover import (
    add_leftover,
    change_leftover,
    close_leftover,
    finish_leftover,
    send_back_leftover,
    tell_of_overdue_leftovers,
)
from xietong.domain.closing.services.mending import mend_item, recheck_item, tell_of_overdue_mending
from xietong.domain.closing.services.package import gather_documents_with
from xietong.domain.closing.services.retrospective import (
    open_retrospective,
    publish_report,
    remind_of_retrospectives,
    return_report,
    save_report,
    score_retrospective,
    submit_report,
    write_retrospective,
)
from xietong.domain.closing.services.self_check import (
    attach_to_self_check,
    return_self_check,
    save_self_check,
    submit_self_check,
    withdraw_self_check,
)

__all__ = [
    "add_leftover",
    "ask_archive",
    "attach_to_self_check",
    "call_acceptance",
    "change_leftover",
    "close_leftover",
    "finish_leftover",
    "gather_documents_with",
    "judge_items",
    "mend_item",
    "open_retrospective",
    "publish_report",
    "recheck_archive",
    "recheck_item",
    "remind_of_retrospectives",
    "return_acceptance",
    "return_report",
    "return_self_check",
    "save_acceptance",
    "save_report",
    "save_self_check",
    "score_retrospective",
    "seal_package",
    "send_back_leftover",
    "sign_acceptance",
    "submit_acceptance",
    "submit_report",
    "submit_self_check",
    "take_archive",
    "tell_of_overdue_leftovers",
    "tell_of_overdue_mending",
    "withdraw_acceptance",
    "withdraw_self_check",
    "write_retrospective",
]
