"""The one app of the archive."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Names the app in the admin, and starts listening for changes that the search index must follow."""

    name = "replies"
    verbose_name = "复文"

    def ready(self) -> None:
        from replies.indexing import follow_changes  # noqa: PLC0415 - models can be imported only from here on

        follow_changes()
