"""What the archive takes in one request: a file beyond the limit is dropped while it arrives, and its name kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from replies.readers.files import MAX_BYTES


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own handlers. A file that grows beyond `MAX_BYTES` never fills the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - the handlers' interface
        self._received += len(raw_data)
        if self._received > MAX_BYTES:
            if self.request is not None:
                self.request.META.setdefault(TOO_LARGE, []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None


TOO_LARGE = "replies.files_too_large"


def files_too_large(request: HttpRequest) -> list[str]:
    """The names of the files of this request that were dropped. Ask after `request.FILES` was read."""
    return list(request.META.get(TOO_LARGE, ()))
