"""Made-up reply letters with their answers, for tests, load and benchmarks. Pure Python: nothing of the parser.

`make_letters(count, seed)` composes letters of all page forms from the material in `data/`: real divisions, departments
and subjects; invented people, figures and events. What it knows of a letter it knows from having written it, so the
answers prove the parser independently.
"""

from replies.made_letters.maker import MadeLetter, make_letters

__all__ = ["MadeLetter", "make_letters"]
