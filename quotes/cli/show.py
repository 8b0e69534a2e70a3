"""`quotes show`: one quotation where it stands, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from quotes.cli.output import as_json, echo_lines
from quotes.cli.terminal import marked, printable

SPANS = ("parts", "source_spans")

# of a cue: the reporter's view
TONES = {"endorses": "which endorses", "distances": "which keeps a distance", "plain": ""}


@click.command(short_help="Show one quotation in its place, and how its speaker was found.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="ID")
@click.option("--json", "json_", is_flag=True, help="Print everything as JSON, including the article's text.")
def show(db: str, quote_id: str, json_: bool) -> None:
    """Show one quotation in its place, and how its speaker was found.

    ID is the number that `quotes search` gives, the quotation's uid, or words that only this quotation contains. The
    words are highlighted in their paragraph and the source is underlined; below stand the speaker, the role, the cue, the
    article, the offsets, the confidence and the model.

    \b
    Example:
      quotes show news.db 17
      quotes show news.db "not looking for a wider conflict"
    """
    from quotes.store.connection import opened
    from quotes.store.reading import quote

    with opened(db) as conn:
        found = quote(conn, quote_id)
    if json_:
        click.echo(as_json(found, indent=2))
    else:
        echo_lines(lines(found))


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield the quotation in its paragraph, and one line for each thing known of it."""
    yield in_paragraph(found)
    yield ""
    for name, value in facts(found):
        if value:
            yield f"{name:<12}{printable(str(value))}"


def in_paragraph(found: dict[str, Any]) -> str:
    """Return the paragraph or paragraphs of the quotation, its parts highlighted and its source underlined."""
    text: str = found["article"]["text"]
    start = text.rfind("\n", 0, found["start"]) + 1
    end = text.find("\n", found["end"])
    start, end = max(start, found["start"] - 1000), min(end if end >= 0 else len(text), found["end"] + 1000)
    here = [[(a - start, b - start) for a, b in found[name] if start <= a and b <= end] for name in SPANS]
    return marked(text[start:end], *here)


def facts(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values, in the order in which a fact-checker asks."""
    from quotes.desk import cite
    from quotes.desk.found import plainly

    article = found["article"]
    yield "speaker", f"{found['speaker']} ({found['speaker_kind']})" if found["speaker"] else "unknown"
    yield "together with", "; ".join(found["jointly"])
    yield "role", found["role"]
    yield "affiliation", found["affiliation"]
    yield "found by", " → ".join(f"{step['text']} ({plainly(step['rule'])})" for step in found["chain"])
    yield "linked", linked(found)
    candidates = (f"{candidate['name']} ({candidate['score']:.2f})" for candidate in found["candidates"])
    yield "candidates", "" if found["speaker"] else ", ".join(candidates)
    yield "source", found["source"]
    yield "cue", cue_line(found)
    yield "kind", found["kind"]
    yield "said on", said_on(found)
    yield "occasion", found["occasion"]
    yield "audience", found["audience"]
    yield "via", found["via"]
    for stance in found["stances"]:
        if stance["stance"] == "neutral":
            continue
        yield "stance", stance_line(stance)
    yield "article", " · ".join(filter(None, (article["title"], article["outlet"], article["published"])))
    yield "place", cite.place(found)
    yield "url", cite.deep_link(found) if found["locator"] else article["url"]
    yield "read from", article["origin"]
    yield "offsets", ", ".join(f"{start}–{end}" for start, end in found["parts"])
    yield "confidence", confidence_line(found)
    yield "model", found["model"]
    yield "review", found["review_status"]
    yield "machine", as_json(found["machine"]) if found["machine"] else ""
    yield "uid", found["uid"]


def confidence_line(found: dict[str, Any]) -> str:
    """Tell how sure it is that this is a quotation with these words and this speaker, and its three parts."""
    if found["review_status"] != "unreviewed":
        return f"{found['confidence']:.2f} ({found['review_status']} by a person; the machine: {found['machine_confidence']:.2f})"
    parts = [(name, found[f"{name}_confidence"]) for name in ("speech", "words", "speaker")]
    said = ", ".join(f"{name} {value:.2f}" for name, value in parts if value is not None)
    back = "; kept back" if found["shown"] == 2 else ""
    return f"{found['confidence']:.2f}" + (f" ({said})" if said else "") + back


def cue_line(found: dict[str, Any]) -> str:
    """Return the reporter's words, the act they name, and what they show of the reporter's own view."""
    from quotes.pipeline.cues import read

    if not found["cue"]:
        return found["act"] or ""
    act = ", ".join(filter(None, (found["act"], TONES[read(found["cue"]).tone])))
    return f"{found['cue']} ({act})" if act else found["cue"]


def linked(found: dict[str, Any]) -> str:
    """Tell which speaker of the database the article's name was taken for, how surely, and why; empty for who is new."""
    name = found["appearance"]
    if not name or name["how"] in ("new", "unnamed") and not name["decision_id"]:
        return ""
    why = f"decision {name['decision_id']}" if name["decision_id"] else f"{name['score']:.2f}: {name['how']}"
    return f"{name['name']} → speaker {name['speaker_id']} ({why})"


def said_on(found: dict[str, Any]) -> str:
    """Return the date, how exact it is, and the words it comes from."""
    if not found["said_on"]:
        return ""
    exact = f" (to the {found['said_on_precision']})" if found["said_on_precision"] else ""
    words = f", from “{found['said_on_text']}”" if found["said_on_text"] else ""
    return f"{found['said_on']}{exact}{words}"


def stance_line(stance: dict[str, Any]) -> str:
    """Return the stance in words that say whose it is."""
    towards = f" {stance['target']}" if stance["target"] else ""
    if stance["target_speaker"]:
        name = f", {stance['target_speaker']}" if stance["target_speaker"] != stance["target"] else ""
        towards += f" [speaker {stance['target_speaker_id']}{name}]"
    condition = ", on a condition" if stance["conditional"] else ""
    evidence = f", by “{stance['evidence']}”" if stance["evidence"] else ""
    return f"{stance['stance']}{towards}{condition} (the speaker's, machine-read, {stance['confidence']:.2f}{evidence})"
