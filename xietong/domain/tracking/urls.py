"""Addresses of tracking."""

from django.urls import path

from xietong.domain.tracking import views

urlpatterns = [
    path("updates", views.update_page, name="updates"),
    path("overdue", views.overdue_page, name="overdue"),
    path("collaborations/<int:pk>/tracking", views.tracking_page, name="tracking"),
    path("collaborations/<int:pk>/tracking/snapshots", views.snapshot_list, name="tracking-snapshots"),
    path("collaborations/<int:pk>/alerts", views.alert_list, name="alerts"),
    path("collaborations/<int:pk>/alerts/<int:alert_id>", views.alert_page, name="alert"),
    path("collaborations/<int:pk>/alerts/<int:alert_id>/measure", views.alert_measure, name="alert-measure"),
    path("collaborations/<int:pk>/alerts/<int:alert_id>/closure", views.alert_closure, name="alert-closure"),
    path("collaborations/<int:pk>/alerts/<int:alert_id>/reopening", views.alert_reopening, name="alert-reopening"),
    path("collaborations/<int:pk>/support", views.support_list, name="support"),
    path("collaborations/<int:pk>/support/<int:request_id>", views.support_page, name="support-request"),
    path("collaborations/<int:pk>/support/<int:request_id>/<slug:act>", views.support_act, name="support-act"),
    path("collaborations/<int:pk>/letters", views.letter_list, name="letters"),
    path("collaborations/<int:pk>/letters/<int:letter_id>", views.letter_page, name="letter"),
    path("collaborations/<int:pk>/letters/<int:letter_id>/<slug:act>", views.letter_act, name="letter-act"),
]
