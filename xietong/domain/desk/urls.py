"""Addresses of the desk."""

from django.urls import path

from xietong.domain.desk import views

urlpatterns = [
    path("", views.my_day, name="desk"),
    path("portfolio", views.portfolio_page, name="portfolio"),
    path("calendar", views.calendar_page, name="calendar"),
    path("search", views.search_page, name="search"),
    path("journal", views.journal_page, name="journal"),
]
