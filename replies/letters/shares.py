"""Whether a share is the share of the count before it: `is_share_of(text, part, share)`.

60岁以上老年人114208人，占全区户籍人口的21.74% is; 合作社221.5万家，从事粮食产业的合作社占合作社总数的18% is not, for
its clause names another part.
"""

from __future__ import annotations

import re

from replies.letters.figures import Figure

_DIRECTLY = re.compile(r"\s?(?:以上|左右)?\s?[，,；;、（(]?\s?(?:(?:约|已|也|共|均|大约|仅|分别|就|总共)\s?){0,2}占")


def is_share_of(text: str, part: Figure, share: Figure) -> bool:
    """Nothing but a comma and an adverb stands between the count and the 占 of the share."""
    return share.unit == "%" and share.start > part.end and _DIRECTLY.match(text, part.end, share.start) is not None
