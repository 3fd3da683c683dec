"""`Figure`: a metric in the making, which the steps of reading complete one after another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from replies.letters.letter import Metric


@dataclass(slots=True)
class Figure:
    """A `Metric` that can still change, its offsets those of the text it was found in. Frozen once, at the end."""

    text: str
    start: int
    end: int
    value: Decimal
    unit: str
    label: str
    as_of: str | None
    qualifier: str | None
    planned: bool
    damaged: bool
    indicator: str | None
    place: str | None

    def metric(self, start: int, end: int) -> Metric:
        """What was read, standing at `[start, end)`."""
        return Metric(
            self.text,
            start,
            end,
            self.value,
            self.unit,
            self.label,
            self.as_of,
            self.qualifier,
            self.planned,
            self.damaged,
            self.indicator,
            self.place,
        )
