"""From nothing to a working archive, and again without touching what is there."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command

from replies import indexing
from replies.management.commands import prepare_archive
from replies.models import IndexTask, Reply
from replies.search.engine import SchemaMismatch
from tests import library


def prepare() -> str:
    said = io.StringIO()
    call_command("prepare_archive", stdout=said)
    return said.getvalue()


@pytest.fixture
def few_samples(tmp_path, settings, monkeypatch):
    """One sample letter instead of all, and folders of its own."""
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "files", tmp_path / "static"
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "lifts.txt").write_text(library.LIFTS, encoding="utf-8")
    monkeypatch.setattr(prepare_archive, "SAMPLES", tmp_path / "samples")


@pytest.mark.django_db
def test_the_second_start_changes_nothing(few_samples):
    first = prepare()
    admin = get_user_model().objects.get(username="admin")
    assert "密码：" in first
    assert admin.check_password(first.partition("密码：")[2].split("　")[0])
    letter = Reply.objects.get()
    letter.status = Reply.Status.WITHDRAWN
    letter.save()
    assert "密码" not in prepare()
    assert Reply.objects.get().status == Reply.Status.WITHDRAWN
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_what_a_dead_process_left_is_indexed(few_samples):
    prepare()
    IndexTask.objects.create(reply_id=Reply.objects.get().pk)
    prepare()
    assert not IndexTask.objects.exists()


@pytest.mark.django_db
def test_an_index_of_another_make_is_built_anew(few_samples, monkeypatch):
    prepare()
    engine = indexing.engine()
    rebuilt = []

    def mismatch():
        raise SchemaMismatch("索引由另一版本建成。")

    monkeypatch.setattr(engine, "check", mismatch)
    monkeypatch.setattr(engine, "rebuild", lambda documents, _: rebuilt.extend(documents()) or len(rebuilt))
    assert "另一版本" in prepare()
    assert [document.id for document in rebuilt] == [Reply.objects.get().pk]


@pytest.mark.django_db
def test_the_roles_are_there():
    assert {"阅读者", "编辑", "管理员"} <= set(Group.objects.values_list("name", flat=True))
    editor = Group.objects.get(name="编辑").permissions
    assert editor.filter(codename="change_reply").exists()
    assert not editor.filter(codename="publish_reply").exists()
