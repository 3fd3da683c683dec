"""Handing letters in: who may, what becomes of each file, and that nothing is lost or taken in twice."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from replies import uploads
from replies.models import Reply, SourceFile, Upload
from replies.uploads import ATTEMPTS, STALE, read_upload, receive, resume, resume_stale
from tests.conftest import at_desk
from tests.desk import letter_bytes, make_user, read_all, zip_of
from tests.readers.mutants import mutants, originals

pytestmark = pytest.mark.django_db
State = Upload.State


@pytest.fixture
def editor():
    return make_user("editor of all")


@pytest.fixture
def desk(client: Client, editor) -> Client:
    client.force_login(editor)
    return client


def hand_in(client: Client, *files: tuple[str, bytes], **extra: str):
    return client.post(
        reverse("upload"), {"files": [SimpleUploadedFile(name, data) for name, data in files]} | extra, follow=True
    )


def states() -> list[tuple[str, str]]:
    return list(Upload.objects.order_by("pk").values_list("name", "state"))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("public", 302),
        ("ordinary", 403),
        ("reader", 403),
        ("editor of all", 200),
        ("editor of own", 200),
        ("editor, no publish", 200),
        ("admin", 200),
    ],
)
def test_who_may_upload(client, kind, status):
    if user := make_user(kind):
        client.force_login(user)
    page = client.get("/upload/")
    assert page.status_code == status
    if status == 302:
        assert page["Location"] == "/login/?next=/upload/"
    sent = client.post("/upload/", {"files": SimpleUploadedFile("a.txt", letter_bytes())})
    assert Upload.objects.count() == (1 if status == 200 else 0), sent.status_code


def test_files_arrive_are_read_and_wait_for_review(desk):
    page = hand_in(desk, ("甲.txt", letter_bytes("031")), ("乙.txt", "开会通知。".encode()))
    assert states() == [("甲.txt", "received"), ("乙.txt", "received")]
    assert 'hx-trigger="every 1s"' in page.content.decode(), "the list asks for itself again"
    read_all()
    address = reverse("batch", args=[Upload.objects.first().batch])
    part = desk.get(address, headers={"HX-Request": "true", "HX-Target": "batch"}).content.decode()
    assert "hx-trigger" not in part, "all is done"
    assert "<html" not in part
    assert "待审核" in part
    assert "不是复文" in part
    reply = Reply.objects.get()
    assert reply.status == "draft"
    assert reverse("review", args=[reply.pk]) in part
    assert "乙.txt" in desk.get("/upload/").content.decode() or "甲.txt" in desk.get("/upload/").content.decode()


@pytest.mark.parametrize(
    ("name", "data", "state", "said"),
    [
        ("空.txt", b"", "failed", "0 字节"),
        ("zip in zip.zip", zip_of(里面__zip=zip_of(信__txt=letter_bytes())), "failed", "请解开后再上传"),
        ("空.zip", zip_of(), "failed", "没有文件"),
        ("坏.pdf", b"%PDF-1.7\n%%EOF", "failed", "PDF"),
        ("../../etc/passwd\u202e.txt", letter_bytes(), "waiting", ""),
        ("二进制.bin", bytes(range(256)) * 8, "failed", ""),
    ],
)
def test_what_can_not_be_read_says_why(editor, name, data, state, said):
    receive(editor, [(name, data)])
    read_all()
    upload = Upload.objects.get()
    assert (upload.state, said in upload.reason) == (state, True), upload.reason
    assert bool(upload.reason) == (state == "failed")


def test_a_zip_is_its_files(editor):
    receive(editor, [("一批.zip", zip_of(a__txt=letter_bytes("031"), b__txt=letter_bytes("032")))])
    read_all()
    assert states() == [("一批.zip/a.txt", "waiting"), ("一批.zip/b.txt", "waiting")]
    assert Reply.objects.count() == 2


def test_too_large_a_file_is_refused_while_it_arrives(desk, monkeypatch):
    monkeypatch.setattr("replies.upload_limits.MAX_BYTES", 1000)
    hand_in(desk, ("大.txt", letter_bytes() * 10), ("小.txt", "短".encode()))
    assert states() == [("小.txt", "received"), ("大.txt", "failed")]
    assert "超过上限" in Upload.objects.get(name="大.txt").reason
    assert not SourceFile.objects.filter(size__gt=1000).exists()


def test_too_many_files_of_one_request_are_refused_in_words(desk, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    page = hand_in(desk, *((f"{number}.txt", b"x") for number in range(3)))
    assert page.status_code == 400
    assert "一次最多上传 2 个文件" in page.content.decode()


def test_a_batch_has_room_for_so_many(editor, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    batch = uuid.uuid4()
    receive(editor, [("1.txt", b"1")], batch)
    receive(editor, [(f"{number}.txt", f"{number}".encode()) for number in range(2, 6)], batch)
    assert [state for _, state in states()] == ["received", "received", "failed"], "the first beyond says so"


def test_no_file_chosen_is_said(desk):
    assert "没有选择文件" in desk.post("/upload/", {}, follow=True).content.decode()


def test_a_browser_that_sends_one_by_one_is_told_of_each(desk):
    batch = str(uuid.uuid4())
    answer = desk.post(
        "/upload/",
        {"files": SimpleUploadedFile("a.txt", letter_bytes()), "batch": batch},
        headers={"Accept": "application/json"},
    ).json()
    assert answer == {
        "address": f"/upload/{batch}/",
        "files": [{"name": "a.txt", "state": "已收到", "reason": ""}],
    }


def test_the_same_bytes_are_kept_once(editor):
    receive(editor, [("a.txt", letter_bytes())])
    read_all()
    receive(editor, [("又一份.txt", letter_bytes())])
    assert states()[-1] == ("又一份.txt", "duplicate")
    assert (Reply.objects.count(), SourceFile.objects.count()) == (1, 1)


def test_the_same_bytes_twice_in_one_batch(editor):
    receive(editor, [("a.txt", letter_bytes()), ("b.txt", letter_bytes())])
    read_all()
    assert [state for _, state in states()] == ["waiting", "duplicate"]
    assert Reply.objects.count() == 1


def test_another_editor_does_not_see_my_batch_nor_add_to_it(desk, editor):
    batch = receive(make_user("editor of own"), [("a.txt", letter_bytes())])[0].batch
    assert desk.get(reverse("batch", args=[batch])).status_code == 404
    assert desk.get(reverse("batch", args=[uuid.uuid4()])).status_code == 404
    answer = desk.post("/upload/", {"files": SimpleUploadedFile("b.txt", b"b"), "batch": str(batch)})
    assert answer.status_code == 403
    assert Upload.objects.count() == 1


def test_reading_twice_changes_nothing(editor):
    upload = receive(editor, [("a.txt", letter_bytes())])[0]
    read_upload(upload.pk)
    before = list(Reply.objects.values("pk", "updated_at"))
    read_upload(upload.pk)
    assert list(Reply.objects.values("pk", "updated_at")) == before


@pytest.mark.parametrize("again", [resume, resume_stale])
def test_what_a_dead_worker_left_is_read_again_and_not_doubled(editor, again):
    _, stored = receive(editor, [("a.txt", letter_bytes("031")), ("b.txt", letter_bytes("032"))])
    read_upload(stored.pk)
    # Killed in mid-reading, and killed between storing the letter and noting so.
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    Upload.objects.update(state=State.READING, started_at=long_ago, finished_at=None)
    assert again() == 2
    read_all()
    assert [state for _, state in states()] == ["waiting", "waiting"]
    assert Reply.objects.count() == 2


def test_what_is_being_read_is_left_to_who_reads_it(editor):
    upload = receive(editor, [("a.txt", letter_bytes())])[0]
    Upload.objects.update(state=State.READING, started_at=timezone.now())
    assert resume_stale() == 0
    read_upload(upload.pk)
    assert Upload.objects.get().state == "reading"


def test_a_file_that_ends_every_worker_is_given_up(editor):
    upload = receive(editor, [("a.txt", letter_bytes())])[0]
    Upload.objects.update(attempts=ATTEMPTS)
    read_upload(upload.pk)
    assert Upload.objects.get().state == "failed"
    assert "中途停止" in Upload.objects.get().reason


def test_a_letter_much_like_a_known_one_is_noted(editor):
    receive(editor, [("a.txt", letter_bytes("031"))])
    read_all()
    changed = letter_bytes("031").replace("340盏".encode(), "341盏".encode())
    receive(editor, [("b.txt", changed), ("c.txt", letter_bytes("077", subject="建设公园"))])
    read_all()
    first, second, third = Reply.objects.order_by("pk")
    assert [(one.other, one.verdict) for one in second.resemblances.all()] == [(first, "")]
    assert not third.resemblances.exists()


def test_a_file_that_waits_long_raises_the_question_of_the_worker(desk, editor):
    batch = receive(editor, [("a.txt", letter_bytes())])[0].batch
    address = reverse("batch", args=[batch])
    assert "可能没有运行" not in desk.get(address).content.decode()
    Upload.objects.update(received_at=timezone.now() - timedelta(minutes=5))
    assert "可能没有运行" in desk.get(address).content.decode()


QUICK = ["letter.docx", "letter.odt", "letter.ofd", "letter.pdf", "letters.zip", "gb18030.html", "big5.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("name", at_desk(["letter.docx", "letters.zip"], in_ci=QUICK))
def test_spoiled_files_come_through_the_whole_archive_as_letters_or_reasons(desk, settings, tmp_path, name):
    """By the page, as tests/readers/test_mutants.py does by the thousand with the readers alone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    spoiled = [(f"../../{at}\u202e.{name}", data) for at, data in enumerate(mutants(name, originals(), 8, seed=6))]
    assert hand_in(desk, *spoiled).status_code == 200
    read_all()
    for upload in Upload.objects.all():
        assert upload.is_finished
        assert upload.state in (State.WAITING, State.DUPLICATE) or upload.reason.rstrip("。"), upload.name
        assert "解析时出错" not in upload.reason, upload.name
    assert {path.name for path in tmp_path.iterdir()} <= {"files"}
    kept = {f"{source.content.name}" for source in SourceFile.objects.all()}
    assert {str(path.relative_to(tmp_path / "files")) for path in tmp_path.rglob("*") if path.is_file()} == kept
    for reply in sorted(Reply.objects.all(), key=lambda reply: len(reply.text))[:4]:  # a book's page takes seconds
        assert desk.get(f"/review/{reply.pk}/").status_code == 200
        assert desk.get(f"/replies/{reply.pk}/").status_code == 200
