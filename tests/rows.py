"""Rows for tests of the database: a reply with everything that hangs on it, and a letter to be taken in."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

from django.core.files.base import ContentFile

from replies.models import CitedMetric, Department, Policy, PolicyCitation, Proposal, Reply, SourceFile

_counter = itertools.count(1)
TEXT = (
    "王小明委员：\n您提出的关于改造老街步道的提案收悉，现答复如下：\n一、基本情况\n我区已改造步道12公里。\n"
    "二、下一步打算\n继续做好养护。"
)


def make_source(content: bytes | None = None, name: str = "letter.txt") -> SourceFile:
    """A file as it came, stored."""
    content = content if content is not None else f"letter {next(_counter)}".encode()
    source = SourceFile(
        name=name, sha256=hashlib.sha256(content).hexdigest(), media_type="text/plain", size=len(content)
    )
    source.content.save(name, ContentFile(content), save=False)
    source.save()
    return source


def make_reply(**values: Any) -> Reply:
    """A published, public reply of 西山区; any field may be given otherwise."""
    text = values.pop("text", TEXT)
    disclosure = values.pop("disclosure", "public")
    basis = values.pop("disclosure_basis", "letter" if disclosure else "")
    defaults = {
        "source": values.pop("source", None) or make_source(),
        "status": "published",
        "disclosure": disclosure,
        "disclosure_basis": basis,
        "title": "关于改造老街步道的提案",
        "text": text,
        "paragraphs": paragraphs(text),
        "body": "cppcc",
        "division_code": "530112",
        "response_type": "A",
        "year": 2023,
        "parsed": {"addressees": ["王小明"], "warnings": [], "metrics": [], "evidence": {}},
        "parser_version": "test",
    }
    return Reply.objects.create(**(defaults | values))


def make_full_reply(**values: Any) -> Reply:
    """A reply with a proposal, a department, a co-department, a policy and a figure of its own."""
    number = f"{next(_counter):04}"
    department = Department.objects.create(name=f"第{number}步道管理局", division_code="530112")
    reply = make_reply(department=department, **values)
    reply.co_departments.add(Department.objects.create(name=f"第{number}会办局", division_code="530112"))
    proposal = Proposal.objects.create(
        body="cppcc", division_code="530112", term=10, session=2, number=number, title="关于改造老街步道的提案"
    )
    reply.proposals.add(proposal)
    policy = Policy.objects.create(title=f"步道管理办法{number}")
    PolicyCitation.objects.create(policy=policy, reply=reply, start=0, end=3)
    CitedMetric.objects.create(
        reply=reply, start=4, end=8, text="12公里", value=12000, unit="米", label="步道", indicator="步道"
    )
    return reply


def paragraphs(text: str) -> list[list[int]]:
    """The spans of the lines of a text."""
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append([at, at + len(line)])
        at += len(line) + 1
    return spans


def letter_text(
    number: str = "031", *, subject: str = "改造老街步道", disclosure: str = "", place: str = "西山区"
) -> str:
    """A whole letter as a district's office writes it; without `disclosure` it does not say how it may be disclosed."""
    said = f"〔是否公开 {disclosure}〕\n\n" if disclosure else ""
    return (
        f"昆明市{place}城市管理局文件\n\n{said}{place[0]}城管函〔2023〕{int(number)}号\n\n"
        f"关于政协{place}第十届二次会议第{number}号提案答复的函\n\n王小明委员：\n\n"
        f"您提出的《关于{subject}的提案》收悉，现答复如下：\n\n一、基本情况\n\n"
        f"截至2022年底，我区共改造步道12公里，安装路灯340盏，投入资金560万元，惠及居民2.3万人。\n\n"
        f"二、下一步工作打算\n\n我局将按照《城市步道养护办法》继续做好养护工作，2024年底前再改造3公里。\n\n"
        f"感谢您对我区城市管理工作的关心和支持。\n\n昆明市{place}城市管理局\n\n2023年6月20日\n"
    )
