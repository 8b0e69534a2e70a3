"""How much of anything the project takes from outside: one number each, with what it is for.

docs/limits.md says what a user meets where one is passed.
"""

from __future__ import annotations

# Articles and files, in `quotes.ingest`
MAX_TEXT = 10_000_000  # characters in one article: a long book has a tenth of that
MAX_PAGE = 20_000_000  # bytes in one page, one message, one document of any other kind
MAX_FIELD = 1_000  # characters in a title, a byline, an outlet: more is a mistake or an attack
SECONDS = 60.0  # of the processor, until a file's next article; what takes longer hangs

# Words, in `quotes.pipeline.tokenizer`
MAX_WORD = 200  # characters without a space, beyond which a word is no word
MAX_MARKS = 20  # marks without a letter in between
