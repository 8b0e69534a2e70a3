"""A web page: its article by trafilatura, with every quotation on it, and what the page says of itself."""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from quotes.errors import IngestError
from quotes.ingest import boxes, header, live, masthead, metadata, paste
from quotes.ingest.blocks import MARKS, paragraphs, print_marks
from quotes.ingest.encoding import decode
from quotes.ingest.sources import Options, Source, make_article, read_all
from quotes.limits import MANY_ATTRIBUTES, MAX_ATTRIBUTES, MAX_FIELD, MAX_SCRIPTS, MAX_TAGS
from quotes.types import Article, Failure

LONG = 3_000  # paragraphs in a page from which extraction does without its slow second opinion
MOST_RESTORED = 500  # paragraphs put back into one page
GLUED = 2  # times the longest of the page's paragraphs: a line longer than that is several
DEEPEST = 250  # elements inside each other; the parser stops a little later
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));?")
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_MANY_ATTRIBUTES = re.compile(rf"<[a-zA-Z][^\s/>]*+((?:{_ATTRIBUTE}){{9,}}+)")
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:comments?|related|recirc\w*|promo\w*|newsletter|share|sharing|social|sidebar|widget|cookie\w*|consent|captions?|credit"
    r"|teasers?|trending|recommend\w*|most-?read|advert\w*|ad|ads|sponsor\w*|outbrain|taboola|nav|menu|breadcrumbs?|footer|subscribe"
    r"|paywall|tags|bio|signup|popular|pull-?quotes?)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?<![\w-])(?:comments?|related)(?:-(?:list|area|section|stories|articles|links))?(?![\w-])", re.IGNORECASE
)
_NOT_BODY = {"nav", "aside", "footer", "figure", "figcaption", "form", "button", "a"} | {f"h{n}" for n in range(1, 7)}
_LINE_FURNITURE = {paste.LABEL, paste.AGO, paste.CREDIT, paste.ASIDE, paste.END}


def read_page(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of an HTML page."""
    yield page_article(read_all(source), source, options)


def page_article(raw: bytes, source: Source, options: Options, record: str = "") -> Article:
    """Return the article of a page's bytes; raises IngestError when it has none."""
    try:
        import trafilatura
    except ImportError as error:
        raise IngestError(f"reading web pages needs a package that is not installed ({error})") from None

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    declared = source.charset or _declared(raw)
    try:
        tree = trafilatura.load_html(_parsable(decode(raw, declared)))
        if tree is None:
            raise IngestError("not a page that can be parsed")
        _check_depth(tree)
        _cut_names(tree)
        fields, text = _extract(tree, source.url)
    except IngestError:
        raise
    except Exception as error:  # hostile markup finds bugs in parsers; one page must not end the batch
        raise IngestError(f"the page could not be parsed ({type(error).__name__})") from error
    if not text:
        raise IngestError("no article found on the page")
    return make_article(
        fields | {"text": text},
        source,
        options,
        raw=raw,
        extractor=f"html/trafilatura {trafilatura.__version__}",
        record=record,
        day_first=metadata.writes_day_first(tree),
    )


def fragment_text(html: str) -> str:
    """Return the text of a piece of HTML that is all article."""
    return str(fragment(html)["text"])


def fragment(html: str) -> dict[str, object]:
    """Return the paragraphs of a piece of HTML that is all article, as feeds carry it: its `text`, and which lines are `headings`."""
    try:
        import lxml.html

        tree = lxml.html.fragment_fromstring(_parsable(html), create_parent="div")
    except IngestError:
        raise
    except Exception as error:  # lxml raises half a dozen kinds
        raise IngestError(f"its HTML could not be parsed ({type(error).__name__})") from error
    print_marks(tree)
    printed = list(paragraphs(tree))
    lines = [line for _, line in printed]
    kept = [line for line, kind in zip(lines, paste.classify(lines), strict=True) if kind not in _LINE_FURNITURE]
    return {"text": "\n\n".join(kept), "headings": boxes.headings(kept, printed)}


def _parsable(html: str) -> str:
    """The HTML without characters that no tree may hold; raises IngestError where it has more of anything than any article."""
    if html.count("<") > MAX_TAGS:
        raise IngestError(f"its HTML has more than {MAX_TAGS:,} tags, which no article has")
    if len(_SCRIPT.findall(html)) > MAX_SCRIPTS:
        raise IngestError(f"its HTML has more than {MAX_SCRIPTS:,} scripts, which no article has")
    _check_attributes(html)
    return _NO_XML.sub("", _REFERENCE.sub(_character, html))


def _check_attributes(html: str) -> None:
    total = 0
    for tag in _MANY_ATTRIBUTES.finditer(html):
        count = len(re.findall(_ATTRIBUTE, tag[1]))
        total += count
        if count > MAX_ATTRIBUTES:
            raise IngestError(f"its HTML has a tag with more than {MAX_ATTRIBUTES} attributes, which no article has")
        if total > MANY_ATTRIBUTES:
            raise IngestError(f"its HTML has more than {MANY_ATTRIBUTES:,} attributes, which no article has")


def _character(reference: re.Match[str]) -> str:
    """A reference to a character as it stands; empty where a tree may not hold it."""
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return "" if number > sys.maxunicode or _NO_XML.match(chr(number)) else reference.group()


def _declared(raw: bytes) -> str:
    match = _CHARSET.search(raw[:4096])
    return match[1].decode("ascii") if match else ""


def _cut_names(tree: Any) -> None:
    """Cuts the names of elements, which are looked through once more for each paragraph that they hold."""
    for name in ("class", "id", "role"):
        for element in tree.xpath(f"//*[string-length(@{name}) > {MAX_FIELD}]"):
            element.set(name, element.get(name)[:MAX_FIELD])


def _check_depth(tree: Any) -> None:
    depth = 0
    from lxml import etree

    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= DEEPEST:
            raise IngestError(f"its HTML is nested more than {DEEPEST} deep")


def _extract(tree: Any, url: str) -> tuple[dict[str, object], str]:
    from trafilatura import bare_extraction

    dates, address = metadata.dates_of(tree), metadata.address_of(tree, url)
    outlet = masthead.outlet_of(tree, address)
    title, language = masthead.title_of(tree, outlet), masthead.language_of(tree)
    byline, agency = masthead.byline_of(tree, outlet)
    boxes.cut(tree)
    print_marks(tree)
    printed = list(paragraphs(tree))
    document = bare_extraction(
        deepcopy(tree),
        fast=len(printed) > LONG,
        url=address or None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if document is None or isinstance(document, dict):
        return {}, ""
    title = title or document.title or ""
    lines = _restored(_body(document.body, title, printed), printed)
    lines = boxes.within_article(lines, printed)
    fields: dict[str, object] = {
        "title": title,
        "outlet": outlet,
        "byline": byline,
        "agency": agency,
        "url": address,
        "published": dates.get("published") or document.date,
        "updated": dates.get("updated", ""),
        "language": language,
        "headings": boxes.headings(lines, printed),
        "items": live.items(tree, lines, printed),
    }
    return fields, "\n\n".join(lines)


def _body(body: Any, title: str, printed: list[tuple[Any, str]]) -> list[str]:
    """What trafilatura kept, without headline, byline, buttons, credits, and a pull quote's second print."""
    lines = [line for _, line in paragraphs(body)]
    longest = max((len(line) for _, line in printed), default=0)
    if any(len(line) > GLUED * longest for line in lines):
        # a page laid out in tables, which came out as one lump: tell its lines as those of a pasted page
        lines = re.split(r"\n+", paste.parse("\n".join(line for _, line in printed)).text)
    places = [(_is_outside(element), _plain(line)) for element, line in printed]
    outside = {plain for out, plain in places if out} - {plain for out, plain in places if not out} | {_plain(title)}
    kept = [
        line
        for line, kind in zip(lines, paste.classify(lines), strict=True)
        if kind not in _LINE_FURNITURE and _plain(line) not in outside and re.search(r"[^\W\d_]", line)
    ]
    kept = kept[_header_length(kept) :]
    counts = Counter(map(_plain, kept))
    return [line for line in kept if counts[_plain(line)] == 1 or _first_of(line, counts)]


def _is_outside(element: Any) -> bool:
    """Whether the element lies in what is never an article: navigation, a footer, comments, related stories."""
    while element is not None:
        if element.tag in ("nav", "footer") or _OTHERS.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            return True
        element = element.getparent()
    return False


def _header_length(lines: list[str]) -> int:
    """How many lines at the top are byline, date, and the author's post."""
    length = 0
    for number, line in enumerate(lines[:5]):
        below = length == number > 0 and len(line.split()) <= 4 and line[-1:].isalnum()
        if header.byline_in(line) or header.is_date_line(line) or below:
            length = number + 1
    return length


def _first_of(line: str, counts: Counter[str]) -> bool:
    """True once for each line printed more than once."""
    plain = _plain(line)
    counts[plain], first = 0, counts[plain] > 0
    return first


def _plain(line: str) -> str:
    return re.sub(r"[\W_]+", " ", line).strip().casefold()


def _restored(lines: list[str], everything: list[tuple[Any, str]]) -> list[str]:
    """The lines, and between them the paragraphs of the article's container that hold quotations and were left out."""
    places = {_plain(line): number for number, line in enumerate(lines)}
    joined = " ".join(places)
    container = _container(everything, places)
    if container is None:
        return lines
    inside = set(container.iter())
    told: dict[Any, bool] = {}
    added: dict[int, list[str]] = {}
    place, count = -1, 0
    for element, line in everything:
        plain = _plain(line)
        if plain in places:
            place = places[plain]
        elif count < MOST_RESTORED and element in inside and MARKS.search(line) and plain not in joined:
            count += 1
            if _is_body(element, line, container, told):
                added.setdefault(place, []).append(line)
    return added.get(-1, []) + [part for n, line in enumerate(lines) for part in (line, *added.get(n, ()))]


def _container(everything: list[tuple[Any, str]], places: dict[str, int]) -> Any:
    """The smallest element that holds nine tenths of the words that were extracted."""
    weights: Counter[Any] = Counter()
    depths: dict[Any, int] = {}
    total = 0
    for element, line in everything:
        if _plain(line) not in places:
            continue
        total += len(line)
        ancestors = [element, *element.iterancestors()]
        for number, ancestor in enumerate(ancestors):
            weights[ancestor] += len(line)
            depths[ancestor] = len(ancestors) - number
    enough = [element for element, weight in weights.items() if weight >= 0.9 * total]
    return max(enough, key=depths.__getitem__, default=None)


def _is_body(element: Any, line: str, container: Any, told: dict[Any, bool]) -> bool:
    """Whether nothing between the paragraph and the container says that it is something else than the article; `told` is what was found."""
    while element is not None and element is not container:
        if element not in told:
            told[element] = _is_other(element)
        if told[element]:
            return False
        element = element.getparent()
    return len(line.split()) >= 3


def _is_other(element: Any) -> bool:
    """Whether an element says by its name, or by its links, that it is no part of an article."""
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if element.tag in _NOT_BODY or _ASIDE.search(names.replace("_", "-")):
        return True
    links = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return links > 0.5 * len("".join(element.itertext()))
