"""Letters come in by upload: received at once, read in the background, waiting for review as drafts.

The bytes are stored before anything is read, so that leaving the page, a crash of the reader or of the worker loses
nothing. Reading one upload may be tried again at any time: what is done already is found done.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from replies.access import may_upload
from replies.ingest import NoLetter, Parsed, read_and_parse
from replies.letters.versions import SAME_TEXT, alike
from replies.models import Reply, Resemblance, SourceFile, Upload
from replies.readers import UnreadableFile, media_type_of, unpack
from replies.readers.files import MAX_BYTES
from replies.readers.sniff import ZIP
from replies.storing import digest_of, store_reply, store_source

logger = logging.getLogger(__name__)

MOST_FILES = 500  # of one zip, and of one batch
ATTEMPTS = 3
STALE = timedelta(minutes=10)  # a reader is ended long before; who has not finished by then is dead
MOST_CANDIDATES = 20
State = Upload.State


def receive(user: Any, files: Iterable[tuple[str, bytes]], batch: uuid.UUID | None = None) -> list[Upload]:
    """Take in files as they came, zips as the files in them, and have them read in the background.

    A file that can't be taken gets an upload all the same, which says why. Raises `PermissionDenied`.
    """
    if not may_upload(user):
        raise PermissionDenied
    batch = batch or uuid.uuid4()
    uploads = [
        _receive(user, name, data, batch) for given, content in files for name, data in _files_in(given, content)
    ]
    for upload in uploads:
        if upload.state == State.RECEIVED:
            read_in_background.enqueue(upload.pk)
    return uploads


def _files_in(name: str, data: bytes) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """The files of a zip, one level deep; any other file itself. What can't be had is its own reason."""
    if len(data) > MAX_BYTES:
        yield name, UnreadableFile(f"文件有 {len(data) >> 20} MB，超过上限 {MAX_BYTES >> 20} MB；请拆分后再上传。")
        return
    try:
        if not data or media_type_of(data) != ZIP:
            yield name, data
            return
        members = list(unpack(data))
    except UnreadableFile as problem:
        yield name, problem
        return
    if len(members) > MOST_FILES:
        yield name, UnreadableFile(f"压缩包内有 {len(members)} 个文件，超过上限 {MOST_FILES} 个；请分成几个压缩包。")
        return
    for member, content in members:
        yield f"{name}/{member}", content


def _receive(user: Any, name: str, data: bytes | UnreadableFile, batch: uuid.UUID) -> Upload:
    upload = Upload(batch=batch, uploader=user, name=name[-500:].replace("\0", ""), size=0)
    if isinstance(data, UnreadableFile):
        _finish(upload, State.FAILED, str(data))
    elif not data:
        _finish(upload, State.FAILED, "文件是空的（0 字节）；请重新取得原文件。")
    else:
        upload.size = len(data)
        try:
            _keep(upload, data)
        except UnreadableFile as problem:
            _finish(upload, State.FAILED, str(problem))
    upload.save()
    return upload


def _keep(upload: Upload, data: bytes) -> None:
    media_type = media_type_of(data)
    if media_type == ZIP:
        raise UnreadableFile("压缩包里的压缩包不再打开；请解开后再上传。")
    sources = SourceFile.objects.filter(sha256=digest_of(data))
    known = sources.first()
    try:
        with transaction.atomic():
            upload.source = known or store_source(upload.name.rpartition("/")[2], data, media_type)
    except IntegrityError:  # somebody else hands in the same file at this moment
        upload.source = known = sources.get()
    if known and known.replies.exists():
        _finish(upload, State.DUPLICATE, "库中已有完全相同的文件，没有重复收入。")


def _finish(upload: Upload, state: str, reason: str = "") -> None:
    upload.state, upload.reason, upload.finished_at = state, reason, timezone.now()


@task()
def read_in_background(upload_id: int) -> None:
    """Read one upload; a no-op when it was read already or somebody else is at it."""
    read_upload(upload_id)


def read_upload(upload_id: int) -> None:
    """Read, parse and store one upload as drafts waiting for review, and note what became of it."""
    now = timezone.now()
    free = Q(state=State.RECEIVED) | Q(state=State.READING, started_at__lt=now - STALE)
    taken = Upload.objects.filter(free, pk=upload_id)
    if not taken.update(state=State.READING, started_at=now, attempts=F("attempts") + 1):
        return
    upload = Upload.objects.select_related("source").get(pk=upload_id)
    if upload.attempts > ATTEMPTS:
        _finish(upload, State.FAILED, f"读取 {ATTEMPTS} 次都中途停止，文件可能有问题；请另存为其他格式后再上传。")
    else:
        _read(upload)
    upload.save(update_fields=["state", "reason", "finished_at"])


def _read(upload: Upload) -> None:
    source = upload.source
    try:
        with source.content.open("rb") as file:
            parsed = read_and_parse(file.read())
        with transaction.atomic():
            _store(source, parsed)
    except NoLetter as answer:
        _finish(upload, State.NOT_LETTER, str(answer))
    except UnreadableFile as problem:
        _finish(upload, State.FAILED, str(problem))
    except OSError:
        logger.exception("%s could not be opened", source)
        _finish(upload, State.FAILED, "原文件不在存储里；请重新上传。")
    except Exception as error:  # whatever a letter does to the parser, the others must go on
        logger.exception("%s could not be read", source)
        _finish(upload, State.FAILED, f"解析时出错（{type(error).__name__}）；请把文件交给维护者检查。")
    else:
        _finish(upload, State.WAITING, "；".join(parsed.reading.notes))


def _store(source: SourceFile, parsed: Parsed) -> None:
    source = SourceFile.objects.select_for_update().get(pk=source.pk)
    if parsed.reading.encoding and not source.encoding:
        source.encoding = parsed.reading.encoding
        source.save(update_fields=["encoding"])
    for part, (letter, paragraphs) in enumerate(parsed.letters, start=1):
        store_reply(source, part, letter, paragraphs, status=Reply.Status.DRAFT)
    for reply in source.replies.all():
        note_resemblances(reply)


def resume() -> int:
    """Have uploads read that a dead worker left behind; returns how many. Call it only while no worker is at work."""
    left = Upload.objects.filter(state__in=Upload.UNFINISHED)
    left.update(state=State.RECEIVED)
    for upload_id in left.values_list("pk", flat=True):
        read_in_background.enqueue(upload_id)
    return left.count()


# --- the same letter again -------------------------------------------------------------------------------------------


def note_resemblances(reply: Reply) -> None:
    """Note which replies of the archive this one may be a version of: same place, number or title, and text."""
    for other in _candidates(reply):
        likeness = alike(reply.text, other.text)
        if likeness >= SAME_TEXT:
            Resemblance.objects.get_or_create(reply=reply, other=other, defaults={"likeness": likeness})


def _candidates(reply: Reply) -> Iterable[Reply]:
    numbers = [one.number_key for one in reply.proposals.all() if one.number_key]
    same = Q(proposals__number_key__in=numbers) if numbers else Q()
    if reply.title:
        same |= Q(title=reply.title)
    if reply.document_number_key:
        same |= Q(document_number_key=reply.document_number_key)
    if not same:
        return ()
    others = Reply.objects.filter(same, division_code=reply.division_code).exclude(source=reply.source)
    return others.distinct().order_by("-pk")[:MOST_CANDIDATES]


def judge(resemblance: Resemblance, verdict: str, user: Any) -> None:
    """Record what the new reply is to the old one. Raises `ValueError` for a verdict that is none."""
    if verdict not in (Resemblance.Verdict.VERSION, Resemblance.Verdict.SUPPLEMENT, Resemblance.Verdict.DIFFERENT):
        raise ValueError("请选择：另一版本、补充答复，或另一封复文。")
    resemblance.verdict, resemblance.by, resemblance.at = verdict, user, timezone.now()
    resemblance.save(update_fields=["verdict", "by", "at"])
