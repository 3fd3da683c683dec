"""The index follows the database: what a reply looks like to the engine, and how every change gets there.

The database is the truth, the index a copy. Whatever changes a reply writes an `IndexTask` in the same transaction
(`mark_changed`, called for every save and delete through Django's signals). After the commit, whoever holds the lock
applies all tasks that wait; who finds it taken leaves them to the holder. A failing engine leaves the tasks where they
are: the letter is safe, and the next change, `rebuild_index` or `check_archive --repair` brings the index up to date.
While a task waits, what the database hides from a reader is hidden in the index too (`hidden_meanwhile`).
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import threading
from collections.abc import Collection, Iterable, Iterator
from contextvars import ContextVar
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, signals

from replies.access import Audience, audience_for
from replies.index_shares import shares
from replies.letters.places import division
from replies.letters.subjects import find_subjects
from replies.models import USABLE, CitedMetric, Department, IndexTask, Policy, PolicyCitation, Proposal, Reply
from replies.privacy import text_for
from replies.search.engine import Document, EngineUnavailable, SearchEngine, SearchRequest, digest
from replies.search.engines import engine_for
from replies.search.query import Everything

logger = logging.getLogger(__name__)

BATCH = 200  # letters of one commit: what is changed meanwhile is in the next, a moment later
CHUNK = 500  # letters read from the database at a time
MANY = 1000  # tasks: the replies of so many are looked up by their numbers
LOCK_NUMBER = 0x66756B75  # of PostgreSQL's advisory locks, which are counted per database
DAMAGE = frozenset(("lost_characters", "field_code", "foreign_text", "implausible_value", "unreadable"))
_in_bulk: ContextVar[bool] = ContextVar("in_bulk", default=False)
_gathered: ContextVar[set[int] | None] = ContextVar("gathered", default=None)


@cache
def engine() -> SearchEngine:
    """The one engine of this process, by SEARCH_URL."""
    return engine_for(settings.SEARCH_URL, hidden_meanwhile)


def hidden_meanwhile(audience: Audience) -> set[int]:
    """The replies that this circle may not see though the index, which has yet to follow, may still show them."""
    waiting = _waiting(MANY + 1)
    if not waiting:
        return set()
    seen = Reply.objects.visible_to(audience)
    if len(waiting) > MANY:  # the database goes through all of them by itself
        hidden = IndexTask.objects.order_by().filter(~Exists(seen.filter(pk=OuterRef("reply_id"))))
        return set(hidden.values_list("reply_id", flat=True).distinct())
    return waiting.difference(seen.filter(pk__in=waiting).values_list("pk", flat=True))


def _waiting(most: int) -> set[int]:
    """Replies with a task. In plain SQL, because every page asks several times: a queryset takes a millisecond more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reply_id FROM {IndexTask._meta.db_table} LIMIT %s", [most])  # noqa: S608
        return {reply_id for (reply_id,) in cursor}


# --- a reply as the engine knows it ----------------------------------------------------------------------------------


def document_of(reply: Reply, indicators: Iterable[str], policies: Iterable[str]) -> Document:
    """The reply, with these indicators of its figures and these names of policies, as the index holds it."""
    proposals = list(reply.proposals.all())
    place = division(reply.division_code) if reply.division_code else None
    departments = [*([reply.department] if reply.department else []), *reply.co_departments.all()]
    session = next(((one.term, one.session) for one in proposals if one.term and one.session), None)
    date = reply.issue_date or reply.publish_date
    parsed = reply.parsed
    return Document(
        id=reply.pk,
        audience=audience_for(reply.status, reply.disclosure),
        title=reply.title,
        text=text_for(reply, "public"),  # one text for all: what is masked for anyone can't be searched for
        proposal_numbers=tuple(one.number for one in proposals if one.number),
        session=session,
        document_number=reply.document_number,
        addressees=tuple(parsed.get("addressees") or ()),
        departments=tuple((str(one.pk), one.name) for one in departments),
        division_code=reply.division_code[:6],
        place_names=tuple(filter(None, (place.province, place.city, place.district))) if place else (),
        body=reply.body,
        year=reply.year,
        response_type=reply.response_type,
        date=date.isoformat() if date else "",
        subjects=subjects_of(reply),
        satisfaction=reply.satisfaction,
        has_figures=bool(parsed.get("metrics")),
        damaged=any(warning["code"] in DAMAGE for warning in parsed.get("warnings") or ()),
        policies=tuple(policies),
        indicators=tuple(sorted(indicators)),
    )


def subjects_of(reply: Reply) -> tuple[str, ...]:
    """The fields of government work that a reply is about, inferred from what everybody who sees it may read."""
    offices = [reply.department.name] if reply.department else []
    return find_subjects(reply.title, offices, text_for(reply, "public"))


def documents(reply_ids: Iterable[int] | None = None, *, between: tuple[int, int] | None = None) -> Iterator[Document]:
    """Documents of these replies, of those `between` two ids (both in), or of all, in the order of their ids; a few
    hundred are in memory at a time. A version that a newer one supersedes has none."""
    replies = Reply.objects.filter(superseded=False).select_related("department").defer("paragraphs").order_by("pk")
    replies = replies.prefetch_related("proposals", "co_departments")
    if reply_ids is not None:
        replies = replies.filter(pk__in=reply_ids)
    if between is not None:
        replies = replies.filter(pk__range=between)
    every = replies.iterator(chunk_size=CHUNK)
    while some := list(islice(every, CHUNK)):
        keys = [reply.pk for reply in some]
        indicators, policies = _indicators_of(keys), _policies_of(keys)
        yield from (document_of(one, indicators.get(one.pk, ()), policies.get(one.pk, ())) for one in some)


def _indicators_of(reply_ids: Collection[int]) -> dict[int, set[str]]:
    """What the figures of these replies are of. Without making objects, for a letter has dozens of figures."""
    found: dict[int, set[str]] = {}
    figures = CitedMetric.objects.filter(USABLE, reply__in=reply_ids).exclude(indicator="").order_by()
    for reply_id, indicator in figures.values_list("reply_id", "indicator"):
        found.setdefault(reply_id, set()).add(indicator)
    return found


def _policies_of(reply_ids: Collection[int]) -> dict[int, dict[str, None]]:
    """Titles and numbers of the policies that these replies cite, each once, in the order of policies."""
    found: dict[int, dict[str, None]] = {}
    cited = PolicyCitation.objects.filter(reply__in=reply_ids).order_by("policy__title", "policy__number")
    for reply_id, *names in cited.values_list("reply_id", "policy__title", "policy__number"):
        found.setdefault(reply_id, {}).update(dict.fromkeys(filter(None, names)))
    return found


def edition() -> int | None:
    """A number that is another one whenever searches may answer otherwise; None while a change waits to be applied.

    A task is deleted only after the commit that applies it: who sees no task sees that commit's edition.
    """
    return None if _waiting(1) else engine().edition()


def check() -> None:
    """Return when the index answers for the database, else raise `EngineUnavailable` or `SchemaMismatch`."""
    engine().check()
    lost = not IndexTask.objects.exists() and Reply.objects.exists() and not _holds_any()
    if lost:
        raise EngineUnavailable("索引是空的，而数据库里有复文；请运行 manage.py rebuild_index 重建索引。")


def _holds_any() -> bool:
    """Whether the index holds any reply at all."""
    return engine().search(SearchRequest(Everything(), audience="editor", limit=1)).count > 0


# --- what must follow ------------------------------------------------------------------------------------------------


def mark_changed(reply_ids: Iterable[int]) -> None:
    """Note, in the transaction of the change itself, that these replies' copies in the index are out of date."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(reply_ids)
        return
    tasks = [IndexTask(reply_id=reply_id) for reply_id in reply_ids]
    if tasks:
        IndexTask.objects.bulk_create(tasks)
        transaction.on_commit(_after_commit, robust=True)


@contextlib.contextmanager
def one_change() -> Iterator[None]:
    """A transaction whose many changes are noted once for each reply, at its end."""
    with transaction.atomic():
        reply_ids: set[int] = set()
        token = _gathered.set(reply_ids)
        try:
            yield
        finally:
            _gathered.reset(token)
        mark_changed(reply_ids)


def _after_commit() -> None:
    if not _in_bulk.get():
        with contextlib.suppress(EngineUnavailable):  # logged where it was met; the tasks wait
            apply_pending()


@contextlib.contextmanager
def in_bulk() -> Iterator[None]:
    """Within this, changes gather; they are applied when it ends, or by `apply_pending` in between."""
    token = _in_bulk.set(True)
    try:
        yield
    finally:
        _in_bulk.reset(token)
        _after_commit()


def apply_pending() -> int:
    """Bring the index up to every task that waits; how many were applied, 0 while another process is at it.

    Raises `EngineUnavailable` when the index can't be written or the database does not answer; the tasks then stay.
    """
    applied = 0
    try:
        while IndexTask.objects.exists():  # again after the lock is free: who came meanwhile found it taken and left
            with _writing() as may_write:
                done = _apply_batches() if may_write else 0
            applied += done
            if not done:
                break
    except (EngineUnavailable, DatabaseError) as error:
        logger.warning("The index is behind (%s); the changes are kept, and applied with the next one", error)
        if isinstance(error, DatabaseError):
            raise EngineUnavailable("数据库暂时无法读写；已入库的复文不受影响，索引随下一次改动补上。") from error
        raise
    return applied


@contextlib.contextmanager
def keeping_up(every: float = 2.0, after_failure: float = 30.0) -> Iterator[None]:
    """Within this, a thread applies what a process that died, or an index out of reach, has left waiting."""
    stop = threading.Event()

    def keep_up() -> None:
        wait = every
        while not stop.wait(wait):
            try:
                apply_pending()
                wait = every
            except (EngineUnavailable, DatabaseError):
                logger.warning("The index is behind; trying again in %g seconds", after_failure, exc_info=True)
                wait = after_failure
            finally:
                connection.close()

    thread = threading.Thread(target=keep_up, name="index", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _apply_batches() -> int:
    """Apply all tasks, the newest first: who has just changed a letter looks for it, a large ingest can wait."""
    applied: int = 0
    stuck: set[int] = set()
    while tasks := list(IndexTask.objects.exclude(pk__in=stuck).order_by("-pk")[:BATCH]):
        reply_ids = {task.reply_id for task in tasks}
        applied += _apply(list(IndexTask.objects.filter(reply_id__in=reply_ids)), stuck)
    return applied


def _apply(tasks: list[IndexTask], stuck: set[int]) -> int:
    """Apply tasks as one commit of the engine, and how many were; when that fails, each half by itself, so that one
    can't stop all. What can't be applied even alone goes to `stuck`."""
    reply_ids = {task.reply_id for task in tasks}
    try:
        current = list(documents(reply_ids))
        engine().update(current, reply_ids - {document.id for document in current})
    except (EngineUnavailable, DatabaseError):
        raise
    except Exception:
        if len(reply_ids) == 1:
            logger.exception("Reply %d can't be indexed; its task stays", *reply_ids)
            stuck.update(task.pk for task in tasks)
            return 0
        middle = sorted(reply_ids)[len(reply_ids) // 2]
        halves = ([task for task in tasks if (task.reply_id < middle) is lower] for lower in (True, False))
        return sum(_apply(half, stuck) for half in halves)
    IndexTask.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    return len(tasks)


@contextlib.contextmanager
def _writing() -> Iterator[bool]:
    """Whether this process may apply tasks now. The system frees the lock when its holder dies."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            taken = bool(cursor.fetchone()[0])
            try:
                yield taken
            finally:
                if taken:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
        return
    path = Path(settings.ARCHIVE_DATA) / "index-writer.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True  # closing the file frees it


# --- the whole index -------------------------------------------------------------------------------------------------


def rebuild() -> int:
    """Build the index anew from the database beside the live one and swap; how many replies it holds."""
    reply_ids = Reply.objects.order_by("pk").values_list("pk", flat=True)
    count = engine().rebuild(documents, shares(list(reply_ids)))
    # What left meanwhile without ever having been in the live index is not known there to have left.
    mark_changed(engine().ids().keys() - set(reply_ids.filter(superseded=False)))
    _after_commit()
    return count


def differences() -> Iterator[tuple[int, str]]:
    """Each reply on which index and database disagree, with what is wrong in Chinese."""
    held = engine().ids()
    for document in documents():
        known = held.pop(document.id, None)
        if known is None:
            yield document.id, "索引中没有"
        elif known != digest(document):
            yield document.id, "索引内容与数据库不一致"
    for reply_id in sorted(held):
        yield reply_id, "索引中有而数据库中没有"


# --- every door through which a reply can change ---------------------------------------------------------------------


def follow_changes() -> None:
    """Listen for changes; called once, when Django is ready."""
    for model in (Reply, Department, Proposal, Policy, PolicyCitation):
        signals.post_save.connect(_changed, sender=model)
        signals.pre_delete.connect(_changed, sender=model)
    for through in (Reply.proposals.through, Reply.co_departments.through):
        signals.m2m_changed.connect(_related, sender=through)


def _changed(instance: Any, *, created: bool = False, **_: Any) -> None:
    mark_changed(_replies_of(instance, created=created))


def _replies_of(instance: Any, *, created: bool = False) -> set[int]:
    """The replies whose documents show something of this."""
    if isinstance(instance, Reply):
        return {instance.pk}
    if isinstance(instance, PolicyCitation):
        return {instance.reply_id}
    if created:
        return set()
    found = set(instance.replies.values_list("pk", flat=True))
    if isinstance(instance, Department):
        found.update(instance.co_replies.values_list("pk", flat=True))
    return found


def _related(instance: Any, *, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
    if not reverse:
        mark_changed({instance.pk} if action.startswith("post_") else ())
    elif pk_set:
        mark_changed(pk_set if action.startswith("post_") else ())
    elif action == "pre_clear":
        mark_changed(_replies_of(instance))
