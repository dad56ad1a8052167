"""Addresses of this house."""

from django.urls import path, re_path

from xietong.domain.collaborations.views import application, feed, listing, signatures, starting, team

HERE = "collaborations/<int:pk>"

urlpatterns = [
    path("collaborations", listing.collaboration_list, name="collaborations"),
    path("collaborations/new", starting.collaboration_new, name="collaboration-new"),
    path("collaborations/import", starting.collaboration_import, name="collaboration-import"),
    re_path(r"^forms/application\.(?P<kind>docx|xlsx|pdf)$", starting.blank_form, name="blank-application"),
    path(f"{HERE}/application", application.application_page, name="application"),
    path(f"{HERE}/application/draft", application.application_draft, name="application-draft"),
    path(f"{HERE}/application/submission", application.application_submission, name="application-submission"),
    path(f"{HERE}/application/withdrawal", application.application_withdrawal, name="application-withdrawal"),
    path(f"{HERE}/application/voiding", application.application_voiding, name="application-voiding"),
    path(f"{HERE}/application/signature", application.application_signature, name="application-signature"),
    path(f"{HERE}/application/return", application.application_return, name="application-return"),
    path(f"{HERE}/application/rounds/<int:round_id>", application.application_revision, name="application-revision"),
    path(f"{HERE}/team", team.team_page, name="team"),
    path(f"{HERE}/lead", team.collaboration_lead, name="collaboration-lead"),
    path(f"{HERE}/termination", team.collaboration_end, name="collaboration-termination"),
    path(f"{HERE}/participations/<int:participation_id>", team.participation_liaison, name="participation"),
    path(f"{HERE}/task-forces", team.task_force_list, name="task-forces"),
    path(f"{HERE}/task-forces/<int:force_id>", team.task_force, name="task-force"),
    path(f"{HERE}/task-forces/<int:force_id>/end", team.task_force_end, name="task-force-end"),
    path("signatures/<int:pk>", signatures.signature_page, name="signature"),
    path("signoffs/<int:pk>/urge", signatures.signoff_urging, name="signoff-urging"),
    path(f"{HERE}/events", feed.event_list, name="events"),
]
