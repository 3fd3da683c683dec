"""Letters handed in: the page to drop files on, and what became of each file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from replies.access import may_upload
from replies.models import Upload
from replies.readers.files import MAX_BYTES
from replies.readers.packages import MAX_UNPACKED
from replies.upload_limits import files_too_large
from replies.uploads import MOST_FILES, receive, recent_batches, uploads_of_batch
from replies.views.doors import desk, wants_part

PATIENCE = timedelta(minutes=1)  # after it, a file that nobody begins to read makes one wonder
FORMATS = "txt、html、doc、docx、wps、odt、rtf、pdf、ofd、图片（jpg、png、tiff），以及装有这些文件的 zip"


@desk(may_upload)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form, with the user's latest batches below; handing in leads on to the batch."""
    if request.method == "POST":
        return _take_in(request)
    context = {
        "batch": uuid.uuid4(),
        "batches": recent_batches(request.user),
        "formats": FORMATS,
        "most_files": MOST_FILES,
        "most_megabytes": MAX_BYTES >> 20,
        "most_unpacked": MAX_UNPACKED >> 20,
    }
    return render(request, "replies/upload.html", context)


def _take_in(request: HttpRequest) -> HttpResponse:
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        batch = uuid.uuid4()
    received = receive(request.user, _files(request), batch)
    address = reverse("batch", args=[batch])
    if request.accepts("text/html"):
        if not received:
            messages.error(request, "没有选择文件。")
            return redirect("upload")
        return redirect(address)
    states = [{"name": one.name, "state": one.get_state_display(), "reason": one.reason} for one in received]
    return JsonResponse({"address": address, "files": states})


def _files(request: HttpRequest) -> Iterator[tuple[str, bytes | None]]:
    """The files of the request, one in memory at a time; those that were too large without their bytes."""
    for file in request.FILES.getlist("files"):
        with file:
            yield file.name, file.read()
    yield from ((name, None) for name in files_too_large(request))


@desk(may_upload)
@require_safe
def batch(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """How far each file of a batch has come; htmx asks again for the list alone until all are done."""
    uploads = uploads_of_batch(request.user, batch_id)
    unfinished = [one for one in uploads if not one.is_finished]
    nobody_reads = unfinished and all(
        one.state == Upload.State.RECEIVED and one.received_at < timezone.now() - PATIENCE for one in unfinished
    )
    done = len(uploads) - len(unfinished)
    context = {
        "batch_id": batch_id,
        "uploads": uploads,
        "done": done,
        "waiting": sum(one.state == Upload.State.WAITING for one in uploads),
        "nobody_reads": nobody_reads,
    }
    template = "replies/parts/batch.html" if wants_part(request, "batch") else "replies/batch.html"
    return render(request, template, context)
