"""Web pages as saved from government sites: what a visitor reads there, with the index header, without the menus.

The page becomes a small tree of our own in one pass, so that everything after is linear however deep a page nests.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from replies.readers.charset import decode
from replies.readers.reading import Reading, UnreadableFile

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
UNSEEN = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "head",
    "select", "option", "button", "input", "textarea", "nav", "footer", "aside",
))  # fmt: skip
HIDDEN_STYLE = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "figcaption",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tfoot", "tr", "ul", "br",
))  # fmt: skip
CELLS = frozenset(("td", "th"))
MOSTLY = 0.8  # a block with this share of the page's own words holds the letter
NEARBY = 600  # characters around that block that are still the letter's: its title, its index header, its date
CELL_WORDS = 80  # a cell up to this stays on its row's line; a longer one lays out the page and keeps its paragraphs
MENU_LINKS = 5  # a block of so many links, whose words are mostly theirs, is a menu or a list of other pages
SPACES = re.compile(r"[ \t\f\v\u00a0]+")
CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
CHINESE_BREAK = re.compile(rf"(?<=[{CHINESE}])[ \t]*\n\s*(?=[{CHINESE}])")
TITLE_END = re.compile(r"[_|]|\s[-–—]\s|-(?=[^-]*$)")


def read_html(data: bytes) -> Reading:
    """The page's own text: a line a paragraph, a line a table row. Raises `UnreadableFile` when there is none."""
    found = DECLARED.search(data[:4096])
    source, encoding = decode(data, declared=found[1].decode("ascii") if found else "")
    page = LexborHTMLParser(source)
    nodes = _tree(page.body) if page.body else []
    if nodes:
        _drop_menus(nodes)
    text = _lines(_letter_block(nodes[0])) if nodes else ""
    if not text:
        raise UnreadableFile("网页里没有正文；它可能要靠脚本才能显示，请在浏览器中另存为完整网页或 txt。")
    title = page.css_first("title")
    return Reading(text=_with_title(title.text() if title else "", text), media_type="text/html", encoding=encoding)


class _Node:
    """An element that a visitor sees; `words`, `link_words` and `links` count what is in it, all depths."""

    __slots__ = ("children", "link_words", "links", "parent", "tag", "words")

    def __init__(self, tag: str, parent: _Node | None) -> None:
        self.tag, self.parent = tag, parent
        self.children: list[_Node | str] = []
        self.words = self.link_words = self.links = 0


def _tree(body: LexborNode) -> list[_Node]:
    """Every seen element under `body`, parents before children. No recursion: saved pages nest thousands deep."""
    nodes: list[_Node] = []
    waiting: list[tuple[LexborNode, _Node | None]] = [(body, None)]
    while waiting:
        element, parent = waiting.pop()
        if element.tag == "-text" and parent:
            parent.children.append(CHINESE_BREAK.sub("", element.text(deep=False)).replace("\n", " "))
            continue
        node = _Node(str(element.tag), parent)
        nodes.append(node)
        if parent:
            parent.children.append(node)
        below, child = [], element.child
        while child is not None:
            if _is_seen(child):
                below.append((child, node))
            child = child.next
        waiting.extend(reversed(below))
    return nodes


def _is_seen(element: LexborNode) -> bool:
    tag = element.tag or ""
    if tag == "-text":
        return True
    if tag in UNSEEN or tag.startswith(("-", "_", "!")):
        return False
    attributes = element.attributes
    return "hidden" not in attributes and not HIDDEN_STYLE.search(attributes.get("style") or "")


def _drop_menus(nodes: list[_Node]) -> None:
    """Count words and links from the leaves up, and take out each innermost block that is mostly links."""
    for node in reversed(nodes):
        node.words += sum(len("".join(text.split())) for text in node.children if isinstance(text, str))
        if node.tag == "a":
            node.links, node.link_words = 1, node.words
        own_words = node.words - node.link_words
        is_menu = node.tag in BLOCKS | CELLS and node.links >= MENU_LINKS and own_words < node.link_words / 2
        if node.parent and is_menu:
            node.children.clear()
        elif node.parent:
            node.parent.words += node.words
            node.parent.links += node.links
            node.parent.link_words += node.link_words


def _letter_block(body: _Node) -> _Node:
    """The smallest block that holds most of the page's words, with what stands close around it."""
    block, inner = body, body
    while inner:
        block = inner
        children = (child for child in block.children if isinstance(child, _Node))
        inner = next((child for child in children if child.words >= MOSTLY * body.words > 0), None)
    while block.parent and block.parent.words - block.words <= NEARBY:
        block = block.parent
    return block


def _lines(block: _Node) -> str:
    parts: list[str] = []
    waiting: list[tuple[_Node | str, bool]] = [(block, False)]
    while waiting:
        piece, in_cell = waiting.pop()
        if isinstance(piece, str):
            parts.append(piece)
            continue
        in_cell = in_cell or (piece.tag in CELLS and piece.words <= CELL_WORDS)
        breaks = piece.tag in BLOCKS and not in_cell
        around = "\n" if breaks else " " if piece.tag in BLOCKS | CELLS else ""
        parts.append(around)
        waiting.append((around, in_cell))
        waiting.extend((child, in_cell) for child in reversed(piece.children))
    lines = (SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _with_title(title: str, text: str) -> str:
    """The text with the page's title on top, when the site shows it nowhere but in the browser's title bar."""
    name = TITLE_END.split(title.strip(), maxsplit=1)[0].strip()
    return f"{name}\n{text}" if len(name) > 8 and "".join(name.split()) not in "".join(text.split()) else text
