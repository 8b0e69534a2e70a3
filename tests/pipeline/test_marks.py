"""Tables of (text, passages): which words stand inside which quotation marks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from quotes.limits import MAX_LEVELS
from quotes.pipeline.marks import MIXED, STRAY, UNCLOSED, Passage, inside, passages

SHARED = Path(__file__).parents[3] / "shared"


def shown(text: str) -> list[str]:
    """The passages of a text as a person would jot them down: > nested, … never closed, + continued below."""
    found = passages(text)[0]
    last = {p.utterance: p for p in found}
    return [
        "> " * p.level + text[p.start : p.end] + ("" if p.closed else " …") + (" +" if p != last[p.utterance] else "")
        for p in found
    ]


def reasons(text: str) -> list[str]:
    return [w.reason for w in passages(text)[1]]


PAIRED = [
    # curly, straight, and what stands around them
    ("“We will rebuild,” said Ana Brook.", ["We will rebuild,"]),
    ('"We will rebuild," said Ana Brook.', ["We will rebuild,"]),
    ("“We have,” he said, “the tools.”", ["We have,", "the tools."]),
    ('Brook: "No comment."', ["No comment."]),
    ("“It is over” – Brook", ["It is over"]),
    ("The plan (“a gift”) was called “a theft”.", ["a gift", "a theft"]),
    ('He used one word—"nonsense"—and hung up.', ["nonsense"]),
    ('The "pro-tariff" lobby and the non-"free" market.', ["pro-tariff", "free"]),
    ('She paid a "$30 fine" and a "#sorry" tweet.', ["$30 fine", "#sorry"]),
    ('"...and then it rained," he said.', ["...and then it rained,"]),
    ('"[The mayor] has gone," it read.', ["[The mayor] has gone,"]),
    ('"I thought—" he began.', ["I thought—"]),
    ("He called it \"a 'rush for gold,' \" she said.", ["a 'rush for gold,' ", "> rush for gold,"]),
    ("No marks here, and none there.", []),
    ("", []),
    ('“” and "" hold nothing.', []),
    # nested
    ("“She told me ‘never again’ twice,” he said.", ["She told me ‘never again’ twice,", "> never again"]),
    ("‘She told me “never again” twice,’ he said.", ["She told me “never again” twice,", "> never again"]),
    ("\"She told me 'never again' twice,\" he said.", ["She told me 'never again' twice,", "> never again"]),
    ("“And he said, ‘Go home.’”", ["And he said, ‘Go home.’", "> Go home."]),
    ("\"And he said, 'Go home.'\"", ["And he said, 'Go home.'", "> Go home."]),
    ("\"'Go home' is what he said.\"", ["'Go home' is what he said.", "> Go home"]),
    ("“A ‘b “c” d’ e”", ["A ‘b “c” d’ e", "> b “c” d", "> > c"]),
    ("“Half of the “clean slate” was dirty,” he wrote.", ["Half of the “clean slate” was dirty,", "> clean slate"]),
    ('He wrote: "They shouted "fire!" and ran."', ['They shouted "fire!" and ran.', "> fire!"]),
    # marks of other hands
    ("Er sagte: „Wir gehen.“ Dann ging er.", ["Wir gehen."]),
    ("„Idziemy” – powiedział.", ["Idziemy"]),
    ("„Er sagte ‚nein‘ zu mir“, sagte sie.", ["Er sagte ‚nein‘ zu mir", "> nein"]),
    ("Il a dit : « Nous partons » et il est parti.", [" Nous partons "]),
    ("«We leave ‹now›», he said.", ["We leave ‹now›", "> now"]),
    ("»Wir gehen«, sagte er.", ["Wir gehen"]),
    ("”Vi går”, sade han.", ["Vi går"]),
    ("``We leave,'' he said.", ["We leave,"]),
    ("''We leave,'' he said, ''at noon.''", ["We leave,", "at noon."]),
    ("''He said, 'Go home,''' she recalled.", ["He said, 'Go home,'", "> Go home,"]),
    ("'''Go home' was all,'' she recalled.", ["'Go home' was all,", "> Go home"]),
    ("‘‘We leave,’’ he said.", ["We leave,"]),
    ("‘’We leave,’’ he said.", ["We leave,"]),
    ("`We leave,' he said.", ["We leave,"]),
    ("Home » News » Politics", []),
    # mismatched
    ('"We leave,” he said. "At noon.”', ["We leave,", "At noon."]),
    ('“We leave," he said. “At noon."', ["We leave,", "At noon."]),
    ("He saw a “foreign plot“ in it, and “lies“.", ["foreign plot", "lies"]),
    ("He spoke of ”lies” and of ”plots”.", ["lies", "plots"]),
    ("They fear ”new cuts.” We do not.", ["new cuts."]),
    ("“We leave, ” he said, “ at noon.”", ["We leave, ", " at noon."]),
    ("” … the bridge held all winter,” she said.", [" … the bridge held all winter,"]),
    ("\u202a”Our streets are safe,” he posted.", ["Our streets are safe,"]),
    ("“We leave at noon.“[Reuters]", ["We leave at noon."]),
    ("‘THE HOUSE ON THE HILL’“It stands empty,” he wrote.", ["THE HOUSE ON THE HILL", "It stands empty,"]),
    ("The ‘old guard‘, he says, is gone.", ["old guard"]),
    ("“He said ‘go,'” she recalled.", ["He said ‘go,'", "> go,"]),
    # single marks, as British outlets use them
    ("‘We will rebuild,’ said Ana Brook.", ["We will rebuild,"]),
    ("'We will rebuild,' said Ana Brook.", ["We will rebuild,"]),
    ("‘It’s what we don’t know,’ she said, ‘that’s hard.’", ["It’s what we don’t know,", "that’s hard."]),
    ("‘The players’ bus was late,’ said Brook.", ["The players’ bus was late,"]),
    ("'The players' bus was late,' said Brook.", ["The players' bus was late,"]),
    (
        "‘The players’ bus and the fans’ trains were late’, said Brook.",
        ["The players’ bus and the fans’ trains were late"],
    ),
    ("‘The players’ bus was “late”,’ said Brook.", ["The players’ bus was “late”,", "> late"]),
    ("The ‘bad boys’ of the league won the players’ cup.", ["bad boys"]),
    ("The ‘bad boys’ and the ‘good girls’ won.", ["bad boys", "good girls"]),
    ("Mayor blasts ‘bad boys’", ["bad boys"]),
    ("Agent ‘M’ gave the plan a ‘D-’.", ["M", "D-"]),
    ("A ‘harvest crisis’, a 'crisis of homes'; both ‘crises’.", ["harvest crisis", "crisis of homes", "crises"]),
    ("‘Give ’em the ’90s back,’ he said. ‘And rock ’n’ roll.’", ["Give ’em the ’90s back,", "And rock ’n’ roll."]),
    ("‘We’re goin’ home,’ he sang.", ["We’re goin’ home,"]),
    ("‘He said ‘no’ to the boss’ face,’ she said.", ["He said ‘no’ to the boss’ face,", "> no"]),
    ("'Pay cut' row: bosses' bonus 'a disgrace'", ["Pay cut", "a disgrace"]),
    ("‘I was born in ‘84,’ he said.", ["I was born in ‘84,"]),
    ("It ended in ‘a draw’—or ‘a defeat’?", ["a draw", "a defeat"]),
    ("She said: ‘No.’He said: ‘Yes.’", ["No.", "Yes."]),
    # apostrophes alone
    ("The players’ union don’t like the ’90s, O’Hara’s fans’ favourite era.", []),
    ("The players' union don't like the '90s, O'Hara's fans' favourite era.", []),
    ("Kata’ib Hezbollah and the Shara’ said ‘Abd al-Karim was Sa‘id’s ally.", []),
    ("‘Twas the night of rock ‘n’ roll, and we told ‘em so in ‘08.", []),
    ("The E.U.’s rules, the Joneses’, the Smiths’ and Trump‘s.", []),
    ("A cup o’ tea at six o’clock with th’ neighbours’ dogs.", []),
    # measures
    ('He is 6\'2" tall and has 5" guns, 12" speakers and a 9\' 6" boat.', []),
    ('"The 5" guns fired first," he said.', ['The 5" guns fired first,']),
    ('"He is 6\'2"," she said.', ["He is 6'2\","]),
    ('It began "in 1945" and ended "in 50" years.', ["in 1945", "in 50"]),
    ("“He is just 5’4”. Look again,” she said.", ["He is just 5’4”. Look again,"]),
]


@pytest.mark.parametrize(("text", "expected"), PAIRED)
def test_pairs(text: str, expected: list[str]):
    assert shown(text) == expected


ODD = [
    ("“We leave at noon.\n\nThe room was silent.", ["We leave at noon. …"], [UNCLOSED]),
    ("“We leave, he said. “We leave now,” he added.", ["We leave, he said. …", "We leave now,"], [UNCLOSED]),
    ('"We leave, he said. "We leave now," he added.', ["We leave, he said. …", "We leave now,"], [UNCLOSED]),
    ('We leave," he said. "We leave now," he added.', ["We leave now,"], [STRAY]),
    ('“Soon,” he said." And “soon” it was.', ["Soon,", "soon"], [STRAY]),
    ('"“We leave,” he said.', ["We leave,"], [UNCLOSED]),
    ("“We leave.’ He saw the film “Gone.”", ["We leave.", "Gone."], [MIXED]),
    ("She said: ‘We leave.” He stayed.", ["We leave."], [MIXED]),
    ("“He feared it was ‘doomed.” Yet it was “not”.", ["He feared it was ‘doomed.", "not"], [UNCLOSED]),
    ("“People say, ‘I like her.”", ["People say, ‘I like her.", "> I like her. …"], [UNCLOSED]),
    ("We leave,’ he said.", [], [STRAY]),
    ("She told the court: ‘We leave at noon.\nThe room was silent.", ["We leave at noon. …"], [UNCLOSED]),
    ("It was called the ‘only way out of here.", [], [UNCLOSED]),
    ("“\n\nPull quotes stand alone\n\n”", [], [STRAY, STRAY]),
    ("« Previous page", [], [UNCLOSED]),
    ("Fine “here”.\nBad” here.\nFine “here”.", ["here", "here"], [STRAY]),
]


@pytest.mark.parametrize(("text", "expected", "warned"), ODD)
def test_an_odd_mark_costs_its_paragraph_a_warning(text: str, expected: list[str], warned: list[str]):
    assert shown(text) == expected
    assert reasons(text) == warned


def test_a_warning_names_its_paragraph():
    text = "Fine “here”.\n\n  Bad” here. \nFine."
    (warning,) = passages(text)[1]
    assert text[warning.start : warning.end] == "Bad” here."


RUNS_ON = [
    ("“One.\n\n“Two.\n\n“Three,” she said.", ["One. … +", "Two. … +", "Three,"]),
    ("‘One.\n‘Two,’ she said.", ["One. … +", "Two,"]),
    ("'One.\n\n'Two,' she said.", ["One. … +", "Two,"]),
    ("She said ‘As one.\n‘And two,’ she said.", ["As one. … +", "And two,"]),
    ('"One.\n \xa0\n  "Two."', ["One. … +", "Two."]),
    ("''One.\n\n''Two.''", ["One. … +", "Two."]),
    ("« Un.\n\n» Deux. »", [" Un. … +", " Deux. "]),
    ("“He said: ‘One.\n\n“‘Two.’”", ["He said: ‘One. … +", "> One. … +", "‘Two.’", "> Two."]),
    (
        '"The “old” rules are gone.\n\n"The new ones are here."',
        ["The “old” rules are gone. … +", "> old", "The new ones are here."],
    ),
    (
        "“The list of “old” rules is gone.\n\n“The new one is here.”",
        ["The list of “old” rules is gone. … +", "> old", "The new one is here."],
    ),
]


@pytest.mark.parametrize(("text", "expected"), RUNS_ON)
def test_a_quotation_that_reopens_its_mark_is_one(text: str, expected: list[str]):
    found, warnings = passages(text)
    assert shown(text) == expected
    assert not warnings
    assert len({p.utterance for p in found if p.level == 0}) == 1


def test_two_quotations_are_two_utterances():
    found, _ = passages("“One.” \n\n“Two.”\n\n“Three.\n\nFour “five”.")
    assert len({p.utterance for p in found}) == len(found) == 4


STYLES = [
    ("“a”", "double"),
    ('"a"', "double"),
    ("''a''", "double"),
    ("‘a’", "single"),
    ("'a'", "single"),
    ("«a»", "guillemet"),
    ("»a«", "guillemet"),
    ("‹a›", "guillemet"),
    ("„a“", "low-high"),
    ("‚a‘", "low-high"),
]


@pytest.mark.parametrize(("text", "style"), STYLES)
def test_style(text: str, style: str):
    length = len(text) // 2
    assert passages(text)[0] == [Passage(length, length + 1, (0, len(text)), 0, style, True, 0)]


def test_outer_takes_in_the_marks_that_are_there():
    text = "He said ''go'' and “stay \n"
    assert [text[slice(*p.outer)] for p in passages(text)[0]] == ["''go''", "“stay"]


def test_inside():
    text = "He: “I ‘am’ “a ‘b’””."
    found, _ = passages(text)
    assert inside(text, found) == bytearray(map(int, "000031132231322323330"))


HOSTILE = ["“", "”", '"', "'", "''", "‘a ", "“a ‘b ", "«‹“‘", '5" ', "boys’ ", "“a\n", "a”\n", "\n", " ", "\u200b“"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_many_marks(unit: str):
    text = unit * 2_000
    found, warnings = passages(text)
    assert len(inside(text, found)) == len(text)
    assert all(p.outer[0] < p.start <= p.end <= p.outer[1] for p in found)
    assert len(warnings) <= 3 * (text.count("\n") + 1)


def test_marks_inside_each_other_without_end():
    found, _ = passages("“we ‘wait " * 2_000 + "’ so” " * 2_000)
    assert [p.level for p in found] == list(range(MAX_LEVELS))
    assert len(passages("“we " * 5 + "wait” " * 5)[0]) == 5


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the research data is not beside the project")
def test_agrees_with_the_scorer_where_it_can_see():
    sys.path.insert(0, str(SHARED / "eval"))
    score = pytest.importorskip("score")
    same = total = 0
    for line in (SHARED / "data/polnear/dev.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"].replace("''", '"')  # a mark that the scorer does not know
        ours = {score.trim(text, p.start, p.end) for p in passages(text)[0] if p.level == 0 and p.mark == "double"}
        theirs = set(score.passages(text))
        same, total = same + len(ours & theirs), total + len(theirs)
    assert same / total > 0.98
