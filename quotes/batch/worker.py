"""A process that reads what it is asked to, with an encoder of its own: the other end of `processes.Process`.

Requests come as pickles on standard input. The answers on standard output are pickled pairs: ("found", what was
found in some items), ("reading", the origin of an item that is read alone), ("end", None), ("error", an exception).
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from quotes.batch.tasks import Request
from quotes.errors import ModelError, QuotesError
from quotes.ingest import cutoff
from quotes.limits import SECONDS, SLOWEST
from quotes.types import Analysis, Article, Failure

if TYPE_CHECKING:
    from quotes.pipeline.network.encoder import Encoder

CHUNK = 16  # items read together


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more; the network is loaded with the first."""

    def tell(kind: str, value: Any = None) -> None:
        pickle.dump((kind, value), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()

    while True:
        try:
            request: Request = pickle.load(requests)
        except EOFError:
            return  # whoever asked is gone
        try:
            for kind, value in _answers(request, _pipeline(request.model)):
                tell(kind, value)
            tell("end")
        except QuotesError as error:
            tell("error", error)


def _answers(request: Request, reader: Encoder) -> Iterator[tuple[str, Any]]:
    items = islice(request.task.items(), request.start, None)
    for item in islice(items, request.careful):
        yield "reading", item.origin
        yield "found", _found([item], reader)
    while chunk := list(islice(items, CHUNK)):
        yield "found", _found(chunk, reader)


def _found(items: list[Article | Failure], reader: Encoder) -> list[Analysis | Failure]:
    """What was found in each item, failures as they are."""
    found = iter(_analysed([item for item in items if isinstance(item, Article)], reader))
    return [next(found) if isinstance(item, Article) else item for item in items]


def _analysed(articles: list[Article], reader: Encoder) -> list[Analysis | Failure]:
    from quotes.pipeline.analyse import analyse
    from quotes.pipeline.extent import analysed

    characters = sum(analysed(article.text) for article in articles)
    seconds = SECONDS + characters / SLOWEST
    try:
        with cutoff.after(seconds):
            return list(analyse(articles, reader, batch_size=CHUNK))
    except ModelError:
        raise
    except (Exception, cutoff.CutOffError) as error:  # noqa: BLE001 (whatever happens costs one article, not its neighbours)
        if len(articles) > 1:
            return [found for article in articles for found in _analysed([article], reader)]
        slow = isinstance(error, cutoff.CutOffError)
        reason = (
            f"more than {seconds:.0f} seconds" if slow else " ".join(f"{type(error).__name__}: {error}".split())[:300]
        )
        return [Failure(articles[0].origin, f"it cannot be analysed ({reason})")]


@cache
def _pipeline(model: str | None) -> Encoder:
    from quotes.pipeline.network.encoder import of

    return of(model)


def main() -> None:
    """Serve on standard input and output, until standard input ends."""
    gc.set_threshold(50_000)  # as the command line does
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more


if __name__ == "__main__":
    main()
