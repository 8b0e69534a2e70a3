"""In every Python that has this folder on its path: a reading process of toys, which starts at once and can be poisoned.

What stands in quotation marks is a quotation. A text with POISON ends the process, one with TROUBLE is an error, one
with SLOW takes a while. `QUOTES_TOY_LOG` names a file that gets a line for each load and each text that is read.
"""

import os
import sys

if "quotes.batch.worker" in getattr(sys, "orig_argv", ()):
    import re
    import time

    import quotes.pipeline.analyse
    import quotes.pipeline.network.encoder
    from quotes.types import Analysis, Quote

    def log(line):
        if path := os.environ.get("QUOTES_TOY_LOG"):
            with open(path, "a", encoding="utf-8") as stream:
                stream.write(f"{line}\n")

    def load(model, threads=1):
        log("load")
        return model

    def analyse(articles, nlp, *, batch_size):
        for article in articles:
            log(article.text.split()[0])
            if "SLOW" in article.text:
                time.sleep(float(os.environ.get("QUOTES_TOY_SLOW", "0.05")))
            if "POISON" in article.text:
                os._exit(7)
            if "TROUBLE" in article.text:
                raise ValueError("no such\nluck")
            spans = [match.span(1) for match in re.finditer("“([^”]+)”", article.text)]
            quotes = tuple(Quote(a, b, ((a, b),), article.text[a:b], "direct") for a, b in spans)
            yield Analysis(article, quotes, model="toy 1")

    quotes.pipeline.network.encoder.of = load
    quotes.pipeline.analyse.analyse = analyse
