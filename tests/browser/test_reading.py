"""The archive as its readers use it: by mouse, by keyboard alone, without JavaScript, on a telephone, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from replies.models import CitedMetric, Reply
from tests import library
from tests.browser.conftest import OpenPage, another
from tests.conftest import at_desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARKED = "rgba(0, 0, 0, 0)"


def background(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("element => getComputedStyle(element).backgroundColor")


def test_from_the_search_to_the_words_of_a_fact(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_label("检索复文").fill("公交线路")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 1 篇复文")
    page.get_by_role("link", name="关于优化城乡公交线路的建议", exact=True).click()
    expect(page).to_have_url(re.compile(r"/replies/\d+/$"))
    page.locator('dd[data-fact="issue_date"] a').click()
    target = page.locator(".letter :target")
    expect(target).to_have_text("2024年5月20日")
    expect(target).to_be_in_viewport()
    assert background(page, ".letter :target") != MARKED, "the very words are marked"


def test_years_the_wrong_way_round_are_turned(open_page: OpenPage) -> None:
    page = open_page("/search/?q=电梯")
    page.get_by_label("从", exact=True).fill("2017")
    page.get_by_label("到", exact=True).fill("2015")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("year_from=2015&year_to=2017"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 3 篇复文")


def test_filters_change_the_results_at_once(open_page: OpenPage) -> None:
    page = open_page("/search/?q=电梯")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name=re.compile("人大建议")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 1 篇复文")
    expect(page).to_have_url(re.compile("body=npc"))
    expect(page).to_have_title(re.compile("检索 1 篇"))
    expect(page.get_by_role("status")).to_have_text("找到 1 篇复文")
    expect(page.locator("#facet-body-npc"), "focus stays where it was").to_be_focused()
    page.get_by_role("link", name=re.compile("取消：.*人大建议")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 7 篇复文")
    expect(page.locator("#results-title"), "what had the focus is gone").to_be_focused()
    assert page.evaluate("window.stayed"), "the page was never loaded anew"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 1 篇复文")
    expect(page.get_by_role("banner")).to_be_visible()


def test_a_new_query_keeps_the_filter_that_was_just_chosen(open_page: OpenPage) -> None:
    page = open_page("/search/?q=电梯")
    page.get_by_role("link", name=re.compile("政协提案")).click()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("政协提案")
    page.get_by_label("检索复文").fill("住宅楼")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("body=cppcc"))


def test_years_are_swept_with_the_pointer(open_page: OpenPage) -> None:
    page = open_page("/search/?q=电梯")
    bars = {year: page.locator(f'.histogram a[data-year="{year}"] .column').bounding_box() for year in (2015, 2017)}
    page.mouse.move(bars[2015]["x"] + 3, bars[2015]["y"] + 30)
    page.mouse.down()
    page.mouse.move(bars[2017]["x"] + 6, bars[2017]["y"] + 30, steps=8)
    page.mouse.up()
    expect(page).to_have_url(re.compile("year_from=2015&year_to=2017"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 3 篇复文")
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("2015—2017 年")
    page.locator('.histogram a[data-year="2018"] .column').click()
    expect(page).to_have_url(re.compile("year=2018"))


def test_completions_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/")
    box = page.locator("#q-front")
    box.press_sequentially("加装")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    first = options.first.inner_text()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press("End")
    box.press_sequentially("电")
    expect(options.first).to_be_visible()
    first = options.first.inner_text()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search/"))
    assert page.locator("#q-results").input_value() == first


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/search/?q=公交线路")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        if reached[-1] == "关于优化城乡公交线路的建议":
            break
    assert "复文库" not in reached, "the skip link passes the masthead over"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "focus can be seen"
    page.keyboard.press("Enter")
    expect(page.locator(".letter")).to_be_visible()
    page.locator('dd[data-fact="addressees"] a').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".letter :target")).to_have_text("何青松")


def test_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("检索复文").fill("电梯")
    page.get_by_role("button", name="检索").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 7 篇复文")
    page.get_by_role("link", name=re.compile("政协提案")).click()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("政协提案")
    page.locator("#year-from").fill("2015")
    page.locator("#year-to").fill("2016")
    page.get_by_role("button", name="限定").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("找到 2 篇复文")
    page.locator(".snippet a").first.click()
    expect(page.locator(".letter > :target")).to_be_in_viewport()
    page.locator('dd[data-fact="document_number"] a').click()
    assert background(page, ".letter :target") != MARKED


def test_two_pages_of_results(open_page: OpenPage) -> None:
    for number in range(5, 20):
        another(number, 2018)
    library.index()
    page = open_page("/search/?q=电梯")
    page.get_by_role("navigation", name="结果分页").locator("#page-2").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 2 / 2 页")
    expect(page.locator(".replies > li")).to_have_count(2)


@pytest.fixture
def addresses(letters: list[Reply]) -> list[str]:
    """One of each kind of page; not those of errors, whose status the browser itself would complain of."""
    lifts = letters[0]
    CitedMetric.objects.filter(text="132 个").update(indicator="老旧小区")
    lifts.parsed["warnings"] = [
        {"code": "lost_characters", "message": "数字可能缺位，请对照原件核实。", "start": 150, "end": 156},
    ]
    lifts.save()
    policy = lifts.policies.get()
    return [
        "/",
        "/search/?q=电梯&province=53&year=2015&year=2016",
        "/search/?q=航天飞机",
        f"/replies/{lifts.pk}/",
        "/proposals/?number=7",
        "/proposals/530102/cppcc/10-2/056/",
        "/divisions/53/",
        lifts.department.get_absolute_url(),
        "/metrics/",
        "/metrics/老旧小区/",
        "/policies/",
        policy.get_absolute_url(),
        "/about/",
        "/login/",
    ]


@pytest.mark.parametrize("width", at_desk([390], in_ci=[1280, 390, 320]))
def test_no_page_scrolls_sideways(open_page: OpenPage, addresses: list[str], width: int) -> None:
    page = open_page("/", width=width)
    for address in addresses:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} px wide"


# Every visible run of text against the first opaque background behind it; WCAG 2 contrast, large text from 24 px.
CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const color = parse(getComputedStyle(element).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const color = element instanceof SVGElement ? style.fill : style.color;
    const [one, other] = [light(parse(color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    const words = walker.currentNode.textContent.trim().slice(0, 20);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${words} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", at_desk(["light"], in_ci=["light", "dark"]))
def test_text_stands_out_from_its_ground(open_page: OpenPage, addresses: list[str], scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    for address in addresses:
        page.goto(address)
        assert page.evaluate(CONTRAST) == [], address


def test_every_field_has_a_name_and_every_page_its_landmarks(open_page: OpenPage, addresses: list[str]) -> None:
    page = open_page("/")
    for address in addresses:
        page.goto(address)
        for role in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
            ".filter((field) => !field.labels.length).map((field) => field.outerHTML)"
        )
        assert unnamed == [], address


def test_on_paper_stands_the_letter_with_its_facts(open_page: OpenPage, letters: list[Reply]) -> None:
    page = open_page(f"/replies/{letters[0].pk}/", width=390)
    facts = page.locator(".facts dl")
    expect(facts).to_be_hidden()
    page.emulate_media(media="print")
    expect(facts).to_be_visible()
    expect(page.locator(".letter")).to_be_visible()
    for selector in (".masthead", ".colophon", ".letter-tools", ".jump"):
        expect(page.locator(selector)).to_be_hidden()


def test_marks_can_be_put_away(open_page: OpenPage, letters: list[Reply]) -> None:
    page = open_page(f"/replies/{letters[0].pk}/")
    line = "element => getComputedStyle(element).textDecorationLine"
    metric = page.locator(".letter .metric").first
    assert metric.evaluate(line) == "underline"
    page.get_by_label("标出数据与政策").uncheck()
    assert metric.evaluate(line) == "none"
