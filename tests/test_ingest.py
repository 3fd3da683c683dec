"""Letters come in: what is added, what is not, what each obstacle says, and what a better parser may change."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import threading
import zipfile
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError

from replies import indexing, parsing_apart
from replies import ingest as room
from replies.letters import PARSER_VERSION, parser
from replies.letters.letter import Policy as CitedPolicy
from replies.models import Department, Policy, Proposal, Reply, SourceFile
from replies.names import look_up, remembering
from replies.parsing_apart import parse_and_cut, parsed
from replies.preparing import NoLetter, prepare
from replies.readers.folders import FoundFile
from replies.search.engine import EngineUnavailable, SearchRequest
from replies.search.engines import segments
from replies.search.query import parse_query
from replies.storing import store_reply
from tests import deadly
from tests.rows import letter_text, make_source

BARE = """王小明委员：
您提出的《关于改造老街步道的提案》收悉，现答复如下：
一、已经做的工作
我局对辖区的步道逐条调查，听取居民意见，已改造步道12公里，安装路灯340盏，补种行道树，清理占道杂物，步道的夜间照明和排水
得到改善。
二、下一步打算
我局将继续做好养护，按季度巡查，发现破损及时修补，并邀请您参加验收。
感谢您对城市管理工作的关心和支持。
"""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "letters"
    path.mkdir()
    return path


def take_in(*paths: Path | str, **options) -> dict:
    """The last line of `ingest --json`, with the exit status as `status`."""
    out, status = StringIO(), 0
    try:
        call_command("ingest", *map(str, paths), json=True, stdout=out, stderr=StringIO(), **options)
    except CommandError as error:
        status = error.returncode
    return json.loads(out.getvalue().splitlines()[-1]) | {"status": status}


def counts(**expected: int) -> dict:
    return dict.fromkeys(("added", "updated", "unchanged", "not_letters"), 0) | {"failed": []} | expected


def test_a_folder_goes_in_once(folder):
    for number in ("031", "032", "033"):
        (folder / f"{number}.txt").write_text(letter_text(number), encoding="utf-8")
    assert take_in(folder) == counts(read=3, added=3, status=0)
    before = list(Reply.objects.order_by("pk").values())
    assert take_in(folder) == counts(read=3, unchanged=3, status=0)
    assert list(Reply.objects.order_by("pk").values()) == before


def test_the_same_bytes_under_another_name_are_the_same_file(folder):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(letter_text(), encoding="utf-8")
    assert take_in(folder) == counts(read=2, added=1, unchanged=1, status=0)


def test_a_letter_comes_out_as_it_was_read(folder):
    (folder / "a.txt").write_text(letter_text("031", disclosure="是"), encoding="gbk")
    take_in(folder)
    reply = Reply.objects.get()
    assert (reply.status, reply.disclosure, reply.disclosure_basis) == ("published", "public", "letter")
    assert (reply.division_code, reply.body, reply.year) == ("530112", "cppcc", 2023)
    assert (reply.document_number, reply.document_number_key) == ("西城管函〔2023〕31号", "西城管函[2023]31")
    assert str(reply.department) == "昆明市西山区城市管理局"
    assert str(reply.issue_date) == "2023-06-20"
    proposal = reply.proposals.get()
    assert (proposal.number, proposal.number_key, proposal.term, proposal.session) == ("031", "31", 10, 2)
    assert (proposal.title, proposal.proposers) == ("关于改造老街步道的提案", ["王小明"])
    assert [str(policy) for policy in reply.policies.all()] == ["《城市步道养护办法》"]
    assert all(reply.text[one.start : one.end] == one.text for one in reply.metrics.all())
    assert {(one.text, one.value, one.unit) for one in reply.metrics.all()} >= {("12公里", 12000, "米")}
    assert reply.text[slice(*reply.paragraphs[-1])] == "2023年6月20日"
    source = reply.source
    assert (source.encoding, source.media_type, source.size) == ("gb18030", "text/plain", len(reply.text.encode("gbk")))
    with source.content.open() as file:
        assert file.read() == (folder / "a.txt").read_bytes()


@pytest.mark.parametrize(
    ("numbers", "stored", "reason"),
    [
        (("056", "57"), {"56", "57"}, "two proposals"),
        (("056", "56"), {"56"}, "one, written in two ways"),
        (("０５６", "056"), {"56"}, "one in wide digits too"),
    ],
)
def test_numbers_of_one_letter(numbers, stored, reason):
    letter = parser.parse_letter(letter_text())
    store_reply(make_source(), 1, prepare(replace(letter, proposal_numbers=numbers), ()))
    proposals = Reply.objects.get().proposals
    assert set(proposals.values_list("number_key", flat=True)) == stored, reason
    assert proposals.count() == len(stored), reason


@pytest.mark.parametrize(
    ("said", "undeclared", "decided", "reason"),
    [
        ("是", "staff", ("public", "letter"), "the letter's own word counts"),
        ("否", "public", ("not_public", "letter"), "also against what the intake says"),
        ("", "public", ("public", "intake"), "a silent letter gets what the intake says"),
        ("", "staff", ("", ""), "and else waits until someone decides"),
    ],
)
def test_disclosure(folder, said, undeclared, decided, reason):
    (folder / "a.txt").write_text(letter_text(disclosure=said), encoding="utf-8")
    take_in(folder, undeclared=undeclared)
    reply = Reply.objects.get()
    assert (reply.disclosure, reply.disclosure_basis) == decided, reason


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "空"),
        ("blank.txt", b" \n\n", "没有文字"),
        ("binary.txt", bytes(range(256)) * 30, "编码"),
        ("latin.txt", "café à la carte ".encode("latin-1") * 60, "编码"),
        ("long.txt", (letter_text() * 40_000).encode()[: 30 << 20], "超过上限"),
        ("broken.zip", b"PK\x03\x04" + b"\0" * 60, "损坏"),
        ("nested.zip", zipped(inner=zipped(a=b"1")), "解开"),
        ("broken.docx", zipped(**{"word/document.xml": b"<not xml"}), "损坏"),
        ("broken.pdf", b"%PDF-1.4\nnothing", "PDF"),
    ],
)
def test_a_bad_file_is_one_clear_line_and_the_rest_goes_in(folder, name, data, said):
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(letter_text(), encoding="utf-8")
    summary = take_in(folder)
    (failure,) = summary.pop("failed")
    assert summary == {key: value for key, value in counts(read=2, added=1, status=1).items() if key != "failed"}
    assert failure["file"].startswith(str(folder / name))
    assert said in failure["reason"]


class _Page(BaseHTTPRequestHandler):
    """One letter, as a page in the charset of many sites."""

    def do_GET(self) -> None:
        body = f"<html><body><pre>{letter_text()}</pre></body></html>".encode("gb18030")
        self.send_response(200 if self.path == "/letter.html" else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def test_an_address_goes_in_once(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        site = f"http://127.0.0.1:{server.server_address[1]}"
        first = take_in(f"{site}/letter.html", f"{site}/nowhere.html")
        again = take_in(f"{site}/letter.html")
        server.shutdown()
        thread.join()
    (failure,) = first.pop("failed")
    assert first == {key: value for key, value in counts(read=2, added=1, status=1).items() if key != "failed"}
    assert (failure["file"], "404" in failure["reason"]) == (f"{site}/nowhere.html", True)
    assert again == counts(read=1, unchanged=1, status=0)
    assert SourceFile.objects.get().name == f"{site}/letter.html"


@pytest.mark.parametrize(
    ("given", "kept", "reason"),
    [
        ("letters", "2023/a.txt", "below the folder that was named"),
        ("letters/2023", "a.txt", "which is another one here"),
        ("letters/2023/a.txt", "a.txt", "a file by its own name"),
    ],
)
def test_where_a_file_lay_is_nobodys_business(tmp_path, given, kept, reason):
    path = tmp_path / "letters" / "2023" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text(letter_text(), encoding="utf-8")
    take_in(tmp_path / given)
    assert SourceFile.objects.get().name == kept, reason


def test_a_path_that_is_not_there_fails(tmp_path):
    assert take_in(tmp_path / "none")["failed"] == [
        {"file": str(tmp_path / "none"), "reason": "找不到这个文件；请检查路径。"}
    ]


def test_what_is_no_letter_is_counted_and_named(folder):
    (folder / "menu.txt").write_text("食堂本周菜单\n周一：米线\n周二：饵块\n" * 5, encoding="utf-8")
    out = StringIO()
    call_command("ingest", str(folder), stdout=out)
    assert f"不是复文：{folder / 'menu.txt'}" in out.getvalue()
    assert take_in(folder) == counts(read=1, not_letters=1, status=0)
    assert not SourceFile.objects.exists()


def test_a_zip_goes_in_with_names_that_are_only_labels(folder):
    (folder / "z.zip").write_bytes(zipped(**{"../../../../evil.txt": letter_text().encode()}))
    assert take_in(folder) == counts(read=1, added=1, status=0)
    source = SourceFile.objects.get()
    assert source.name == "z.zip!../../../../evil.txt"
    assert source.content.name == f"sources/{source.sha256[:2]}/{source.sha256}.txt"


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing_but_the_time(folder, workers):
    for number in range(12):
        (folder / f"{number}.txt").write_text(letter_text(f"{number:03}"), encoding="utf-8")
    (folder / "x.txt").write_bytes(b"")
    summary = take_in(folder, workers=workers)
    assert [failure["file"] for failure in summary.pop("failed")] == [str(folder / "x.txt")]
    assert summary | {"failed": []} == counts(read=13, added=12, status=1)
    numbers = Proposal.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == sorted(numbers, key=lambda number: f"{int(number)}.txt")


@pytest.mark.processes
def test_workers_do_the_parsing(folder, monkeypatch, caplog):
    """They are bare processes: what they import must not need the archive to be set up, or they die at once."""

    def nothing_left(_data: bytes) -> None:
        raise AssertionError("the parent parses")

    monkeypatch.setattr(parser, "parse_letters", nothing_left)
    for number in range(3):
        (folder / f"{number}.txt").write_text(letter_text(f"{number:03}"), encoding="utf-8")
    assert take_in(folder, workers=2) == counts(read=3, added=3, status=0)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("files", "size", "apart", "reason"),
    [
        (parsing_apart.FEW - 1, 1, False, "parsed sooner than other processes begin"),
        (parsing_apart.FEW, 1, True, "worth the wait"),
        (2, parsing_apart.TOGETHER_BYTES // 2, False, "as much as one process is given at once"),
        (2, parsing_apart.TOGETHER_BYTES // 2 + 1, True, "few, but large"),
        (0, 1, False, "nothing to do"),
    ],
)
def test_many_files_are_parsed_apart_unless_somebody_says_how_many(monkeypatch, files, size, apart, reason):
    class Pool(contextlib.AbstractContextManager):
        def __init__(self, _count):
            pass

        def __exit__(self, *_error):
            pass

        def submit(self, some):
            done = Future()
            done.set_result([NoLetter("apart")] * len(some))
            return done

    monkeypatch.setattr(parsing_apart.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(parsing_apart, "_Processes", Pool)
    monkeypatch.setattr(parsing_apart, "_here", lambda _found: NoLetter("here"))
    found = [FoundFile(f"{number}.txt", b"x" * size) for number in range(files)]
    outcomes = list(parsed(iter(found)))
    assert [one for one, _ in outcomes] == found
    assert {str(said) for _, said in outcomes} <= {"apart" if apart else "here"}, reason


@pytest.mark.processes
def test_workers_cut_texts_for_the_index(folder, monkeypatch):
    """Also such as readers are shown without contacts."""
    for number in range(3):
        text = letter_text(f"{number:03}") + "联系人：李小丽　联系电话：0871-68180316\n" * (number == 1)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")

    def nothing_left(value: str) -> None:
        raise AssertionError(value)

    with monkeypatch.context() as patch:
        patch.setattr(segments, "_cut", nothing_left)
        assert take_in(folder, workers=2) == counts(read=3, added=3, status=0)
        assert not indexing.IndexTask.objects.exists()
    asked = SearchRequest(parse_query('"公里，安装路灯"').tree, "editor")
    held = indexing.engine().ids(), indexing.engine().search(asked).hits
    assert len(held[1]) == 3
    indexing.rebuild()
    assert (indexing.engine().ids(), indexing.engine().search(asked).hits) == held


def test_when_the_workers_die_the_rest_is_done_without_them(folder, monkeypatch):
    class BrokenPool(contextlib.AbstractContextManager):
        def __init__(self, *_args, **_options):
            pass

        def __exit__(self, *_error):
            pass

        def submit(self, *_args):
            raise BrokenProcessPool

        def shutdown(self, **_options):
            pass

    (folder / "a.txt").write_text(letter_text(), encoding="utf-8")
    monkeypatch.setattr(parsing_apart, "ProcessPoolExecutor", BrokenPool)
    assert take_in(folder, workers=2) == counts(read=1, added=1, status=0)


@pytest.mark.processes
def test_what_kills_the_process_that_parses_it_is_said_and_the_rest_goes_in(folder, monkeypatch):
    monkeypatch.setattr(parsing_apart, "parse_and_cut", deadly.parse_and_cut)
    names = [f"{number:03}" for number in range(1, 2 * parsing_apart.TOGETHER + 3)]
    killers = [names[2], names[3], names[-1]]
    for name in names:
        end = deadly.DEADLY if name in killers else ""
        (folder / f"{name}.txt").write_text(letter_text(name) + end, encoding="utf-8")
    summary = take_in(folder, workers=2)
    assert [(one["file"], one["reason"]) for one in summary.pop("failed")] == [
        (str(folder / f"{name}.txt"), parsing_apart.KILLED) for name in killers
    ]
    read = len(names)
    assert summary | {"failed": []} == counts(read=read, added=read - len(killers), status=1)
    assert set(Proposal.objects.values_list("number", flat=True)) == set(names) - set(killers)


def test_letters_of_one_proposal_department_and_policy_share_them(folder):
    (folder / "a.txt").write_text(letter_text("031"), encoding="utf-8")
    (folder / "b.txt").write_text(letter_text("031") + "（补充答复）\n", encoding="utf-8")
    take_in(folder)
    assert (Reply.objects.count(), Proposal.objects.count(), Department.objects.count()) == (2, 1, 1)
    assert Policy.objects.count() == 1


def test_proposals_of_unknown_number_are_never_taken_for_one(folder):
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(BARE.replace("老街", name), encoding="utf-8")
    take_in(folder)
    assert Reply.objects.count() == Proposal.objects.count() == 2


def test_a_letter_that_the_database_refuses_leaves_nothing_behind(folder, monkeypatch):
    for number in ("031", "032"):
        (folder / f"{number}.txt").write_text(letter_text(number), encoding="utf-8")
    real = room.store_reply

    def refuse(source, *args, **kwargs):
        reply = real(source, *args, **kwargs)
        if source.name.endswith("031.txt"):
            raise IntegrityError("refused")
        return reply

    monkeypatch.setattr(room, "store_reply", refuse)
    summary = take_in(folder)
    assert (summary["added"], len(summary["failed"]), summary["status"]) == (1, 1, 1)
    assert SourceFile.objects.get().name.endswith("032.txt")
    assert list(Proposal.objects.values_list("number", flat=True)) == ["032"]
    assert {task.reply_id for task in indexing.IndexTask.objects.all()} <= set(
        Reply.objects.values_list("pk", flat=True)
    )


def test_what_nobody_foresaw_in_one_letter_keeps_out_no_other(folder, monkeypatch):
    for number in ("031", "032"):
        (folder / f"{number}.txt").write_text(letter_text(number), encoding="utf-8")
    real = room.store_reply

    def trip(source, *args, **kwargs):
        if source.name.endswith("031.txt"):
            raise ValueError("unforeseen")
        return real(source, *args, **kwargs)

    monkeypatch.setattr(room, "store_reply", trip)
    summary = take_in(folder)
    assert (summary["added"], len(summary["failed"]), summary["status"]) == (1, 1, 1)


def test_what_goes_wrong_when_names_are_looked_up_keeps_out_no_other(folder, monkeypatch):
    for number in ("031", "032", "033"):
        (folder / f"{number}.txt").write_text(letter_text(number), encoding="utf-8")
    real = room.look_up

    def trip(letters, digests):
        letters = list(letters)
        if any("032" in letter.proposal_numbers for letter in letters):
            raise ValueError("unforeseen")
        real(letters, digests)

    monkeypatch.setattr(room, "look_up", trip)
    summary = take_in(folder)
    assert (summary["added"], [Path(one["file"]).name for one in summary["failed"]]) == (2, ["032.txt"])


@pytest.mark.parametrize(
    ("meanwhile", "title", "proposers", "reason"),
    [
        ({}, "关于改造老街步道的提案", ["王小明"], "the letter says what was not known"),
        ({"title": "人写的案由"}, "人写的案由", ["王小明"], "a person has said one of both"),
        ({"proposers": ["李四"]}, "关于改造老街步道的提案", ["李四"], "or the other"),
    ],
)
def test_what_a_person_says_of_a_proposal_while_letters_are_stored_stays(meanwhile, title, proposers, reason):
    stored = Proposal.objects.create(body="cppcc", division_code="530112", term=10, session=2, number="031")
    letter = parser.parse_letter(letter_text("031"))
    with remembering():
        look_up([letter], [])
        Proposal.objects.filter(pk=stored.pk).update(**meanwhile)
        store_reply(make_source(), 1, prepare(letter, ()))
    stored.refresh_from_db()
    assert (stored.title, stored.proposers) == (title, proposers), reason
    assert Reply.objects.get().proposals.get() == stored


def test_what_a_person_calls_a_policy_while_letters_are_stored_stays():
    stored = Policy.objects.create(number="西政发〔2020〕5号")
    letter = parser.parse_letter(letter_text("031"))
    letter = replace(letter, policies=(CitedPolicy("步道管理办法", stored.number, 0, 5),))
    with remembering():
        look_up([letter], [])
        Policy.objects.filter(pk=stored.pk).update(title="人写的名称")
        store_reply(make_source(), 1, prepare(letter, ()))
    assert Reply.objects.get().policies.get().title == "人写的名称"


@pytest.mark.parametrize("refusal", [IntegrityError("someone else was first"), OperationalError("deadlock detected")])
def test_a_writer_that_came_second_tries_again(folder, monkeypatch, refusal):
    (folder / "a.txt").write_text(letter_text(), encoding="utf-8")
    real, calls = room.store_reply, []

    def first_time_too_late(*args, **kwargs):
        calls.append(args)
        if len(calls) == 1:
            raise refusal
        return real(*args, **kwargs)

    monkeypatch.setattr(room, "store_reply", first_time_too_late)
    assert take_in(folder) == counts(read=1, added=1, status=0)


def test_a_failing_index_loses_no_letter(folder, monkeypatch):
    (folder / "a.txt").write_text(letter_text(), encoding="utf-8")

    def unavailable(*_args):
        raise EngineUnavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(indexing.engine(), "update", unavailable)
        assert take_in(folder) == counts(read=1, added=1, status=0)
    assert indexing.IndexTask.objects.exists()
    indexing.apply_pending()
    assert set(indexing.engine().ids()) == {Reply.objects.get().pk}


class TestReparse:
    """What a better parser may change, and what it may not."""

    @pytest.fixture
    def reply(self, folder):
        (folder / "a.txt").write_text(letter_text(), encoding="utf-8")
        take_in(folder, undeclared="public")
        reply = Reply.objects.get()
        Reply.objects.filter(pk=reply.pk).update(parser_version="0", title="旧的标题", parsed={})
        return reply

    def reparsed(self, reply, *arguments, **options) -> tuple[dict, Reply]:
        out = StringIO()
        call_command("reparse", *arguments, json=True, stdout=out, **options)
        return json.loads(out.getvalue().splitlines()[-1]), Reply.objects.get(pk=reply.pk)

    def test_only_what_an_older_parser_read_is_read_again(self, reply):
        summary, after = self.reparsed(reply)
        assert (summary["updated"], after.title, bool(after.parsed)) == (1, "关于改造老街步道的提案", True)
        assert self.reparsed(reply)[0]["read"] == 0
        assert self.reparsed(reply, force=True)[0] == {**summary, "updated": 0, "unchanged": 1}

    def test_taking_the_file_in_again_does_the_same(self, reply, folder):
        assert take_in(folder) == counts(read=1, updated=1, status=0)
        assert take_in(folder) == counts(read=1, unchanged=1, status=0)

    def test_an_unknown_number_is_said(self, reply):
        with pytest.raises(CommandError, match="987"):
            self.reparsed(reply, "987")

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"status": "withdrawn"}, "a person withdrew it"),
            ({"status": "draft"}, "a person keeps it back"),
            ({"disclosure": "not_public", "disclosure_basis": "person"}, "a person decided"),
            ({"disclosure": "public", "disclosure_basis": "intake"}, "the intake said so, and the letter is silent"),
        ],
    )
    def test_decisions_stay(self, reply, values, reason):
        Reply.objects.filter(pk=reply.pk).update(**values)
        _, after = self.reparsed(reply)
        assert {name: getattr(after, name) for name in values} == values, reason

    def test_what_the_parser_no_longer_reads_is_no_longer_public(self, reply):
        Reply.objects.filter(pk=reply.pk).update(disclosure="public", disclosure_basis="letter")
        _, after = self.reparsed(reply)
        assert (after.disclosure, after.disclosure_basis) == ("", "")

    def test_a_persons_word_on_a_figure_stays_with_it(self, reply):
        figure = reply.metrics.get(text="12公里")
        figure.confirmed = False
        figure.save()
        self.reparsed(reply)
        assert list(reply.metrics.exclude(confirmed=None).values_list("text", "confirmed")) == [("12公里", False)]

    def test_nothing_is_doubled(self, reply):
        before = {model: model.objects.count() for model in (Reply, Proposal, Department, Policy, SourceFile)}
        figures = reply.metrics.count()
        self.reparsed(reply)
        assert {model: model.objects.count() for model in before} == before
        assert reply.metrics.count() == figures

    @pytest.mark.parametrize(
        ("options", "written", "reason"),
        [({}, False, "what reads as before is left alone"), ({"force": True}, True, "unless it is to be written anew")],
    )
    def test_what_reads_as_before(self, folder, options, written, reason):
        (folder / "a.txt").write_text(letter_text(), encoding="utf-8")
        take_in(folder, undeclared="public")
        reply = Reply.objects.get()
        Reply.objects.filter(pk=reply.pk).update(parser_version="0")
        reply.refresh_from_db()
        reply.metrics.all().delete()
        summary, after = self.reparsed(reply, **options)
        assert (summary["updated"], summary["unchanged"], after.parser_version) == (0, 1, PARSER_VERSION)
        assert (reply.metrics.exists(), after.updated_at > reply.updated_at) == (written, written), reason
        assert reply.history.count() == 1 + written

    def test_a_proposal_that_a_person_completed_stays(self, folder):
        (folder / "a.txt").write_text(BARE, encoding="utf-8")
        take_in(folder)
        reply = Reply.objects.get()
        proposal = reply.proposals.get()
        Proposal.objects.filter(pk=proposal.pk).update(
            body="cppcc", division_code="530112", term=10, session=2, number="31", number_key="31"
        )
        self.reparsed(reply, force=True)
        assert reply.proposals.get() == proposal
        assert reply.proposals.get().is_addressable

    def test_a_file_that_is_gone_is_said(self, reply):
        reply.source.content.storage.delete(reply.source.content.name)
        with pytest.raises(CommandError):
            self.reparsed(reply)
        assert Reply.objects.get().title == "旧的标题"


def test_a_page_of_several_letters_gives_several_replies(folder):
    letters = [letter_text("031", subject="改造老街步道"), letter_text("032", subject="增设公交站台")]
    (folder / "page.txt").write_text("\n\n".join(letters), encoding="utf-8")
    assert take_in(folder) == counts(read=1, added=2, status=0)
    first, second = Reply.objects.order_by("part")
    assert (first.source, first.part, second.part) == (second.source, 1, 2)
    assert "公交站台" not in first.text
    assert "老街步道" not in second.text
    assert [one.number for one in (first.proposals.get(), second.proposals.get())] == ["031", "032"]
    assert all(second.text[one.start : one.end] == one.text for one in second.metrics.all())


def test_what_is_found_later_in_a_file_that_was_held_back_waits(folder):
    letters = [letter_text("031", disclosure="是"), letter_text("032", disclosure="是")]
    (folder / "page.txt").write_text("\n\n".join(letters), encoding="utf-8")
    take_in(folder)
    Reply.objects.filter(part=2).delete()
    Reply.objects.filter(part=1).update(status="withdrawn")
    call_command("reparse", force=True, stdout=StringIO())
    assert Reply.objects.get(part=2).status == "draft"


class _Told(Exception):  # noqa: N818
    """Can be sent to another process, but not be made again there."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (ValueError("?"), "ValueError", "any slip of the parser"),
        (_Told("a", "b"), "_Told", "one that does not survive the way between processes"),
        (SystemExit(3), "RuntimeError", "what would end the process"),
    ],
)
def test_what_a_letter_does_to_the_parser_is_told_in_words(monkeypatch, error, kind, reason):
    def fail(_: bytes) -> None:
        raise error

    monkeypatch.setattr("replies.parsing.read_and_parse", fail)
    sent = pickle.loads(pickle.dumps(parse_and_cut([b"a letter"])))
    monkeypatch.setattr("replies.parsing_apart.read_and_parse_all", lambda _: sent)
    [(_, outcome)] = parsed([FoundFile("a.txt", b"a letter")], workers=1)
    assert f"解析时出错（{kind}）" in str(outcome), reason
