"""Addresses of the end of a collaboration."""

from django.urls import path

from xietong.domain.closing.views import acceptance, archive, leftover, retrospective, self_check

HERE = "collaborations/<int:pk>"
CHECK = f"{HERE}/self-checks/<int:task_id>"
LIST, ONE = f"{HERE}/acceptance", f"{HERE}/acceptance/<int:acceptance_id>"
ITEM = f"{HERE}/acceptance/items/<int:item_id>"
REPORT = f"{HERE}/retrospective"
LEFT = f"{HERE}/leftovers/<int:leftover_id>"
ARCHIVE = f"{HERE}/archive"

urlpatterns = [
    path(CHECK, self_check.self_check),
    path(f"{CHECK}/withdrawal", self_check.self_check_withdrawal),
    path(f"{CHECK}/return", self_check.self_check_return),
    path(LIST, acceptance.acceptance_list),
    path(ONE, acceptance.acceptance),
    path(f"{ONE}/verdicts", acceptance.acceptance_verdicts),
    path(f"{ONE}/submission", acceptance.acceptance_submission),
    path(f"{ONE}/withdrawal", acceptance.acceptance_withdrawal),
    path(f"{ONE}/signature", acceptance.acceptance_signature),
    path(f"{ONE}/return", acceptance.acceptance_return),
    path(f"{ITEM}/mending", acceptance.item_mending),
    path(f"{ITEM}/recheck", acceptance.item_recheck),
    path(REPORT, retrospective.retrospective),
    path(f"{REPORT}/scores", retrospective.retrospective_scores),
    path(f"{REPORT}/summary", retrospective.retrospective_summary),
    path(f"{REPORT}/submission", retrospective.retrospective_submission),
    path(f"{REPORT}/return", retrospective.retrospective_return),
    path(f"{REPORT}/publication", retrospective.retrospective_publication),
    path(f"{HERE}/leftovers", leftover.leftover_list),
    path(LEFT, leftover.leftover),
    path(f"{LEFT}/finish", leftover.leftover_finish),
    path(f"{LEFT}/closing", leftover.leftover_closing),
    path(f"{LEFT}/return", leftover.leftover_return),
    path(ARCHIVE, archive.archive),
    path(f"{ARCHIVE}/progress", archive.archive_progress),
    path(f"{ARCHIVE}/package", archive.archive_file),
    path(f"{ARCHIVE}/verification", archive.archive_verification),
]
