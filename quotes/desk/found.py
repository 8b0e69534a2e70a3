"""How a speaker was found, in words: what the rules of a quotation's chain mean to a person."""

from __future__ import annotations

KINDS = {  # what the printed source is, or what a step leads to
    "name": "the printed name",
    "pronoun": "a pronoun",
    "nominal": "a description",
    "described, not named": "a description without a name",
    "first person": "I or we",
    "antecedent": "whom it stands for",
    "same name": "the name in full",
}
REASONS = {  # what spoke most for the speaker; what says nothing to a person is left out
    "gender agrees": "the gender fits",
    "spoke last": "spoke last",
    "spoke before": "spoke before",
    "named most": "named most often",
    "of one name: named last": "named last of those who share the name",
    "of one name: named first": "named first of those who share the name",
    "called so": "is called that",
    "alone called so": "nobody else is called that",
    "described before, linked": "described so before",
    "says it before the words": "says it right before the words",
    "the words are beside its name": "the name stands beside the words",
    "link": "the network’s reading",
    "link, log": "the network’s reading",
}


def plainly(rule: str) -> str:
    """Return what a rule says: `pronoun: gender agrees; spoke last` gives `a pronoun: the gender fits, spoke last`."""
    kind, _, reasons = rule.partition(": ")
    told = dict.fromkeys(REASONS[reason] for reason in reasons.split("; ") if reason in REASONS)
    return ": ".join(filter(None, (KINDS.get(kind, kind), ", ".join(told))))
