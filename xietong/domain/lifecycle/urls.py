"""Addresses of the lifecycle."""

from django.urls import path, re_path

from xietong.domain.lifecycle import views

urlpatterns = [
    path("collaborations/<int:pk>", views.collaboration_page, name="collaboration"),
    path("collaborations/<int:pk>/stage", views.collaboration_stage, name="collaboration-stage"),
    path("collaborations/<int:pk>/documents", views.document_list, name="documents"),
    re_path(
        r"^collaborations/(?P<pk>\d+)/documents/(?P<name>[a-z0-9-]+)\.(?P<kind>docx|xlsx|pdf)$",
        views.document_download,
        name="document",
    ),
    path(
        "collaborations/<int:pk>/attachments/<int:attachment_id>",
        views.attachment_download,
        name="attachment",
    ),
]
