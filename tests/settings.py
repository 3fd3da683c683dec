"""Settings of the tests: the archive's own, over a folder that is thrown away, with cheap password hashing.

The database is the one named by DATABASE_URL (SQLite when unset), so that one suite proves both.
"""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="fuwenku-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ARCHIVE_DATA"] = _data
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.pop("SEARCH_URL", None)

from archive.settings import *  # noqa: E402, F403

# A live server's threads must leave the test database when they have answered, so that it can be removed.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # Nobody needs what a test has written to outlive a power failure; waiting for the disk took most of some tests.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SEARCH_URL = "whoosh://memory"
ALLOWED_HOSTS = ["*"]
# Templates name files as they lie in static/, without a collectstatic run before each test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PAGES_KEPT = 0  # one process sees the archives of many tests; those of kept pages ask for them
