"""`quotes verify`: did anybody say this?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import click

from quotes.cli.options import min_confidence
from quotes.cli.output import as_json, echo_lines, output_options, print_rows
from quotes.cli.terminal import printable

TABLE = ("verdict", "claim", "claimed_speaker", "speaker", "differences", "id")


@click.command(short_help="Say whether anybody said these words.")
@click.argument("db", type=click.Path())
@click.argument("claim", required=False)
@click.option("--speaker", metavar="NAME", help="Who is claimed to have said it.")
@click.option("--since", metavar="DATE", help="In articles published then or later.")
@click.option("--until", metavar="DATE", help="In articles published then or earlier.")
@min_confidence
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True, help="Show at most so many matches.")
@click.option(
    "--file",
    "claims",
    type=click.File(encoding="utf-8-sig"),
    help="Check many: CSV with a column claim, and speaker, since, until where there are any.",
)
@output_options
@click.pass_context
def verify(
    context: click.Context,
    db: str,
    claim: str | None,
    claims: Any,
    form: str | None,
    columns: tuple[str, ...],
    no_headers: bool,
    **asked: Any,
) -> None:
    """Say whether anybody said these words.

    The verdict is verbatim, altered, out of context, misattributed, paraphrase, "in an article, not as a
    quotation" or not found; below it stand the quotations it rests on, how the words differ, and what was
    searched. Exit status 0 for verbatim, 1 for anything else.

    \b
    Example:
      quotes verify news.db "We do not seek a war with Iran" --speaker Kirby
      quotes verify news.db --file claims.csv --csv
    """
    from quotes.verify import verify as check

    if (claim is None) == (claims is None):
        raise click.UsageError("give the words of a claim, or --file with many")
    if claims is not None:
        rows = list(_many(db, claims, asked))
        print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=TABLE)
        context.exit(0 if all(row["verdict"] == "verbatim" for row in rows) else 1)
    answer = check(db, claim or "", **asked)
    if form == "json":
        click.echo(as_json(answer.as_dict(), indent=2))
    elif form in ("nl", "csv", "tsv"):
        print_rows([_flat(answer)], form=form, columns=columns, no_headers=no_headers)
    else:
        echo_lines(lines(answer))
    context.exit(0 if answer.verdict == "verbatim" else 1)


def lines(answer: Any) -> Iterator[str]:
    """The verdict, its evidence and what was searched, as a person reads them."""
    claimed = f", claimed of {answer.claimed_speaker}" if answer.claimed_speaker else ""
    yield printable(f"{answer.verdict.upper()}: “{answer.claim}”{claimed}")
    for match in answer.matches:
        row = match.row
        yield ""
        who = row["speaker"] or ("the article itself" if row["id"] is None else "speaker unknown")
        where = " · ".join(str(part) for part in (row["outlet"], row["published"], row["title"]) if part)
        yield printable(
            f"{match.verdict} ({match.score:.2f}) by {who}" + (f", quotation {row['id']}" if row["id"] else "")
        )
        yield printable(f"  “{' '.join(row['text'].split())}”")
        yield printable(f"  {where}")
        for difference in match.differences:
            yield printable(f"  {difference.kind}: {_change(difference)}")
        if match.turned_by:
            yield printable(f"  left out: {' '.join(match.turned_by.split())}")
        if match.note:
            yield f"  {match.note}"
    yield ""
    yield printable(searched(answer.coverage))


def searched(coverage: dict[str, Any]) -> str:
    """One line: how many articles, of which outlets and dates."""
    outlets = coverage["outlets"]
    named = ", ".join(outlets[:8]) + (f" and {len(outlets) - 8} more" if len(outlets) > 8 else "")
    line = f"Searched {coverage['articles']:,} articles"
    if coverage["articles"]:
        line += (
            f" of {len(outlets)} outlets ({named}), {coverage['first'] or 'undated'} to {coverage['last'] or 'undated'}"
        )
    if "speakers" in coverage:
        who = ", ".join(coverage["speakers"]) or "nobody by that name"
        line += f"; {coverage['quotations_by_speaker']:,} quotations by {who}"
    return line + "."


def _change(difference: Any) -> str:
    if difference.stored and difference.claimed:
        return f"“{difference.stored}” → “{difference.claimed}”"
    return f"“{difference.stored or difference.claimed}”"


def _many(db: str, file: Any, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from quotes.errors import QueryError
    from quotes.store import open_for_reading
    from quotes.verify import verify as check

    reader = csv.DictReader(file)
    if "claim" not in (reader.fieldnames or ()):
        raise QueryError(f"{file.name}: there is no column named claim")
    conn = open_for_reading(db)
    for number, row in enumerate(reader, 2):
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
    evidence = {name: first.get(name) for name in ("id", "text", "outlet", "published", "title", "url")}
    return {name: found[name] for name in named} | {"differences": kinds} | evidence
