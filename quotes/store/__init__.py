"""The database: one SQLite file that holds articles, quotations, speakers and what people decided about them.

How to read it. `who_said_what` is the view to open first: one row a quotation. `quotes` is the table
behind it; `article_id` leads to `articles` (the text, where and when it was read), `speaker_id` to
`speakers` (with `aliases`, and in the view `roles` what articles call them), `run_id` to `runs` (which model wrote it). The columns
are commented in the schema itself (`schema.sql`, or `.schema` in SQLite). Four conventions:

- Spans are characters into `articles.text`, end-exclusive; `quotes.text` is its `parts`, each exactly
  `text[start:end]`, joined by one space. `quotes.doctor` checks that at any time.
- What the article holds is not stored twice (but for the text of a long one, in `stretches`): `context_start` and `context_end`,
  `start` and `end` of a row of `stances` are places in its text; `candidates` of a quotation are numbers in its article's. Chances
  are stored as ten-thousandths (`confidence_of_10000`), and read as fractions (`confidence`).
- The columns of `quotes` are what is shown: the machine's values, or a person's where there is a
  correction in `reviews`; then `quotes.machine` holds what the machine says. Nothing a person decided
  is overwritten by a later ingest or model.
- `articles.current` is 0 for versions of an article that a newer text replaced; `quotes.shown` is 0 for
  their quotations and for those that a reviewer rejected: views and searches leave them out.

`Store` writes; `open_for_reading` gives a connection that cannot (`connection.opened` for the time of a question).
"""

from quotes.store.connection import open_for_reading
from quotes.store.store import Store

__all__ = ["Store", "open_for_reading"]
