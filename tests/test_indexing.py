"""Whatever changes a reply reaches the index, whatever fails in between loses nothing, and check_archive tells."""

from __future__ import annotations

import os
import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from replies import indexing
from replies.models import Department, IndexTask, Policy, PolicyCitation, Proposal, Reply
from replies.search.engine import EngineUnavailable, SchemaMismatch, digest
from tests.rows import make_full_reply, make_reply

pytestmark = pytest.mark.django_db


def in_step() -> bool:
    """Whether the index holds exactly what the database says."""
    return indexing.engine().ids() == {document.id: digest(document) for document in indexing.documents()}


def add_to(replies, reply) -> None:
    replies.add(reply)


CHANGES = {
    "a field": lambda reply: reply.save(),
    "its status": lambda reply: Reply(pk=reply.pk, status="draft").save(update_fields=["status"]),
    "a proposal's title": lambda reply: reply.proposals.get().save(),
    "a department's name": lambda reply: reply.department.save(),
    "a co-department's name": lambda reply: reply.co_departments.get().save(),
    "a policy's name": lambda reply: reply.policies.get().save(),
    "a proposal more": lambda reply: reply.proposals.add(Proposal.objects.create(number="9")),
    "a proposal more, from its side": lambda reply: add_to(Proposal.objects.create(number="9").replies, reply),
    "a proposal less": lambda reply: reply.proposals.clear(),
    "a proposal less, from its side": lambda reply: reply.proposals.get().replies.clear(),
    "other proposals": lambda reply: reply.proposals.set([Proposal.objects.create(number="9")]),
    "a co-department more": lambda reply: reply.co_departments.add(Department.objects.create(name="甲局")),
    "a co-department less": lambda reply: reply.co_departments.clear(),
    "a policy more": lambda reply: PolicyCitation.objects.create(
        reply=reply, policy=Policy.objects.create(title="新办法"), start=9, end=10
    ),
    "a policy less": lambda reply: reply.citations.get().delete(),
    "a proposal deleted": lambda reply: reply.proposals.get().delete(),
    "a co-department deleted": lambda reply: reply.co_departments.get().delete(),
    "the reply deleted": lambda reply: reply.delete(),
    "replies deleted": lambda reply: Reply.objects.filter(pk=reply.pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_noted_for_the_index(change):
    reply = make_full_reply()
    other = make_full_reply()
    indexing.apply_pending()
    change(Reply.objects.get(pk=reply.pk))
    assert set(IndexTask.objects.values_list("reply_id", flat=True)) == {reply.pk}, other.pk
    indexing.apply_pending()
    assert in_step()
    assert not IndexTask.objects.exists()


def test_a_change_taken_back_takes_its_note_back():
    with transaction.atomic():
        make_reply()
        transaction.set_rollback(True)
    assert not IndexTask.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_the_index_is_up_to_date():
    reply = make_reply()
    assert set(indexing.engine().ids()) == {reply.pk}
    with transaction.atomic():
        reply.title = "另一个标题"
        reply.save()
        assert IndexTask.objects.exists()
    assert in_step()


@pytest.mark.django_db(transaction=True)
def test_in_bulk_changes_gather_and_go_in_together(monkeypatch):
    commits = []
    update = indexing.engine().update
    monkeypatch.setattr(indexing.engine(), "update", lambda *args: (commits.append(1), update(*args)))
    with indexing.in_bulk():
        for _ in range(5):
            make_reply()
        assert indexing.engine().ids() == {}
    assert len(indexing.engine().ids()) == 5
    assert len(commits) == 1


@pytest.mark.django_db(transaction=True)
def test_who_finds_another_writing_leaves_the_work_to_it():
    """The second connection is another process, as far as locks go."""
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with indexing._writing() as may_write:
                assert may_write
                holding.set()
                done.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(10)
    reply = make_reply()
    assert indexing.apply_pending() == 0
    assert list(IndexTask.objects.values_list("reply_id", flat=True)) == [reply.pk]
    done.set()
    holder.join()
    assert indexing.apply_pending() == 1
    assert in_step()


@pytest.mark.django_db(transaction=True)
def test_what_was_left_waiting_is_applied_in_the_background(monkeypatch):
    reply = make_reply()
    Reply.objects.filter(pk=reply.pk).update(title="改过的标题")
    failures = [EngineUnavailable("busy")]
    update = indexing.engine().update

    def fail_once(*args):
        if failures:
            raise failures.pop()
        update(*args)

    monkeypatch.setattr(indexing.engine(), "update", fail_once)
    IndexTask.objects.create(reply_id=reply.pk)  # as of a process that died before it could apply it
    with indexing.keeping_up(every=0.01, after_failure=0.01):
        for _ in range(500):
            if in_step():
                break
            time.sleep(0.02)
    assert in_step()
    assert not IndexTask.objects.exists()


@pytest.mark.parametrize("error", [EngineUnavailable, SchemaMismatch])
def test_a_failing_engine_leaves_the_work_where_it_is(monkeypatch, error):
    reply = make_reply()

    def fail(*_args):
        raise error("no")

    with monkeypatch.context() as patch:
        patch.setattr(indexing.engine(), "update", fail)
        with pytest.raises(error):
            indexing.apply_pending()
    assert list(IndexTask.objects.values_list("reply_id", flat=True)) == [reply.pk]
    indexing.apply_pending()
    assert in_step()


def test_one_reply_that_cannot_be_indexed_keeps_out_no_other(monkeypatch):
    replies = [make_reply() for _ in range(5)]
    real = indexing.document_of

    def trip(reply, *more):
        if reply.pk == replies[2].pk:
            raise ZeroDivisionError
        return real(reply, *more)

    monkeypatch.setattr(indexing, "document_of", trip)
    indexing.apply_pending()
    assert set(indexing.engine().ids()) == {reply.pk for reply in replies} - {replies[2].pk}
    assert set(IndexTask.objects.values_list("reply_id", flat=True)) == {replies[2].pk}


def test_a_document_holds_what_readers_search_by():
    reply = make_full_reply(
        issue_date="2023-06-20",
        document_number="西城管函〔2023〕31号",
        parsed={"addressees": ["王小明"], "metrics": [{}], "warnings": [{"code": "lost_characters"}]},
    )
    (document,) = indexing.documents([reply.pk])
    department, other = reply.department, reply.co_departments.get()
    assert document.departments == ((str(department.pk), department.name), (str(other.pk), other.name))
    assert document.proposal_numbers == (reply.proposals.get().number,)
    assert (document.session, document.date, document.audience) == ((10, 2), "2023-06-20", "public")
    assert document.place_names == ("云南省", "昆明市", "西山区")
    assert document.policies == (reply.policies.get().title,)
    assert document.indicators == ("步道",)
    assert (document.has_figures, document.damaged, document.addressees) == (True, True, ("王小明",))


def run(command: str, **options) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(command, stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


class TestCheckArchive:
    @pytest.fixture(autouse=True)
    def _archive(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        self.replies = [make_full_reply() for _ in range(3)]
        indexing.apply_pending()

    def test_an_archive_in_step_is_said_to_be(self):
        assert run("check_archive") == (0, "数据库、索引和原文件一致。\n")

    @pytest.mark.parametrize("damage", ["missing", "changed", "left over"])
    def test_each_difference_of_the_index_is_named_and_mended(self, damage):
        reply = self.replies[1]
        number = reply.pk
        if damage == "missing":
            indexing.engine().update([], [reply.pk])
        elif damage == "changed":
            Reply.objects.filter(pk=reply.pk).update(title="改在数据库里")
        else:
            reply.delete()
            IndexTask.objects.all().delete()
        status, said = run("check_archive")
        assert status == 1
        assert f"复文 {number}：" in said
        assert run("check_archive", repair=True)[0] == 0
        assert run("check_archive")[0] == 0
        assert in_step()

    def test_each_lost_or_changed_file_is_named_and_cannot_be_mended(self):
        lost, changed, _ = (reply.source for reply in self.replies)
        lost.content.storage.delete(lost.content.name)
        with changed.content.storage.open(changed.content.name, "wb") as file:
            file.write(b"something else")
        status, said = run("check_archive", repair=True)
        assert status == 1
        assert f"原文件 {lost.pk}（letter.txt）：存储中没有" in said
        assert f"原文件 {changed.pk}（letter.txt）：内容已改变" in said

    @pytest.mark.parametrize(("minutes", "named"), [(11, True), (0, False)])
    def test_a_file_without_a_record_is_named_once_it_can_no_longer_be_on_its_way(self, tmp_path, minutes, named):
        left = tmp_path / "sources" / "ab" / "left.txt"
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_text("of an intake that was killed", encoding="utf-8")
        then = time.time() - 60 * minutes
        os.utime(left, (then, then))
        status, said = run("check_archive")
        assert (status, "存储中的 sources/ab/left.txt：数据库中没有它的记录" in said) == (int(named), named)

    def test_an_index_that_cannot_be_read_is_built_anew(self, monkeypatch):
        real, calls = indexing.differences, []

        def broken_once():
            calls.append(1)
            if len(calls) < 3:
                raise EngineUnavailable("the index is damaged")
            return real()

        monkeypatch.setattr(indexing, "differences", broken_once)
        indexing.engine().update([], [reply.pk for reply in self.replies])
        with pytest.raises(CommandError, match="damaged"):
            call_command("check_archive")
        assert run("check_archive", repair=True)[0] == 0
        assert in_step()

    def test_rebuilding_brings_everything_back(self):
        indexing.engine().update([], [reply.pk for reply in self.replies])
        assert run("rebuild_index") == (0, "索引已重建，共 3 篇复文。\n")
        assert in_step()
