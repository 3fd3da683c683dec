"""What the tests of pages share: a few letters in the archive, and who reads them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.test import Client

from replies.models import Reply
from tests import library


@dataclass(frozen=True)
class Letters:
    """Three letters that everybody may read, and two that the public must not notice."""

    lifts: Reply
    script: Reply
    buses: Reply
    draft: Reply
    reserved: Reply


@pytest.fixture
def letters(db: None) -> Letters:
    """The archive with its letters, indexed."""
    made = Letters(
        lifts=library.shelve(library.LIFTS, "五华区 加装电梯.txt"),
        script=library.shelve(library.SCRIPT, "library.html.txt"),
        buses=library.shelve(library.BUSES),
        draft=library.shelve(library.LIFTS.replace("056", "991").replace("加装电梯", "隐蔽工程"), status="draft"),
        reserved=library.shelve(
            library.BUSES.replace("77", "992").replace("公交", "机密索道"),
            disclosure="on_request",
            disclosure_basis="person",
        ),
    )
    library.index()
    return made


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    """A browser of someone who may read what is published, public or not."""
    client.force_login(User.objects.create_user("reader", is_staff=True))
    return client
