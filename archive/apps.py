"""The apps of others under the names that the admin's pages show."""

from axes.apps import AppConfig as Axes
from django_tasks_db.apps import TasksAppConfig


class LoginsConfig(Axes):
    """Who tried to log in, and who is locked out."""

    verbose_name = "登录"


class TasksConfig(TasksAppConfig):
    """What is done in the background."""

    verbose_name = "后台任务"
