"""`quotes verify`: did anybody say this?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import click

from quotes.cli.options import filters, limit
from quotes.cli.output import Output, as_json, counted, echo_lines, output_options, print_rows
from quotes.cli.terminal import marked, printable

TABLE = ("verdict", "claim", "claimed_speaker", "speaker", "differences", "id")


@click.command(short_help="Check whether anybody said these words.")
@click.argument("db", type=click.Path())
@click.argument("claim", required=False)
@click.option("--speaker", metavar="NAME", help="Who is claimed to have said it.")
@filters("since", "until", "min_confidence")
@limit(5, all_=False)
@click.option(
    "--file",
    "claims",
    type=click.File(encoding="utf-8-sig"),
    help="Check every row of a CSV file (column `claim`; optional `speaker`, `since`, `until`).",
)
@output_options
@click.pass_context
def verify(context: click.Context, db: str, claim: str | None, claims: Any, output: Output, **asked: Any) -> None:
    """Check whether anybody said these words.

    The verdict is verbatim, verbatim but for a contraction, altered, out of context, misattributed, "said, speaker
    unsure", paraphrase, "in an article, not as a quotation", withdrawn in a later version, or not found. Below it stand
    the passages it rests on, with their source underlined, how the words differ, and what was searched. A claim is called
    misattributed only if a name is printed beside the words or a reviewer decided; else the speaker is unsure. If the words
    are the claimed speaker's only by the machine's reading (the article prints “she”, “the mayor” or nobody beside them),
    the verdict ends in ", speaker inferred": read the passage. Exit status 0 for verbatim, 1 for anything else.

    \b
    Example:
      quotes verify news.db "We do not seek a war with Iran" --speaker Kirby
      quotes verify news.db --file claims.csv --csv
    """
    from quotes.desk.verify import verify as check

    if (claim is None) == (claims is None):
        raise click.UsageError("give the words of a claim, or --file with many")
    if claims is not None:
        rows = list(_many(db, claims, asked))
        print_rows(rows, output, in_table=TABLE)
        context.exit(0 if all(row["verdict"] == "verbatim" for row in rows) else 1)
    answer = check(db, claim or "", **asked)
    if output.form == "json":
        click.echo(as_json(answer.as_dict(), indent=2))
    elif output.form in ("nl", "csv", "tsv"):
        print_rows([_flat(answer)], output)
    else:
        echo_lines(lines(answer))
    context.exit(0 if answer.verdict == "verbatim" else 1)


def lines(answer: Any) -> Iterator[str]:
    """Yield the verdict, its evidence and what was searched, as a person reads them."""
    claimed = f", claimed of {answer.claimed_speaker}" if answer.claimed_speaker else ""
    yield printable(f"{answer.verdict.upper()}: “{answer.claim}”{claimed}")
    if answer.note:
        yield answer.note
    for match in answer.matches:
        row = match.row
        yield ""
        yield printable(f"{match.label} ({match.score:.2f}): {attribution(row)}")
        for line in marked(row["passage"], row["words_at"], row["source_at"]).split("\n"):
            if line.strip():
                yield f"  {line.strip()}"
        day = (row["published"] or "")[:10]
        yield printable("  " + " · ".join(filter(None, (row["outlet"], day, row["title"]))))
        for difference in match.differences:
            yield printable(f"  {difference.kind}: {_change(difference)}")
        if match.turned_by:
            yield printable(f"  left out: {' '.join(match.turned_by.split())}")
        if match.note:
            yield printable(f"  {match.note}")
        if row["link"]:
            yield printable(f"  {row['link']}")
        if row["archive_url"]:
            yield printable(f"  archived at {row['archive_url']}")
    yield ""
    yield printable(searched(answer.coverage))


def attribution(row: dict[str, Any]) -> str:
    """Tell who is printed as the source, whom that is taken for, how surely, and whether a person checked it."""
    if row["id"] is None:
        return "the article itself"
    who = row["speaker"] or "speaker unknown"
    printed = " ".join((row["source"] or "").split())
    beside = f", printed as “{printed}”" if printed and printed != row["speaker"] else ""
    return f"{who}{beside} ({row['confidence']:.0%} sure, {row['review_status']}), quotation {row['id']}"


def searched(coverage: dict[str, Any]) -> str:
    """Return one line: how many articles, of which outlets and dates, and how many have no date."""
    outlets = coverage["outlets"]
    named = ", ".join(outlets[:8]) + (f" and {len(outlets) - 8} more" if len(outlets) > 8 else "")
    line = f"Searched {counted(coverage['articles'], 'article')}"
    if outlets:
        line += f" of {counted(len(outlets), 'outlet')} ({named})"
    if coverage["first"]:
        line += f", published {coverage['first'][:10]} to {coverage['last'][:10]}"
    if coverage["undated"]:
        line += f"; {coverage['undated']:,} without a date" + (" left out" if coverage["narrowed"] else "")
    if "speakers" in coverage:
        who = ", ".join(coverage["speakers"]) or "nobody by that name"
        line += f"; {counted(coverage['quotations_by_speaker'], 'quotation')} by {who}"
    return line + "."


def _change(difference: Any) -> str:
    if difference.stored and difference.claimed:
        return f"“{difference.stored}” → “{difference.claimed}”"
    return f"“{difference.stored or difference.claimed}”"


def _many(db: str, file: Any, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from quotes.desk.verify import verify as check
    from quotes.errors import QueryError
    from quotes.store.connection import opened

    try:
        reader = csv.DictReader(file)
        names, rows = reader.fieldnames or (), list(reader)
    except (UnicodeError, csv.Error) as error:
        raise QueryError(f"{file.name}: not a table in UTF-8 ({error})") from error
    if "claim" not in names:
        raise QueryError(f"{file.name}: there is no column named claim")
    with opened(db) as conn:
        for number, row in enumerate(rows, 2):
            given: dict[str, Any] = {name: row.get(name) or asked[name] for name in ("speaker", "since", "until")}
            given["min_confidence"] = asked["min_confidence"]
            try:
                yield _flat(check(conn, row["claim"] or "", limit=asked["limit"], **given))
            except QueryError as error:
                raise QueryError(f"{file.name}: line {number}: {error}") from error


def _flat(answer: Any) -> dict[str, Any]:
    found = answer.as_dict()
    first = found["matches"][0] if found["matches"] else {}
    kinds = "; ".join(dict.fromkeys(difference["kind"] for difference in found["differences"]))
    named = ("claim", "claimed_speaker", "verdict", "speaker", "score")
    evidence = {
        name: first.get(name) for name in ("id", "text", "source", "outlet", "published", "title", "url", "link")
    }
    return {name: found[name] for name in named} | {"differences": kinds} | evidence
