"""Addresses of this house."""

from django.urls import path

from xietong.domain.people.views import calendar, me, notices, organisation

urlpatterns = [
    path("people", organisation.organisation_page, name="people"),
    path("people/departments/<int:pk>/head", organisation.department_head, name="department-head"),
    path("me", me.me_page, name="me"),
    path("me/delegations", me.delegation_list, name="delegations"),
    path("me/delegations/<int:pk>/end", me.delegation_end, name="delegation-end"),
    path("me/tokens", me.token_list, name="tokens"),
    path("me/tokens/<int:pk>/end", me.token_end, name="token-end"),
    path("settings", calendar.calendar_page, name="settings"),
    path("settings/calendar", calendar.calendar_page, name="settings-calendar"),
    path("settings/calendar/reading", calendar.calendar_reading, name="settings-calendar-reading"),
    path("notices", notices.notice_list, name="notices"),
    path("notices/reading", notices.notice_reading, name="notices-reading"),
]
