"""`python -m tests.benchmarks.search --size 10000`: build each engine's index, ask all questions, print a table.

Each engine is built in a process of its own and asked in others, in turn: in a fresh one for the first use of each
question (cold, with the files in the system's cache), and over and over in another (warm).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from replies.search.analysis import exact_fold
from replies.search.engine import SearchRequest
from replies.search.engines.whoosh import WhooshEngine
from replies.search.query import Phrase
from replies.search.snippets import highlighter
from tests.benchmarks.search.contenders import CONTENDERS, Contender, Ours, all_words, known_counts, written_tokens
from tests.benchmarks.search.corpus import Corpus
from tests.benchmarks.search.questions import Question, questions

ROUNDS = 3  # of fresh processes, for each engine in turn
REPEATS = 5  # of all questions in a warm process,
PATIENCE = 20.0  # seconds after which a slow engine is not asked once more
QUOTES = 100
MILLISECONDS = 1000


def main() -> None:
    """Read the command line; a call with --step is this program calling itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="letters")
    parser.add_argument("--engines", default=",".join(CONTENDERS), help="names, separated by commas")
    parser.add_argument("--folder", type=Path, help="where to keep tokens and indexes for the next time")
    parser.add_argument("--step", choices=("build", "cold", "warm", "quotes"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(_step(options)))
    elif options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        _compare(options)
    else:
        with TemporaryDirectory(prefix="search-benchmark-") as folder:
            options.folder = Path(folder)
            _compare(options)


def _compare(options: argparse.Namespace) -> None:
    names = [name for name in options.engines.split(",") if name != "PostgreSQL" or os.environ.get("DATABASE_URL")]
    corpus = Corpus(options.size)
    districts = [corpus.letter(number).division_code for number in (1, 2, 3)]
    (options.folder / f"districts-{options.size}.json").write_text(json.dumps(districts))
    asked = _asked(options)
    for name in names:
        if not _built(options, name).exists():
            if name != Ours.name:
                _write_tokens(corpus, options.folder / f"tokens-{options.size}")
            _call(options, name, "build")
    cold: dict[str, list[dict]] = {name: [] for name in names}
    warm: dict[str, list[dict]] = {name: [] for name in names}
    for _ in range(ROUNDS):  # in turn, so that whatever else the machine does hits all alike
        for name in names:
            cold[name].append(_call(options, name, "cold"))
            warm[name].append(_call(options, name, "warm"))
    print("".join(f"{title:>13}" for title in _HEAD))
    results = {}
    for name in names:
        results[name] = {
            "warm": _by_question(warm[name], "times"),
            "with snippets": _by_question(warm[name], "with_snippets"),
            "cold": _by_question(cold[name], "times"),
            "open": statistics.median(each["open"] for each in cold[name]),
            "counts": warm[name][-1]["counts"],
            "memory": warm[name][-1]["memory"],
            **json.loads(_built(options, name).read_text()),
        }
        _print_row(name, results[name], options.size)
    _print_ratios(results)
    _print_kinds(results, asked)
    _print_counts(results, asked, corpus)
    if Ours.name in names:
        quotes = _call(options, Ours.name, "quotes")
        print(f"\nexact quotes of 4 to 12 characters: median {_middle(quotes):.1f} ms, p95 {_p95(quotes):.1f} ms")


def _built(options: argparse.Namespace, name: str) -> Path:
    """Where is noted how long an engine's index took and how large it is, once it is there."""
    return options.folder / f"{name}-{options.size}.json"


def _by_question(rounds: list[dict], what: str) -> list[float]:
    """For each question the median over the rounds."""
    return [statistics.median(times) for times in zip(*(each[what] for each in rounds), strict=True)]


def _call(options: argparse.Namespace, name: str, step: str) -> dict:
    command = [sys.executable, "-m", "tests.benchmarks.search", "--size", str(options.size), "--engines", name]
    command += ["--folder", str(options.folder), "--step", step]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _step(options: argparse.Namespace) -> dict | list:
    contender = CONTENDERS[options.engines](options.folder / f"{options.engines}-{options.size}")
    if options.step == "build":
        start = time.perf_counter()
        contender.build(Corpus(options.size), written_tokens(options.folder / f"tokens-{options.size}"))
        built = {"seconds": time.perf_counter() - start, "bytes": contender.size()}
        _built(options, options.engines).write_text(json.dumps(built))
        return built
    if options.step == "quotes":
        return _ask_quotes(contender.folder, Corpus(options.size))
    before = _memory()
    start = time.perf_counter()
    contender.open()
    opened = time.perf_counter() - start
    asked = _asked(options)
    if options.step == "cold":
        return {"open": opened * MILLISECONDS, "times": [_timed(lambda q=q: contender.answer(q)) for q in asked]}
    answers = [contender.answer(q) for q in asked]
    rounds = _rounds(contender, asked)
    memory = {name: value - before.get(name, 0) for name, value in _memory().items()}
    times = [statistics.median(each) for each in zip(*rounds, strict=True)]
    corpus = Corpus(options.size)
    texts = {each: corpus.letter(each).text for answer in answers for each in answer.top}
    snippets = [_snippets_of(q, [texts[each] for each in answer.top]) for q, answer in zip(asked, answers, strict=True)]
    return {
        "times": times,
        "with_snippets": [time + more for time, more in zip(times, snippets, strict=True)],
        "counts": [[answer.count, answer.facets] for answer in answers],
        "memory": memory,
    }


def _rounds(contender: Contender, asked: list[Question]) -> list[list[float]]:
    """The times of all questions, asked several times over: of a slow engine as often as there is patience for."""
    rounds: list[list[float]] = []
    until = time.monotonic() + PATIENCE
    while len(rounds) < REPEATS and (not rounds or time.monotonic() < until):
        rounds.append([_timed(lambda q=q: contender.answer(q)) for q in asked])
    return rounds


def _snippets_of(question: Question, texts: list[str]) -> float:
    """How long the snippets of a page take."""

    def make() -> None:
        marker = highlighter(question.node)
        for text in texts:
            marker.passages(text)

    return statistics.median(_timed(make) for _ in range(REPEATS))


def _ask_quotes(folder: Path, corpus: Corpus) -> list[float]:
    """Quotes drawn from public letters; each must at least find the letter that it was drawn from."""
    import random

    engine = WhooshEngine(folder)
    engine.check()
    pick = random.Random(11)
    times = []
    while len(times) < QUOTES:
        letter = corpus.letter(pick.randrange(1, corpus.size + 1))
        text = exact_fold(letter.text)
        start, length = pick.randrange(len(text) - 12), pick.randrange(4, 13)
        if letter.audience == "public":
            request = SearchRequest(Phrase(text[start : start + length]), limit=20)
            times.append(_timed(lambda r=request: engine.search(r)))
            if not engine.search(request).count:
                raise AssertionError(f"not found: {request.query}")
    return times


def _asked(options: argparse.Namespace) -> list[Question]:
    """The questions; read from a file, because making the corpus would blur what an engine takes of memory."""
    return questions(json.loads((options.folder / f"districts-{options.size}.json").read_text()))


def _write_tokens(corpus: Corpus, path: Path) -> None:
    if path.exists():
        return
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        for document in corpus:
            file.write(json.dumps(all_words(document), ensure_ascii=False) + "\n")
    beside.rename(path)


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * MILLISECONDS


def _memory() -> dict[str, float]:
    """Resident megabytes of this process: its own, and pages of files that the system may take back."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    names = {"RssAnon:": "own", "RssFile:": "files"}
    return {names[line[0]]: int(line[1]) / 1024 for line in lines if line[0] in names}


def _middle(values: Iterable[float]) -> float:
    return statistics.median(values)


def _p95(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


_HEAD = ("engine", "warm", "p95", "+snippets", "cold", "p95", "open", "own MB", "mapped MB", "disk MB", "letters/s")


def _print_row(name: str, result: dict, size: int) -> None:
    memory = result["memory"]
    cells = [
        _middle(result["warm"]), _p95(result["warm"]), _middle(result["with snippets"]), _middle(result["cold"]),
        _p95(result["cold"]), result["open"], memory["own"], memory["files"], result["bytes"] / 1e6,
        size / result["seconds"],
    ]  # fmt: skip
    print(f"{name:>13}" + "".join(f"{cell:13.2f}" for cell in cells), flush=True)


def _print_ratios(results: dict[str, dict]) -> None:
    """What the archive takes of what each other engine takes."""
    ours = results.get(Ours.name)
    for name, other in results.items() if ours else ():
        if other is not ours:
            measures = {"warm": _middle, "p95": _p95}
            shares = {label: measure(ours["warm"]) / measure(other["warm"]) for label, measure in measures.items()}
            shares |= {"cold": _middle(ours["cold"]) / _middle(other["cold"]), "disk": ours["bytes"] / other["bytes"]}
            said = ", ".join(f"{label} {share:.2g} (1/{1 / share:.3g})" for label, share in shares.items())
            print(f"{Ours.name} / {name}: {said}")


def _print_kinds(results: dict[str, dict], asked: list[Question]) -> None:
    """Warm and cold medians by kind of question."""
    kinds = list(dict.fromkeys(question.kind for question in asked))
    print("\nwarm / cold by kind" + "".join(f"{kind:>17}" for kind in kinds))
    for name, result in results.items():
        cells = []
        for kind in kinds:
            chosen = [number for number, question in enumerate(asked) if question.kind == kind]
            warm, cold = (_middle([result[when][number] for number in chosen]) for when in ("warm", "cold"))
            cells.append(f"{warm:9.2f} /{cold:6.2f}")
        print(f"{name:>19}" + "".join(cells), flush=True)


def _print_counts(results: dict[str, dict], asked: list[Question], corpus: Corpus) -> None:
    """Where engines disagree. Phrases of tokens are not quotes, so ours is held against the letters themselves."""
    truth = known_counts(corpus, asked)
    wrong = 0
    for number, question in enumerate(asked):
        counts = {name: result["counts"][number] for name, result in results.items()}
        if question.kind == "phrase":
            ours = counts.pop(Ours.name, None)
            if ours and ours[0] != truth[question.terms[0]]:
                wrong += 1
                print(f"{question}: {Ours.name} {ours[0]}, in the letters {truth[question.terms[0]]}")
            others = ", ".join(f"{name} {count}" for name, (count, _) in counts.items())
            print(f"quote {question}: {truth[question.terms[0]]} letters; by tokens: {others}")
        elif len({count for count, _ in counts.values()}) > 1 or not _same_facets(question, counts.values()):
            wrong += 1
            print(f"{question}: { ({name: count for name, (count, _) in counts.items()}) }")
    print(f"{len(asked)} questions, {wrong} disagreements")


def _same_facets(question: Question, answers: Iterable[tuple[int, dict[str, dict[str, int]]]]) -> bool:
    """Whether all count alike, but for letters without a value, and for facets that are filtered by: those only the
    archive counts without their own selection.
    """
    compared = [
        {
            name: {value: count for value, count in counts.items() if value and count}
            for name, counts in facets.items()
            if name not in question.filters
        }
        for _, facets in answers
    ]
    return all(each == compared[0] for each in compared)


if __name__ == "__main__":
    main()
