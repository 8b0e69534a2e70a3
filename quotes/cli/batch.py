"""`quotes batch`: very many articles, on one machine or on many, and into a database at the end."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from quotes.cli.ingest import Reporter, jobs_option, keep_option, model_option, reading_options, reporting_options
from quotes.cli.output import as_json, counted
from quotes.cli.terminal import printable


@click.group(short_help="Read very many articles, on one machine or many.")
def batch() -> None:
    """Read very many articles, on one machine or many.

    Input is split into shards. Each shard becomes a Parquet file that any tool can query and that a database can load.

    \b
    Example:
      quotes batch extract archive/ --out parts/ --jobs 8
      quotes batch load news.db parts/
    """


@batch.command(short_help="Read articles into Parquet files of quotations.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the Parquet files."
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Run on this Dask cluster, which must see the same files.")
@click.option("--shard-size", type=click.IntRange(1), default=256, show_default=True, help="Articles per shard.")
@reading_options
@keep_option
@jobs_option
@model_option
@reporting_options
def extract(
    inputs: tuple[str, ...],
    out: Path,
    scheduler: str | None,
    shard_size: int,
    reading: dict[str, Any],
    keep_original: bool,
    jobs: int,
    model: str | None,
    silent: bool,
    log_json: bool,
) -> None:
    """Read articles into Parquet files of quotations, one file per shard.

    INPUT is a file, a folder or a URL. Start an interrupted run again and it continues where it stopped. A shard whose
    reader keeps dying is set aside and reported. Exit status 1 if something could not be read.

    \b
    Example:
      quotes batch extract archive/ --out parts/ --scheduler tcp://10.0.0.5:8786
    """
    from quotes.batch import run, shards
    from quotes.pipeline import model_version

    version = model_version(model)
    planned = shards.plan(inputs, size=shard_size, model=version, keep_original=keep_original, **reading)
    total: Counter[str] = Counter()
    with run.cluster(scheduler) if scheduler else run.processes(jobs) as executor:
        for outcome in run.run(planned, out.resolve(), executor, model=model):
            found = {name: getattr(outcome, name) for name in ("articles", "quotes", "failures")}
            total.update(found, **{"aside" if outcome.error else "written": 1})
            if log_json:
                click.echo(as_json({name: getattr(outcome, name) for name in outcome.__slots__}), err=True)
            elif outcome.error or not silent:
                click.echo(_line(outcome), err=True)
    if not silent and not log_json:
        click.echo(
            f"{counted(total['written'], 'shard')} written to {printable(str(out))}, {total['aside']} set aside:"
            f" {counted(total['articles'], 'article')}, {counted(total['quotes'], 'quotation')},"
            f" {total['failures']} failed"
        )
    if total["aside"] or total["failures"]:
        sys.exit(1)


@batch.command(short_help="Load Parquet files of quotations into a database.")
@click.argument("db", type=click.Path())
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@reporting_options
def load(db: str, folder: Path, silent: bool, log_json: bool) -> None:
    """Load Parquet files of quotations into a database.

    Articles already in the database are left alone, so loading twice is safe.

    \b
    Example:
      quotes batch load news.db parts/
    """
    from quotes.batch.load import load as load_parts
    from quotes.store import Store

    with Store(db) as store, Reporter(iter(()), silent=silent, log_json=log_json) as told:
        run_id = store.start_run("batch load", settings={"folder": str(folder)})
        load_parts(folder, store, run_id=run_id, tell=told)
        store.finish_run(run_id)
    told.finish(db)


def _line(outcome: Any) -> str:
    """What came of a shard, in one line."""
    if outcome.error:
        where = f"{outcome.inputs[0]}{' and others' if len(outcome.inputs) > 1 else ''}"
        return f"Set aside: {printable(where)}: {printable(outcome.error)}"
    rate = outcome.words / outcome.seconds if outcome.seconds else 0.0
    return (
        f"{outcome.shard}: {counted(outcome.articles, 'article')}, {counted(outcome.quotes, 'quotation')},"
        f" {outcome.failures} failed, {rate:.0f} words/s"
    )
