"""Addresses of the archive: the app's pages, and Django's admin for staff."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import include, path
from django.views.generic import RedirectView


class PasswordChange(SuccessMessageMixin, auth.PasswordChangeView):
    """For everyone with a password; says that it is changed."""

    success_url = "/"
    success_message = "密码已修改。"


handler400 = "replies.views.doors.bad_request"
urlpatterns = [
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", PasswordChange.as_view(), name="password_change"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
    path("", include("replies.urls")),
]
