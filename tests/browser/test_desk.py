"""The staff's desk in a real browser: files handed in, read, reviewed by keyboard alone, published, found, withdrawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from replies import indexing
from replies.models import Reply
from replies.readers import ocr
from tests.browser.conftest import OpenPage
from tests.conftest import at_desk, lacks
from tests.desk import letter_bytes, make_user, read_all, zip_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FILES = Path(__file__).parent.parent / "readers" / "files"
KINDS = at_desk(["letter.docx", "letter.ofd"], in_ci=["letter.docx", "scan.pdf", "letter.ofd"])
PASSWORD = "a long enough word"
SCREENSHOTS = __import__("os").environ.get("DESK_SHOTS")


@pytest.fixture
def editor(transactional_db: None) -> Any:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)  # a flushed database has lost its roles
    user = make_user("editor of all")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(page: Page) -> None:
    page.get_by_label("用户名").fill("editor-of-all")
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def one_zip(folder: Path) -> Path:
    path = folder / "一批.zip"
    path.write_bytes(zip_of(a__txt=letter_bytes("031"), b__txt="开会通知。".encode()))
    return path


def one_page(folder: Path) -> Path:
    """A page as saved from a site, in GBK."""
    path = folder / "网页.html"
    lines = "".join(f"<p>{line}</p>" for line in letter_bytes("032", subject="江边步道").decode().splitlines())
    path.write_bytes(f'<html><head><meta charset="gbk"></head><body>{lines}</body></html>'.encode("gbk"))
    return path


def test_from_upload_to_withdrawal(open_page: OpenPage, editor: Any, tmp_path: Path) -> None:
    page = open_page("/upload/")
    log_in(page)
    if "scan.pdf" in KINDS and not ocr.available():
        lacks("text recognition", "pip install -r requirements-ocr.txt")
    files = [*(FILES / kind for kind in KINDS), one_page(tmp_path), one_zip(tmp_path)]
    page.get_by_label("选择文件").set_input_files(files)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page).to_have_url(re.compile(r"/upload/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("status")).to_contain_text(f"共 {len(files) + 1} 个文件，已处理 0 个")
    page.evaluate("window.stayed = true")
    # Requests now pass through this thread, so that none reads the tests' database in memory while it is written.
    page.route("**/upload/**", lambda route: route.continue_())
    page.wait_for_timeout(100)
    read_all()
    expect(page.get_by_role("status")).to_contain_text(
        f"已处理 {len(files) + 1} 个，收入 {len(files)} 个", timeout=60_000
    )
    expect(page.locator("table.uploads")).to_contain_text("不是复文")
    assert page.evaluate("window.stayed"), "the list was never loaded as a whole"
    assert page.locator("#batch").get_attribute("hx-trigger") is None, "nothing is asked for any more"

    page.get_by_role("link", name=re.compile("审核：关于改造老街步道的提案")).click()
    review_by_keyboard(page)
    expect(page.get_by_role("listitem").filter(has_text="已发布：关于改造老街步道的提案")).to_be_visible()
    reply = Reply.objects.get(title="关于改造老街步道的提案")
    assert (reply.status, reply.parsed["signer"]) == ("published", "赵六")

    indexing.apply_pending()
    reader = open_page("/search/?q=老街步道")
    reader.get_by_role("link", name="关于改造老街步道的提案", exact=True).click()
    expect(reader.get_by_text("更正：")).to_contain_text("签发人")

    page.goto(f"/review/{reply.pk}/")
    page.get_by_label("原因").fill("重复")
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_text("已撤下；")).to_be_visible()
    indexing.apply_pending()
    assert reader.request.get(f"/replies/{reply.pk}/").status == 404
    reader.goto("/search/?q=老街步道")
    expect(reader.get_by_role("heading", level=1)).not_to_contain_text("找到 1 篇")


def review_by_keyboard(page: Page) -> None:
    """From the form's first field by Tab to the signer, typed in; saved and published by their shortcuts."""
    page.locator("#id_disclosure").focus()
    for _ in range(60):
        focused = page.evaluate("document.activeElement.name")
        if focused == "document_number":
            expect(page.locator(".letter .lit").first).to_contain_text("西城管函")
        if focused == "signer":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("赵六")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("已保存 1 处。")).to_be_visible()
    page.wait_for_load_state("load")  # the new page's shortcuts come with its script
    page.keyboard.press("Alt+p")


def test_selected_words_fill_the_field_in_hand(open_page: OpenPage, editor: Any) -> None:
    from replies.uploads import receive

    receive(editor, [("a.txt", letter_bytes("031"))])
    read_all()
    reply = Reply.objects.get(title="关于改造老街步道的提案")
    page = open_page(f"/review/{reply.pk}/")
    log_in(page)
    page.get_by_label("签发人").focus()
    page.locator(".letter p.salutation").evaluate(
        """paragraph => {
            const pieces = [...paragraph.querySelectorAll('[data-at]')].map(piece => piece.firstChild);
            getSelection().setBaseAndExtent(pieces[0], 0, pieces[0], 3);
        }"""
    )
    page.get_by_role("button", name="用选中的文字填写").click()
    expect(page.get_by_label("签发人")).to_have_value("王小明")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存 1 处。")).to_be_visible()
    claim = reply.claims.get()
    assert reply.text[claim.start : claim.end] == claim.value == "王小明"


def test_the_desk_without_javascript(open_page: OpenPage, editor: Any, tmp_path: Path) -> None:
    page = open_page("/upload/", java_script_enabled=False)
    log_in(page)
    page.get_by_label("选择文件").set_input_files([one_zip(tmp_path)])
    page.get_by_role("button", name="上传", exact=True).click()
    read_all()
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_role("status")).to_contain_text("已处理 2 个，收入 1 个")
    page.get_by_role("link", name=re.compile("审核：")).click()
    page.get_by_label("签发人").fill("赵六")
    page.get_by_role("button", name="保存并发布").click()
    assert Reply.objects.get(title="关于改造老街步道的提案").status == "published"


@pytest.mark.parametrize("width", at_desk([390], in_ci=[1280, 390]))
def test_the_field_in_hand_stays_in_sight(open_page: OpenPage, editor: Any, width: int) -> None:
    from replies.uploads import receive

    receive(editor, [("a.txt", letter_bytes("031"))])
    read_all()
    reply = Reply.objects.get(title="关于改造老街步道的提案")
    page = open_page(f"/review/{reply.pk}/", width=width, reduced_motion="reduce")
    log_in(page)
    expect(page.get_by_role("button", name="用选中的文字填写")).to_be_hidden()
    page.locator("#id_disclosure").focus()
    stepped_to = set()
    while "signer" not in stepped_to and len(stepped_to) < 60:
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        name, is_seen = page.evaluate("""() => {
            const field = document.activeElement, box = field.getBoundingClientRect();
            return [field.name, document.elementFromPoint(box.left + 5, box.top + box.height / 2) === field];
        }""")
        assert is_seen, f"{name} lies under the buttons, or the page has gone to the letter"
        stepped_to.add(name)
    assert {"document_number", "department", "signer"} <= stepped_to


@pytest.mark.parametrize("width", at_desk([390], in_ci=[1280, 390]))
def test_no_page_of_the_desk_is_wider_than_the_screen(
    open_page: OpenPage, editor: Any, width: int, tmp_path: Path
) -> None:
    from replies.uploads import receive

    changed = letter_bytes("031").replace("340盏".encode(), "341盏".encode())
    receive(
        editor,
        [("a.txt", letter_bytes("031")), ("b.txt", changed), ("letter.pdf", (FILES / "letter.pdf").read_bytes())],
    )
    read_all()
    second = Reply.objects.get(resemblances__isnull=False)
    page = open_page("/login/", width=width)
    log_in(page)
    batch = editor.uploads.first().batch
    paths = {
        "upload": "/upload/",
        "batch": f"/upload/{batch}/",
        "queue": "/review/",
        "review": f"/review/{second.pk}/",
        "compare": f"/review/{second.pk}/compare/{second.resemblances.get().other_id}/",
        "bulk": "/review/publish/",
    }
    for name, path in paths.items():
        page.goto(path)
        if folder := SCREENSHOTS:
            page.screenshot(path=f"{folder}/{name}-{width}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
