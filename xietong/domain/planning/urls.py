"""Addresses of this house."""

from django.urls import path, re_path

from xietong.domain.planning.views import changes, plan, resources, risks, tasks

HERE = "collaborations/<int:pk>"

urlpatterns = [
    path(f"{HERE}/tasks", tasks.task_list, name="tasks"),
    path(f"{HERE}/tasks/outline", tasks.task_outline, name="task-outline"),
    path(f"{HERE}/tasks/dates", tasks.task_dates, name="task-dates"),
    path(f"{HERE}/tasks/import", tasks.task_import, name="task-import"),
    path(f"{HERE}/tasks/<int:task_id>", tasks.task_page, name="task"),
    path(f"{HERE}/tasks/<int:task_id>/form", tasks.task_form, name="task-form"),
    path(f"{HERE}/tasks/<int:task_id>/links", tasks.task_links, name="task-links"),
    path(f"{HERE}/links/<int:link_id>/removal", tasks.task_link_removal, name="task-link-removal"),
    re_path(r"^forms/tasks\.(?P<kind>docx|xlsx|pdf)$", tasks.blank_form, name="blank-tasks"),
    path(f"{HERE}/resources", resources.resource_list, name="resources"),
    path(f"{HERE}/resources/conflicts", resources.conflict_acceptance, name="conflict-acceptance"),
    path(f"{HERE}/nothing-needed", resources.nothing_needed, name="nothing-needed"),
    path(f"{HERE}/resources/<int:resource_id>", resources.resource_page, name="resource"),
    path(f"{HERE}/resources/<int:resource_id>/answer", resources.resource_answer, name="resource-answer"),
    path(f"{HERE}/resources/<int:resource_id>/removal", resources.resource_removal, name="resource-removal"),
    path(f"{HERE}/risks", risks.risk_list, name="risks"),
    path(f"{HERE}/risks/forecast", risks.risk_forecast, name="risk-forecast"),
    path(f"{HERE}/risks/<int:risk_id>", risks.risk_page, name="risk"),
    path(f"{HERE}/risks/<int:risk_id>/step", risks.risk_step, name="risk-step"),
    path(f"{HERE}/plan", plan.plan_page, name="plan"),
    path(f"{HERE}/plan/submission", plan.plan_submission, name="plan-submission"),
    path(f"{HERE}/plan/signature", plan.plan_signature, name="plan-signature"),
    path(f"{HERE}/plan/return", plan.plan_return, name="plan-return"),
    path(f"{HERE}/plan/withdrawal", plan.plan_withdrawal, name="plan-withdrawal"),
    path(f"{HERE}/plan/publication", plan.plan_publication, name="plan-publication"),
    path(f"{HERE}/plan/acknowledgement", plan.plan_acknowledgement, name="plan-acknowledgement"),
    path(f"{HERE}/plan/passing-on", plan.plan_passing_on, name="plan-passing-on"),
    path(f"{HERE}/plan/versions/<int:number>", plan.plan_version, name="plan-version"),
    path(f"{HERE}/plan/differences", plan.plan_differences, name="plan-differences"),
    path(f"{HERE}/changes", changes.change_list, name="changes"),
    path(f"{HERE}/changes/new", changes.change_new, name="change-new"),
    path(f"{HERE}/changes/<int:change_id>", changes.change_page, name="change"),
    path(f"{HERE}/changes/<int:change_id>/decision", changes.change_decision, name="change-decision"),
    path(f"{HERE}/changes/<int:change_id>/resumption", changes.change_resumption, name="change-resumption"),
]
