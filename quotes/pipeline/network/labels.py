"""The labels and relations that the network knows, in the order of its outputs."""


def _bio(*names: str) -> tuple[str, ...]:
    return ("O", *(f"{p}-{n}" for n in names for p in "BI"))


TAGS = {
    "span": _bio("SOURCE", "CUE", "CONTENT"),
    "entity": _bio("PERSON", "ORG", "PLACE", "OTHER"),
    "role": _bio("ROLE"),
    "pos": tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()),
    "speech": _bio("SPEECH"),  # what somebody said or wrote; a span's CONTENT may also be a belief or a plan
}
RELATIONS = (
    "source",
    "cue",
    "name",
    "holder",
    "target",
    "speaker",
)  # content→source, content→cue, mention→name, role→holder, content→target, content→names of who speaks
LINK_WIDTH = 64
STANCES = ("supports", "opposes", "neutral")


def offsets() -> dict[str, tuple[int, int]]:
    """Tell where each group of tags stands among the logits, as (first, last) columns."""
    out, at = {}, 0
    for name, labels in TAGS.items():
        out[name] = (at, at + len(labels))
        at += len(labels)
    return out


def bio_forbidden(labels: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the steps (from, to) that no BIO sequence takes: I-X after anything but B-X or I-X."""
    return [(i, j) for i, a in enumerate(labels) for j, b in enumerate(labels) if b.startswith("I-") and a[2:] != b[2:]]
