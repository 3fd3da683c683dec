"""Letters come in by upload: received at once, read in the background, waiting for review as drafts.

The bytes are stored before anything is read, so that leaving the page, a crash of the reader or of the worker loses
nothing. Reading one upload may be tried again at any time: what is done already is found done.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from replies.access import may_upload
from replies.indexing import one_change
from replies.letters.versions import SAME_TEXT, alike
from replies.models import Reply, Resemblance, SourceFile, Upload
from replies.parsing import read_and_parse
from replies.preparing import NoLetter, Parsed
from replies.readers import UnreadableFile, media_type_of, unpack
from replies.readers.files import MAX_BYTES
from replies.readers.sniff import ZIP
from replies.storing import digest_of, store_reply, store_source
from replies.versions import settle

logger = logging.getLogger(__name__)

MOST_FILES = 500  # of one zip, and of one batch
ATTEMPTS = 3
STALE = timedelta(minutes=10)  # a reader is ended long before; who has not finished by then is dead
MOST_CANDIDATES = 20
KNOWN = "库中已有完全相同的文件，没有重复收入。"
State = Upload.State


def receive(user: Any, files: Iterable[tuple[str, bytes | None]], batch: uuid.UUID | None = None) -> list[Upload]:
    """Take in files as they came, zips as the files in them, and have them read in the background.

    None for the bytes of a file that was too large to be kept. A file that can't be taken gets an upload all the same,
    which says why. `batch` may be one that the user began before. Raises `PermissionDenied`.
    """
    batch = batch or uuid.uuid4()
    if not may_upload(user) or Upload.objects.filter(batch=batch).exclude(uploader=user).exists():
        raise PermissionDenied
    room = MOST_FILES - Upload.objects.filter(batch=batch).count()
    uploads = []
    for given, content in files:
        for name, data in _files_in(given, content):
            if room <= -1:
                break
            room -= 1
            full = UnreadableFile(f"一批最多 {MOST_FILES} 个文件，从这个起没有收；请另分一批上传。")
            uploads.append(_receive(user, name, data if room >= 0 else full, batch))
            if uploads[-1].state == State.RECEIVED:
                read_in_background.enqueue(uploads[-1].pk)
    return uploads


def _files_in(name: str, data: bytes | None) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """The files of a zip, one level deep; any other file itself. What can't be had is its own reason."""
    if data is None or len(data) > MAX_BYTES:
        yield name, UnreadableFile(f"文件超过上限 {MAX_BYTES >> 20} MB；请拆分后再上传。")
        return
    try:
        if not data or media_type_of(data) != ZIP:
            yield name, data
            return
        members = list(unpack(data))
    except UnreadableFile as problem:
        yield name, problem
        return
    if not members:
        yield name, UnreadableFile("压缩包里没有文件。")
    elif len(members) > MOST_FILES:
        yield name, UnreadableFile(f"压缩包内有 {len(members)} 个文件，超过上限 {MOST_FILES} 个；请分成几个压缩包。")
    else:
        yield from ((f"{name}/{member}", content) for member, content in members)


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
        _finish(upload, State.DUPLICATE, KNOWN)


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
        if not _store(source, parsed, upload):
            _finish(upload, State.DUPLICATE, KNOWN)
            return
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


def _store(source: SourceFile, parsed: Parsed, upload: Upload) -> bool:
    """Store the letters of a file as drafts; False when another upload of the same file came first.

    Another writer may be storing the same names: then try again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with one_change():
                return _store_once(source.pk, parsed, upload)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    return False


def _store_once(source_id: int, parsed: Parsed, upload: Upload) -> bool:
    source = SourceFile.objects.select_for_update().get(pk=source_id)
    earlier = source.uploads.filter(state=State.WAITING).exclude(pk=upload.pk)
    if earlier.exists() and source.replies.exists():
        return False
    if parsed.reading.encoding and not source.encoding:
        source.encoding = parsed.reading.encoding
        source.save(update_fields=["encoding"])
    for part, prepared in enumerate(parsed.letters, start=1):
        store_reply(source, part, prepared, status=Reply.Status.DRAFT)
    for reply in source.replies.all():
        note_resemblances(reply)
    # In the same transaction, so that of two uploads of one file the other finds this one done.
    _finish(upload, State.WAITING, "；".join(parsed.reading.notes))
    upload.save(update_fields=["state", "reason", "finished_at"])
    return True


def resume() -> int:
    """Have uploads read that a dead worker left behind; returns how many. Call it only while no worker is at work."""
    return _read_again(Upload.objects.filter(state__in=Upload.UNFINISHED))


def resume_stale() -> int:
    """Have uploads read that somebody began to read so long ago that he must be dead; returns how many."""
    return _read_again(Upload.objects.filter(state=State.READING, started_at__lt=timezone.now() - STALE))


def _read_again(left: QuerySet[Upload]) -> int:
    upload_ids = list(left.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=upload_ids, state__in=Upload.UNFINISHED).update(state=State.RECEIVED)
    for upload_id in upload_ids:
        read_in_background.enqueue(upload_id)
    return len(upload_ids)


# --- what the uploader sees ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Files handed in together: how many, and how many of them are read, wait for review, or went no further."""

    id: uuid.UUID
    received_at: datetime
    first_name: str
    total: int
    unfinished: int
    waiting: int

    @property
    def refused(self) -> int:
        """How many did not become letters to review."""
        return self.total - self.unfinished - self.waiting


def recent_batches(user: Any, most: int = 20) -> list[Batch]:
    """The user's latest batches, newest first."""
    rows = (
        Upload.objects.filter(uploader=user)
        .order_by()
        .values("batch")
        .annotate(
            since=Min("received_at"),
            first=Min("pk"),
            total=Count("pk"),
            unfinished=Count("pk", filter=Q(state__in=Upload.UNFINISHED)),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
        )
        .order_by("-first")[:most]
    )
    names = dict(Upload.objects.filter(pk__in=[row["first"] for row in rows]).values_list("pk", "name"))
    return [
        Batch(row["batch"], row["since"], names[row["first"]], row["total"], row["unfinished"], row["waiting"])
        for row in rows
    ]


def uploads_of_batch(user: Any, batch: uuid.UUID) -> list[Upload]:
    """The files of a batch in the order they came, with their replies. Raises `Upload.DoesNotExist` for another's."""
    mine = (
        Upload.objects.filter(batch=batch) if user.is_superuser else Upload.objects.filter(batch=batch, uploader=user)
    )
    found = list(mine.select_related("source").prefetch_related("source__replies").order_by("pk"))
    if not found:
        raise Upload.DoesNotExist
    return found


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
    with one_change():
        resemblance.save(update_fields=["verdict", "by", "at"])
        settle((resemblance.reply_id, resemblance.other_id))
