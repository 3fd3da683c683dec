"""A real Chromium, and an archive with letters for it to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from replies.models import Reply
from tests import library
from tests.conftest import CHROMIUM_FLAGS

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The browser, started once."""
    # Playwright runs an event loop in this thread, in which Django would otherwise refuse to use the database.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    patch.undo()


@pytest.fixture
def letters(transactional_db: None) -> list[Reply]:
    """An archive of a few letters: three subjects, and one letter a year from 2014 to 2018."""
    made = [library.shelve(text) for text in (library.LIFTS, library.BUSES, library.SCRIPT)]
    made += [another(number, 2014 + number) for number in range(5)]
    library.index()
    return made


def another(number: int, year: int) -> Reply:
    """One more letter about lifts, of this year."""
    text = library.LIFTS.replace("056", f"1{number:02d}").replace("〔2022〕18", f"〔{year}〕{number}")
    return library.shelve(text.replace("2022年6月", f"{year}年6月"))


@pytest.fixture
def open_page(chromium: Browser, live_server: Any, letters: list[Reply]) -> Iterator[OpenPage]:
    """Opens an address of the archive; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str = "/", *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
