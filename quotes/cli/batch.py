"""`quotes batch`: very many articles, on one machine or on many, and into a database at the end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from quotes.cli.ingest import Reporter, metadata_options, reading_options, reporting_options
from quotes.cli.output import as_json
from quotes.cli.terminal import printable
from quotes.intake import model_version


@click.group(short_help="Read very many articles, on one machine or many.")
def batch() -> None:
    """Read very many articles, on one machine or many.

    Input is cut into shards; each becomes a Parquet file, which any tool can query, and which a database can be
    loaded from.

    \b
    Example:
      quotes batch extract archive/ --out parts/ --jobs 8
      quotes batch load parts/ news.db
    """


@batch.command(short_help="Turn input into Parquet files of quotations.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder of the parts.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Run on this Dask cluster, which sees the same files.")
@click.option("--shard-size", type=click.IntRange(1), default=256, show_default=True, help="Articles in a shard.")
@metadata_options
@reading_options
@reporting_options
def extract(
    inputs: tuple[str, ...],
    out: Path,
    scheduler: str | None,
    shard_size: int,
    columns: dict[str, str],
    keep_original: bool,
    jobs: int,
    model: str | None,
    silent: bool,
    log_json: bool,
    **fields: str | None,
) -> None:
    """Turn input into Parquet files of quotations, one a shard.

    INPUT is a file, a folder or a URL. A run that was interrupted goes on where it stopped when it is started again.
    A shard whose reader keeps dying is set aside and reported. Exit status 1 when something could not be read.

    \b
    Example:
      quotes batch extract archive/ --out parts/ --scheduler tcp://10.0.0.5:8786
    """
    from quotes.batch import run, shards

    defaults = {name: value for name, value in fields.items() if value}
    planned = shards.plan(
        inputs,
        size=shard_size,
        model=model_version(model),
        defaults=defaults,
        columns=columns,
        keep_original=keep_original,
    )
    total = dict.fromkeys(("shards", "articles", "quotes", "failures", "words"), 0)
    aside = 0
    engine = run.cluster(scheduler) if scheduler else run.processes(jobs)
    with engine as executor:
        for outcome in run.run(planned, out.resolve(), executor, model=model):
            for name in total:
                total[name] += getattr(outcome, name, 1)
            aside += bool(outcome.error)
            if log_json:
                click.echo(as_json({name: getattr(outcome, name) for name in outcome.__slots__}), err=True)
            elif outcome.error:
                where = f"{outcome.inputs[0]}{' and others' if len(outcome.inputs) > 1 else ''}"
                click.echo(f"Set aside: {printable(where)}: {printable(outcome.error)}", err=True)
            elif not silent:
                click.echo(_line(outcome), err=True)
    if not silent and not log_json:
        click.echo(
            f"{total['shards'] - aside} shards written to {printable(str(out))}, {aside} set aside:"
            f" {total['articles']} articles, {total['quotes']} quotations, {total['failures']} failed"
        )
    if aside or total["failures"]:
        sys.exit(1)


@batch.command(short_help="Load Parquet files of quotations into a database.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.argument("db", type=click.Path())
@reporting_options
def load(folder: Path, db: str, silent: bool, log_json: bool) -> None:
    """Load Parquet files of quotations into a database, in bulk.

    What the database has already is left alone, so that loading twice is loading once.

    \b
    Example:
      quotes batch load parts/ news.db
    """
    from quotes.batch.load import load as load_parts
    from quotes.store import Store

    with Store(db) as store, Reporter(iter(()), silent=silent, log_json=log_json) as told:
        run_id = store.start_run("batch load", settings={"folder": str(folder)})
        load_parts(folder, store, run_id=run_id, tell=told)
        store.finish_run(run_id)
    told.finish(db)


def _line(outcome: Any) -> str:
    rate = outcome.words / outcome.seconds if outcome.seconds else 0.0
    return (
        f"{outcome.shard}: {outcome.articles} articles, {outcome.quotes} quotations, {outcome.failures} failed,"
        f" {rate:.0f} words/s"
    )
