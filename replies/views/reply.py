"""One reply: the letter to be read, with its facts; and the file it came in."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from replies.access import audience_of, may_change
from replies.correcting import corrections_of
from replies.models import Reply, SourceFile
from replies.search.engine import EngineUnavailable
from replies.selectors import get_reply, get_source, paragraphs_of, place_of, related_replies
from replies.typeset import Outline, typeset
from replies.versions import relatives_of
from replies.views import facts
from replies.views.doors import page

# What a browser may show by itself; everything else is offered for saving. HTML and SVG could run scripts as ours.
SHOWN_AS = {
    "text/plain": "text/plain",
    "text/html": "text/plain",
    "application/pdf": "application/pdf",
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/tiff": "image/tiff",
    "image/bmp": "image/bmp",
}

LEFT_OUT = "（以下是复文的文字，其中不宜公开的信息已经隐去。）"


@page
def reply(request: HttpRequest, reply_id: int) -> HttpResponse:
    """The letter, typeset; each fact beside it leads to its place in the text."""
    letter = get_reply(request.user, reply_id)
    paragraphs = [(one.number, one.start, one.end) for one in paragraphs_of(letter)]
    marks = list(facts.marks_of(letter))
    laid = typeset(letter.text, paragraphs, Outline.of(letter.parsed), marks)
    # A fact may have been read from the page around the letter, which is shown below it, numbered on from its end.
    page_words = enumerate(facts.page_words_of(letter), start=len(paragraphs) + 1)
    around = typeset(letter.text, [(number, *span) for number, span in page_words], Outline(), marks)
    anchors = {**around.anchors, **laid.anchors}
    place = place_of(letter.division_code)
    context = {
        "reply": letter,
        "letter": laid,
        "around": around.blocks,
        "remarks": facts.remarks_of(letter),
        "trail": trail_of(letter.division_code),
        "facts": facts.facts_of(letter, place.full_name if place else "", anchors),
        "figures": facts.figures_of(letter, anchors),
        "exchanges": facts.exchanges_of(letter, anchors),
        "promises": facts.promises_of(letter, anchors),
        "policies": facts.policies_of(letter, anchors),
        "doubts": facts.doubts_of(letter, anchors),
        "outline": [block for block in laid.blocks if block.role == "heading" and block.level == 1],
        "related": _related(request, letter),
        "relatives": relatives_of(letter, audience_of(request.user)),
        "original_is_given": _source(request, reply_id) is not None,
        "corrections": corrections_of(letter, audience_of(request.user)),
        "may_review": may_change(request.user, letter),
    }
    return render(request, "replies/reply.html", context)


def _related(request: HttpRequest, letter: Reply) -> tuple[Reply, ...]:
    """Letters like this one; a letter can be read also while there is no index to find them with."""
    try:
        return related_replies(request.user, letter)
    except EngineUnavailable:
        return ()


def trail_of(code: str) -> list[tuple[str, str]]:
    """The way down to a division: (code, name) of its province, its city and itself; what is unknown is left out."""
    steps: list[tuple[str, str]] = []
    for digits in (2, 4, 6):
        stem = code[:digits]
        place = place_of(stem) if len(stem) == digits and not stem.endswith("00") else None
        if place and place.name != stem:
            steps.append((stem, place.name))
    return steps


@page
def source(request: HttpRequest, reply_id: int) -> HttpResponse:
    """The file as it came. When it holds what this reader may not see, the letter's text with that left out instead."""
    letter = get_reply(request.user, reply_id)
    file = _source(request, reply_id)
    response = _as_text(letter) if file is None else _as_it_came(file)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"  # the review page shows it beside the text
    is_pdf = response["Content-Type"] == "application/pdf"  # browsers' own PDF viewers do not start in a sandbox
    sources = "default-src 'self'; object-src 'self'; base-uri 'none'" if is_pdf else "default-src 'none'; sandbox"
    response["Content-Security-Policy"] = f"{sources}; frame-ancestors 'self'"
    return response


def _source(request: HttpRequest, reply_id: int) -> SourceFile | None:
    try:
        return get_source(request.user, reply_id)
    except SourceFile.DoesNotExist:
        return None


def _as_it_came(file: SourceFile) -> HttpResponse:
    """Text is shown as text, whatever it holds: a page from elsewhere never runs as ours."""
    shown = SHOWN_AS.get(file.media_type.partition(";")[0].strip().lower())
    response = FileResponse(file.content.open("rb"), as_attachment=shown is None, filename=_plain_name(file))
    if shown == "text/plain":
        shown += f"; charset={file.encoding or 'utf-8'}"
    response["Content-Type"] = shown or "application/octet-stream"
    return response


def _as_text(letter: Reply) -> HttpResponse:
    return HttpResponse(f"{LEFT_OUT}\n\n{letter.text}\n", content_type="text/plain; charset=utf-8")


def _plain_name(file: SourceFile) -> str:
    """The file's own name without folders and control characters."""
    name = file.name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable()) or "letter"
