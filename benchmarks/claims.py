"""How often `quotes verify` is right, on claims made from the corpus by rule: python benchmarks/claims.py [--wrong].

Each rule changes the words of a gold quotation in one way, so the right verdict is known: whole quotations
in other type, cuts where nothing turns, cuts before a but or a condition, words dropped in the middle,
negations dropped and added, numbers changed, names swapped, words added, somebody else's words, nobody's
words, and sentences of the articles' own. Paraphrases were written by hand and are reported apart. Somebody else's
words are misattributed where the article prints the speaker's name beside them; where it prints a pronoun, or the
claimed speaker's name stands in the same paragraph, nobody can be sure who speaks without having read it. The verdict on the
words is compared; whether it says that the speaker is inferred, and where, is counted at the end.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from gold import analyses, build

from quotes.desk.evidence import INFERRED
from quotes.desk.verify import Answer, verify
from quotes.store import open_for_reading
from quotes.types import Quote

TURNS = re.compile(r"(but|yet|however|although|though|except|if|unless|until|not|no|never|nobody|nothing|none|nor|neither"
                   r"|without|only|so|as|cannot|\w+n['’]t)\b", re.IGNORECASE)  # fmt: skip
AUXILIARY = re.compile(
    r"\b(will|is|are|was|were|would|could|should|can|have|had|has|did)\b(?! not|n?['’]t)", re.IGNORECASE
)
NAMES = ("Brandmoor", "Tessaly", "Okely", "Vintara", "Sulbeck")
ADDED = ("and I mean that sincerely", "as everybody here knows", "from the very first day", "whatever the papers write")
PARAPHRASES = Path(__file__).with_name("paraphrases.csv")
NOBODY = Path(__file__).with_name("nobody.txt")


@dataclass(frozen=True)
class Claim:
    """Words, who is said to have said them, and the verdict that is right; `kind` of a difference, if one is expected."""

    rule: str
    words: str
    speaker: str
    verdict: str
    kind: str = ""


def claims(seed: int = 1) -> list[Claim]:
    """The claims made by rule, the same for the same seed, each once."""
    chance = random.Random(seed)
    placed = [
        (quote, analysis.article.text)
        for analysis in analyses()
        for quote in analysis.quotes
        if quote.kind == "direct" and quote.speaker_kind in ("person", "organization") and len(quote.text.split()) >= 7
    ]
    spoken = [quote for quote, _ in placed]
    made = [claim for quote, text in placed for claim in _from_quotation(quote, text, spoken, chance)]
    made += _narrated(chance)
    made += [Claim("nobody", line, "", "not found") for line in NOBODY.read_text(encoding="utf-8").splitlines() if line]
    return list(dict.fromkeys(made))


def paraphrases() -> list[Claim]:
    """The claims written by hand."""
    with PARAPHRASES.open(encoding="utf-8", newline="") as file:
        return [Claim("paraphrase", row["claim"], row["speaker"], "paraphrase") for row in csv.DictReader(file)]


def right(claim: Claim, answer: Answer) -> bool:
    """Whether the verdict on the words is the right one, and the difference is named where one is expected."""
    kinds = [difference["kind"] for difference in answer.as_dict()["differences"]]
    return answer.verdict.removesuffix(INFERRED) == claim.verdict and (not claim.kind or claim.kind in kinds)


def _from_quotation(quote: Quote, article: str, spoken: list[Quote], chance: random.Random) -> Iterator[Claim]:
    text, name = quote.text.strip(" ,"), quote.speaker
    yield Claim("other type", _other_type(text), name, "verbatim")
    words = text.split()
    yield from _cuts(words, name, chance)
    middle = len(words) // 2
    dropped = words[middle - 2 : middle + 1]
    if len(words) >= 10 and not any(TURNS.search(word) for word in dropped):
        yield Claim("dropped in the middle", " ".join(words[: middle - 2] + words[middle + 1 :]), name, "altered",
                    "words dropped in the middle")  # fmt: skip
    yield from _negations(text, name)
    if match := re.search(r"\b\d[\d,]*\b", text):
        other = str(int(match.group().replace(",", "")) + chance.randrange(3, 40))
        yield Claim(
            "number changed", text[: match.start()] + other + text[match.end() :], name, "altered", "number changed"
        )
    if match := re.search(r"(?<=[a-z] )[A-Z][a-z]{3,}\b(?![^\[]*\])", text):
        other = chance.choice(NAMES)
        yield Claim(
            "name swapped", text[: match.start()] + other + text[match.end() :], name, "altered", "name swapped"
        )
    place = chance.randrange(3, len(words) - 2)
    added = chance.choice(ADDED)
    yield Claim("words added", " ".join([*words[:place], added, *words[place:]]), name, "altered", "words added")
    others = [other.speaker for other in spoken if text not in other.text and other.speaker != name]
    other = chance.choice(others)
    yield Claim("somebody else's", text, other, _somebody_elses(quote, article, other))


def _somebody_elses(quote: Quote, article: str, other: str) -> str:
    """The verdict on words of one speaker that are claimed of another one."""
    printed = " ".join(article[start:end] for start, end in quote.source)
    paragraph = article[article.rfind("\n", 0, quote.start) + 1 : (article + "\n").index("\n", quote.end)]
    beside = paragraph.replace(quote.text, "")
    return (
        "misattributed"
        if _names(quote.speaker, printed) and other.split()[-1] not in beside
        else "said, speaker unsure"
    )


def _names(speaker: str, printed: str) -> bool:
    """Whether what is printed has a word of the speaker's name; KIRBY is the label of a transcript."""
    names = [word for word in re.findall(r"\b[A-Z][\w’'-]+", speaker) if len(word) > 2]
    return any(word in printed or word.upper() in printed for word in names)


def _other_type(text: str) -> str:
    swapped = text.translate(str.maketrans({"’": "'", "'": "’", "“": '"', "”": '"', "–": "-"}))
    return "  ".join(swapped.split()).lower()


def _cuts(words: list[str], name: str, chance: random.Random) -> Iterator[Claim]:
    turned = [i for i in range(4, len(words) - 2) if re.fullmatch(r"[Bb]ut|unless|if", words[i])]
    if turned:
        yield Claim("cut before a turn", " ".join(words[: turned[0]]).rstrip(",;"), name, "out of context")
    plain = [i for i in range(5, len(words) - 1) if not any(TURNS.match(word) for word in words[i : i + 3])]
    if plain and not re.match(r"(?i)(if|unless)\b", words[0]):
        yield Claim("cut where nothing turns", " ".join(words[: chance.choice(plain)]), name, "verbatim")


def _negations(text: str, name: str) -> Iterator[Claim]:
    if match := re.search(r"n['’]t\b| not\b", text):
        stem = text[: match.start()]
        without = "will" if stem.endswith("wo") else "can" if stem.endswith("ca") else None
        stem = stem[:-2] + without if without else stem
        yield Claim("negation dropped", stem + text[match.end() :], name, "altered", "negation lost")
    if match := AUXILIARY.search(text):
        yield Claim(
            "negation added", text[: match.end()] + " not" + text[match.end() :], name, "altered", "negation gained"
        )


def _narrated(chance: random.Random) -> Iterator[Claim]:
    """Sentences of the articles' own, away from every quotation."""
    for analysis in analyses():
        text = analysis.article.text
        sentences = []
        for match in re.finditer(r"[A-Z][^.?!\n“”‘\"«„]{40,160}\.(?=\s|$)", text):
            apart = all(match.end() <= quote.start or match.start() >= quote.end for quote in analysis.quotes)
            if apart:
                sentences.append(match.group())
        for sentence in chance.sample(sentences, min(3, len(sentences))):
            yield Claim("an article's own", sentence, "", "in an article, not as a quotation")


def main() -> None:
    """Prints a line for each rule, the accuracy, and the wrong ones where asked."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "corpus.db")
        conn = open_for_reading(Path(folder) / "corpus.db")
        tally: dict[str, Counter[bool]] = defaultdict(Counter)
        inferred: dict[bool, Counter[bool]] = defaultdict(Counter)
        for claim in (*claims(), *paraphrases()):
            answer = verify(conn, claim.words, speaker=claim.speaker or None)
            good = right(claim, answer)
            tally[claim.rule][good] += 1
            if claim.rule == "other type" and good:  # a whole quotation, claimed of its speaker
                row = answer.matches[0].row
                is_named = _names(row["speaker"] or "", row["source"] or "")
                inferred[is_named][answer.verdict.endswith(INFERRED)] += 1
            if not good and "--wrong" in sys.argv:
                kinds = [difference["kind"] for difference in answer.as_dict()["differences"]]
                print(f"{claim.rule}: {answer.verdict} {kinds} {answer.score:.2f}: {claim.words} [{claim.speaker}]")
                for match in answer.matches[:2]:
                    print(
                        f"    {match.verdict} {match.score:.2f} {match.row['text'][:150]} [{match.row['speaker']}] {match.turned_by[:60]}"
                    )
        conn.close()
    for rule, counted in tally.items():
        print(f"{rule:26} {counted[True]:4} of {counted.total():4}")
    for is_named, counted in sorted(inferred.items()):
        print(f"speaker inferred, {'a' if is_named else 'no'} name printed: {counted[True]:4} of {counted.total():4}")
    ruled = [counted for rule, counted in tally.items() if rule != "paraphrase"]
    all_right, every = sum(counted[True] for counted in ruled), sum(counted.total() for counted in ruled)
    print(f"without paraphrases        {all_right:4} of {every:4}  {100 * all_right / every:.1f} %")


if __name__ == "__main__":
    main()
