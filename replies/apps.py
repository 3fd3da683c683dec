"""The one app of the archive."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Names the app in the admin."""

    name = "replies"
    verbose_name = "复文"
