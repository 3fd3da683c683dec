"""Make the pinyin tables anew: `python replies/search/data/make_pinyin.py` (needs pypinyin, of requirements-dev.txt).

The archive itself reads only the tables: pypinyin keeps 57 MB in memory, the tables two.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from replies.search.analysis import fold, is_han

HERE = Path(__file__).parent
LEAST_FREQUENT = 30  # in jieba's counts; names of places are taken from 3
LONGEST_TERM = 6
HOMOPHONES = 5
# Words of the trade that jieba's dictionary lacks, beside those in synonyms.txt.
TRADE = [
    "适老化",
    "居家养老",
    "社区养老",
    "助餐",
    "助残",
    "康养",
    "高质量发展",
    "基层治理",
    "老旧小区改造",
    "雨污分流",
    "乡村振兴",
    "人居环境",
    "营商环境",
    "一老一小",
    "托位",
    "课后服务",
    "校园周边",
    "背街小巷",
    "飞线充电",
    "电动自行车",
    "新就业形态",
    "河湖长制",
    "林长制",
    "田长制",
    "微改造",
    "微更新",
]


def main() -> None:
    """Write the three tables beside this script."""
    readings = character_readings()
    write("pinyin_characters.txt", character_lines(readings))
    frequencies = jieba_words()
    write("pinyin_words.txt", word_lines(readings, frequencies))
    write("pinyin_terms.txt.gz", term_lines(frequencies))


def character_readings() -> dict[str, str]:
    """Simplified characters of the basic block -> their commonest reading without tone."""
    characters = (chr(code) for code in PINYIN_DICT if 0x4E00 <= code <= 0x9FFF or code == 0x3007)
    return {character: lazy_pinyin(character)[0] for character in characters if fold(character) == character}


def character_lines(readings: dict[str, str]) -> list[str]:
    """One line a syllable: `yang 养羊阳…`."""
    by_syllable = defaultdict(list)
    for character, syllable in readings.items():
        by_syllable[syllable].append(character)
    return [f"{syllable} {''.join(sorted(characters))}" for syllable, characters in sorted(by_syllable.items())]


def jieba_words() -> dict[str, tuple[int, str]]:
    """The words of jieba's dictionary with frequency and part of speech."""
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: (int(count), kind) for word, count, kind in map(str.split, lines)}


def word_lines(readings: dict[str, str], frequencies: dict[str, tuple[int, str]]) -> list[str]:
    """Words whose characters are read otherwise than alone: `重庆 chong qing`."""
    lines = []
    for word in sorted(PHRASES_DICT.keys() & frequencies.keys()):
        if fold(word) == word and 2 <= len(word) <= LONGEST_TERM and all(character in readings for character in word):
            read = lazy_pinyin(word)
            if read != [readings[character] for character in word]:
                lines.append(f"{word} {' '.join(read)}")
    return lines


def term_lines(frequencies: dict[str, tuple[int, str]]) -> list[str]:
    """Common words by their pinyin, the most frequent first: `yanglao 养老`."""
    by_pinyin = defaultdict(list)
    for word in {*TRADE, *synonyms()}.difference(frequencies):
        by_pinyin["".join(lazy_pinyin(word))].append((-LEAST_FREQUENT, word))
    for word, (count, kind) in frequencies.items():
        least = 3 if kind == "ns" else LEAST_FREQUENT
        if 2 <= len(word) <= LONGEST_TERM and count >= least and fold(word) == word and word.isalpha():
            by_pinyin["".join(lazy_pinyin(word))].append((-count, word))
    lines = []
    for key, words in sorted(by_pinyin.items()):
        if key.isascii():
            lines.append(f"{key} {' '.join(word for _, word in sorted(words)[:HOMOPHONES])}")
    return lines


def synonyms() -> list[str]:
    """The words of synonyms.txt that are all Chinese."""
    lines = (HERE / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split() if all(map(is_han, word))]


def write(name: str, lines: list[str]) -> None:
    """Write one table; a compressed one without a time stamp, so that the same table is the same file."""
    content = ("\n".join(lines) + "\n").encode()
    (HERE / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)


if __name__ == "__main__":
    main()
