"""The one app of the archive."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RepliesConfig(AppConfig):
    """Names the app in the admin, makes the roles, and listens for changes that the search index must follow."""

    name = "replies"
    verbose_name = "复文"

    def ready(self) -> None:
        from replies.indexing import follow_changes  # noqa: PLC0415 - models can be imported only from here on
        from replies.roles import make_roles  # noqa: PLC0415
        from replies.versions import follow_deletions  # noqa: PLC0415

        follow_changes()
        follow_deletions()
        post_migrate.connect(make_roles, sender=self)
