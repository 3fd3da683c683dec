"""Figures in, geometry out."""

from __future__ import annotations

import pytest

from replies.charts import LONGEST_BAR, Datum, draw, scale, short


def datum(name: str, year: int | None, value: float) -> Datum:
    return Datum(name, year, value, f"{value}", f"#{name}{year}")


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        ([], None, "nothing to draw"),
        ([datum("西山区", 2022, 26)], None, "one figure compares with nothing"),
        ([datum("西山区", 2022, 26), datum("官渡区", 2017, 21.74)], "bars", "one year a place"),
        ([datum("西山区", 2021, 25), datum("西山区", 2022, 26)], "lines", "one place over two years"),
        (
            [datum("西山区", 2021, 25), datum("西山区", 2022, 26), datum("官渡区", 2017, 21)],
            "bars",
            "a place with a single year would be a lonely dot",
        ),
        ([datum("西山区", None, 25), datum("西山区", None, 26)], "bars", "no years, no line"),
        ([datum(f"第{n}区", year, 1) for n in range(7) for year in (2020, 2021)], "bars", "too many lines to tell"),
    ],
)
def test_the_chart_suits_its_figures(data: list[Datum], kind: str | None, why: str) -> None:
    chart = draw(data)
    found = None if chart is None else "bars" if chart.bars else "lines"
    assert found == kind, why


def test_bars_are_as_long_as_their_values() -> None:
    chart = draw([datum("西山区", 2022, 26), datum("官渡区", 2017, 13), datum("盘龙区", 2019, 0)])
    assert chart is not None
    assert [bar.width for bar in chart.bars] == [LONGEST_BAR, LONGEST_BAR / 2, 0.3]
    assert [bar.label for bar in chart.bars] == ["西山区 2022", "官渡区 2017", "盘龙区 2019"]


def test_more_bars_than_fit_are_counted() -> None:
    chart = draw([datum(f"第{number}区", 2020, number) for number in range(40)])
    assert chart is not None
    assert (len(chart.bars), chart.left_out) == (30, 10)


def test_lines_rise_with_their_values_and_years() -> None:
    chart = draw([datum("西山区", 2019, 10), datum("西山区", 2022, 30), datum("西山区", 2020, 20)])
    assert chart is not None
    dots = chart.lines[0].dots
    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)
    assert [dot.y for dot in dots] == sorted((dot.y for dot in dots), reverse=True)
    assert [tick.text for tick in chart.x_ticks] == ["2019", "2020", "2021", "2022"]
    assert len(chart.lines[0].strokes) == 2


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 26, [0, 10, 20, 30]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
        (0, 0.4, [0, 0.1, 0.2, 0.3, 0.4]),
        (-5, 5, [-5, -2.5, 0, 2.5, 5]),
        (0, 154100, [0, 50000, 100000, 150000, 200000]),
    ],
)
def test_scales_are_round_and_hold_both_ends(low: float, high: float, ticks: list[float]) -> None:
    assert scale(low, high) == ticks


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (2.5, "2.5"), (9999, "9999"), (154100, "15.41万"), (2e8, "2亿"), (-30000, "-3万")]
)
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text
