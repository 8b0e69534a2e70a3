"""How much of anything the project takes from outside: one number each, with what it is for.

docs/limits.md says what a user meets where one is passed.
"""

from __future__ import annotations

import os


def _set(name: str, usual: float) -> float:
    """What a variable of the environment says, where it is a number."""
    try:
        return max(0.0, float(os.environ.get(name, usual)))
    except ValueError:
        return usual


# Articles and files, in `quotes.ingest`
MAX_TEXT = 10_000_000  # characters in one article: a long book has a tenth of that
MAX_PAGE = 20_000_000  # bytes in one page, one message, one document of any other kind
MAX_FIELD = 1_000  # characters in a title, a byline, an outlet, a class of HTML: more is a mistake or an attack
MAX_LINE = 40_000_000  # bytes of a line of JSON, of a cell: the longest text there may be, and its escapes
MAX_DOCUMENT = 100_000_000  # bytes of what is read whole: a PDF, an Office file, a message, JSON that is no array
MAX_TAGS = 60_000  # of one page: a day of a parliament has thirty thousand, and each takes memory and time
MANY_ATTRIBUTES = 200_000  # of one page, in tags that have nine and more
MAX_SCRIPTS = 1_000  # of one page, which has a hundred
MOST_BROKEN = 10_000  # records in a row of which none can be read: the file holds none
MOST_CUT = 100  # records of a WARC file that are longer than what is left of it: a file that was cut off has one
MAX_FRONT_MATTER = 64_000  # characters
MAX_NESTED = 20  # lists and objects inside each other, in a field other than the text
MOST_LISTED = 50  # names in a list of authors
MAX_ENTRIES = 20_000  # of one feed; paragraphs of one day of a parliament, which has a tenth
MAX_ATTRIBUTES = 500  # of one tag of a page or a feed
MAX_PDF_PAGES = 10_000  # of one PDF: a long book has two thousand
MAX_MEMORY = 1_000_000_000  # bytes that reading a PDF or some rows of Parquet may take; a long book takes a tenth
PDF_SECONDS, PDF_BYTES = (
    5,
    100_000,
)  # time of the processor that any PDF has, and a second more for so many of its bytes
MAX_FIELDS = 50  # fields inside each other in a Word file, which has two or three
MAX_CUES = 50_000  # of subtitles: a day has as many
MAX_CAPTIONED = 500_000  # lines of subtitles, with those of times and numbers
MAX_XML = 1_000_000  # tags of a parliament's XML or of a sitemap: each takes a hundred bytes and more
MAX_FEED = 300_000  # tags of a feed, but for the HTML in it: each takes twenty millionths of a second
MAX_PARTS = 1_000  # of one message, attachments among them

# Packed files, in `quotes.ingest.packed` and `quotes.ingest.tables`
MAX_DEPTH = 3  # archives inside each other
RATIO = 100  # unpacked to packed: pages and JSON reach 20, bombs a thousand and more
FREE = 5_000_000  # bytes that may be unpacked before the ratio counts: of one letter alone, seconds of reading
MAX_GROUPS = 2_000  # of rows, in Parquet: each costs milliseconds, however few it holds
FREE_ROWS = 100_000  # rows of Parquet, beyond which there must be a byte for each
MAX_ELEMENTS = 200_000  # of all the XML in a Word file: a book of 500 pages has as many, and each takes memory and time
MAX_CELLS = 5_000_000  # of a sheet, empty ones among them: one in the last corner makes seventeen thousand millions
MAX_HEADER = 4_000  # characters in a header of a message that is taken apart: subjects and senders have a hundredth
MAX_DIRECTORY = 20_000_000  # bytes of what a ZIP archive says of its members: of two hundred thousand
MAX_SPOOL = 4_000_000_000  # bytes of a piped or nested archive that are put aside on disk to be searched

WEIGHT = 64  # bytes, about, of any value in a list, whatever it holds

# Time, in `quotes.ingest.cutoff`
MOST_TIMES = 3  # so often that is the time of a whole file, with a second more for each of its articles
# of the processor, until a file's next article; what takes longer hangs. Set by QUOTES_TIME_LIMIT, 0 for no limit.
SECONDS = _set("QUOTES_TIME_LIMIT", 60.0)
SLOWEST = 1_000  # characters a second, so much longer an article's analysis may take; it reads twenty times as many

# Names, in `quotes.pipeline.cast`
LONGEST_HEADLINE = 500  # characters
MOST_ALIKE = 50  # people of one article who share a surname; those named later are known by their full names alone
MOST_NAMES = 100  # ways to write one name

# Speakers, in `quotes.linking`
MOST_SPEAKERS = 500  # of one article: a day of a parliament has three hundred. Each is compared with the others
LONG_TEXT = 50_000  # characters, beyond which a name is looked for where its words stand, and not in the whole text
MOST_SEARCHED = (
    100_000  # characters of an article that are searched for a name when a run is over: no news article has half
)
MOST_PRINTED = 200  # places of a word that are looked at in a text that is longer

# Words, in `quotes.pipeline.analyse`: the network reads pieces of words, of which prose has one for four characters
MANY_PIECES = 20_000  # read in seconds, whatever they are; a text of more must be prose
LEAST_WORDS = 0.1  # of its characters that stand in words and no names: of addresses, codes and times none do
LEAST_A_PIECE = 1.5  # characters, white space aside; figures and lines of single letters have about one

# Words, in `quotes.pipeline.extent`
# characters of an article that are analysed: of nine thousand news articles the longest has 45,000. Set by QUOTES_TEXT_LIMIT; 0: all
MOST_ANALYSED = int(_set("QUOTES_TEXT_LIMIT", 100_000))

# Words, in `quotes.pipeline.tokenizer`
MAX_WORD = 200  # characters without a space, beyond which a word is no word
MAX_MARKS = 20  # marks without a letter in between

# Quotation marks, in `quotes.pipeline.marks`
MAX_LEVELS = 20  # passages inside each other, each of which is read by itself: print has three

# The server, in `quotes.browse.bounds`
MAX_REQUEST = 200_000  # bytes of what a browser sends: a decision with a long note has a twentieth
MAX_VALUE = 64_000_000  # bytes of one value, in a question: the longest article
MAX_RESULT = 20_000_000  # characters of all that one question brings
MAX_SQL = 100_000  # bytes of a question in SQL
MAX_PATTERN = 200  # bytes behind LIKE and GLOB, which try every way to fit
