"""Addresses of the knowledge base."""

from django.urls import path

from xietong.domain.knowledge import views

urlpatterns = [
    path("knowledge", views.lesson_list, name="knowledge"),
    path("knowledge/lessons/<int:pk>", views.lesson_page, name="lesson"),
    path("knowledge/lessons/<int:pk>/publication", views.lesson_publication, name="lesson_publication"),
    path("knowledge/lessons/<int:pk>/retirement", views.lesson_retirement, name="lesson_retirement"),
    path("knowledge/playbooks", views.playbook_list, name="playbooks"),
    path("knowledge/playbooks/<slug:key>", views.playbook_page, name="playbook"),
    path("knowledge/playbooks/<slug:key>.yaml", views.playbook_file, name="playbook_file"),
    path("knowledge/playbooks/<slug:key>/retirement", views.playbook_retirement, name="playbook_retirement"),
    path("knowledge/playbooks/<slug:key>/start", views.playbook_start, name="playbook_start"),
    path("collaborations/<int:pk>/playbook", views.playbook_use, name="playbook_use"),
    path("collaborations/<int:pk>/playbook/parts", views.playbook_parts, name="playbook_parts"),
]
