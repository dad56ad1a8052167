"""The addresses of meetings, minutes and action items."""

from django.urls import path

from xietong.domain.meetings.views import action_items, meetings, minutes

ALL = "collaborations/<int:pk>/meetings"
ONE = f"{ALL}/<int:meeting_id>"
ITEMS = "collaborations/<int:pk>/action-items"

urlpatterns = [
    path(ALL, meetings.meeting_list),
    path(f"{ALL}/new", meetings.meeting_new),
    path(ONE, meetings.meeting_page),
    path(f"{ONE}/arrangement", meetings.meeting_arrangement),
    path(f"{ONE}/opening", meetings.meeting_opening),
    path(f"{ONE}/closing", meetings.meeting_closing),
    path(f"{ONE}/cancellation", meetings.meeting_cancellation),
    path(f"{ONE}/attendance", meetings.meeting_attendance),
    path(f"{ONE}/calendar.ics", meetings.meeting_calendar),
    path(f"{ONE}/minutes", minutes.minutes_page),
    path(f"{ONE}/minutes/draft", minutes.minutes_draft),
    path(f"{ONE}/minutes/issue", minutes.minutes_issue),
    path(f"{ONE}/minutes/correction", minutes.minutes_correction),
    path(f"{ONE}/minutes/versions/<int:revision>", minutes.minutes_version),
    path(f"{ONE}/receipt", minutes.minutes_receipt),
    path(f"{ONE}/receipt/objection", minutes.minutes_objection),
    path(ITEMS, action_items.action_item_list),
    path(f"{ITEMS}/<int:item_id>/completion", action_items.action_item_completion),
    path(f"{ITEMS}/<int:item_id>/return", action_items.action_item_return),
    path(f"{ITEMS}/<int:item_id>/removal", action_items.action_item_removal),
    path(f"{ITEMS}/<int:item_id>/extension", action_items.action_item_extension),
]
