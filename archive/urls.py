"""Addresses of the archive: the app's pages, and Django's admin for staff."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("replies.urls")),
]
