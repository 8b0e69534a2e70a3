"""What stands on a page beside its article: boxes, captions, teasers, comments, told by tags and by the names of classes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from quotes.ingest.blocks import paragraphs

MOST = 0.5  # of the page's sentences: what holds more of them is the article, whatever it is called
SENTENCES = 8  # words from which a line that ends as one counts as a sentence
REPEATED = 40  # of a page that are looked at
FORMS, OFFER = 20, 60  # forms of a page that are looked at, and words at most of the box around one
BOLD = 12  # words at most of a heading that is a paragraph in bold
ARTICLE = 0.4  # of the extracted words: an element that says it is the article and holds so many is believed

# Words in the names of classes and ids, by what they give away. Any of STRONG says it wherever it stands in a name; a word of
# WEAK where it ends one (`site-footer`, and not `footer-less-article`), since bodies bear such words as well.
STRONG = {
    "box": "factbox factboxes infobox infoboxes factfile keypoints sidebar inset",
    "caption": "caption captions imagecaption figcaption",
    "links": "related recirc recirculation teaser teasers trending outbrain taboola readmore mostread onward recommended recommendations"
    " recommendation breadcrumb breadcrumbs",
    "talk": "comments disqus livefyre viafoura coral commenting",
    "offer": "newsletter newsletters signup cookie cookies consent gdpr paywall subscribe subscription promo promos advert adverts advertisement",
}
WEAK = {
    "box": "sidebar explainer aside",
    "caption": "credit credits",
    "links": "nav navigation menu footer popular tags share sharing social",
    "talk": "comment replies",
    "offer": "ad ads sponsor sponsored promotion widget",
}
PAIRS = {
    "box": "fact box|info box|side bar|key points|at a glance",
    "links": "read more|most read|most popular|more stories|more on|see also|also like|up next|read next|editors picks|top stories|latest news",
    "offer": "sign up|email form",
}
TAGS = {"aside": "box", "figcaption": "caption", "nav": "links", "footer": "links", "form": "offer"}
_HEADS = {f"h{number}" for number in range(1, 7)}
_PULLED = frozenset({"pullquote", "pullquotes"})
_WITHOUT = frozenset("has no not non with without hide hidden disable disabled enable enabled".split())
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENTENCE = re.compile(r"[.!?][\"'”’»)]*\Z")
_KINDS = {word: kind for kind, words in STRONG.items() for word in words.split()}
_LAST = {word: kind for kind, words in WEAK.items() for word in words.split()}
_PAIRS = {tuple(pair.split()): kind for kind, pairs in PAIRS.items() for pair in pairs.split("|")}


def cut(tree: Any) -> None:
    """Take out of the tree what is beside the article; a kind that holds most of the page's sentences stays."""
    found: dict[str, list[Any]] = {}
    offers = set(_signups(tree))
    inside: set[Any] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head", "article", "main"):
            continue
        if element.getparent() in inside:
            inside.add(element)
            continue
        kind = "offer" if element in offers else kind_of(element)
        if kind and element.find(".//h1") is None:
            found.setdefault(kind, []).append(element)
            inside.add(element)
    total = _sentences(tree)
    for elements in found.values():
        sizes = {element: _sentences(element) for element in elements}
        whole = sum(sizes.values()) > MOST * total
        for element, size in sizes.items():
            if size > MOST * total:
                _unname(element)
            elif not whole or element.tag in TAGS and element.tag != "figcaption":
                element.drop_tree()
    _drop_repeated(tree)


def _signups(tree: Any) -> Iterator[Any]:
    """The boxes around the forms that ask for a mail address: their largest surroundings of few words."""
    for form in itertools.islice(tree.iter("form"), FORMS):
        if not form.xpath(".//input[@type='email' or contains(@name, 'email') or contains(@placeholder, 'mail')]"):
            continue
        box = form
        for parent in itertools.islice(form.iterancestors(), 5):
            small = len(" ".join(parent.itertext()).split()) <= OFFER
            if parent.tag not in ("div", "section", "p", "li") or not small or parent.find(".//h1") is not None:
                break
            box = parent
        yield box


def _unname(element: Any) -> None:
    """Take away the names that would have others, too, hold the article for something else."""
    for name in ("class", "id"):
        element.attrib.pop(name, None)


def _drop_repeated(tree: Any) -> None:
    """Take out pull quotes and block quotations whose words stand in the running text as well."""
    from rapidfuzz.fuzz import partial_ratio

    pulled = [one for one in tree.iter("blockquote", "aside", "figure", "div", "section", "q", "p") if is_pulled(one)]
    pulled += [one for one in tree.iter("blockquote") if not any(other in pulled for other in one.iterancestors())]
    for element in pulled[:REPEATED]:
        if element.getparent() is None:
            continue
        words = " ".join(
            plain(line) for one, line in paragraphs(element) if one.tag not in ("cite", "footer", "figcaption")
        )
        around = " ".join(plain(line) for one, line in paragraphs(tree) if element not in (one, *one.iterancestors()))
        called = is_pulled(element)
        if len(words.split()) < (2 if called else 5):
            continue
        if words in around or called and len(words) < 1000 and partial_ratio(words, around) >= 90:
            element.drop_tree()


def within_article(lines: list[str], printed: list[tuple[Any, str]]) -> list[str]:
    """Return the lines without those that stand outside the one element that says it is the article; all where none does."""
    words: Counter[Any] = Counter()
    wanted = {plain(line) for line in lines}
    inside: dict[Any, set[str]] = {}
    total = 0
    for element, line in printed:
        if plain(line) not in wanted:
            continue
        total += len(line)
        for ancestor in (element, *element.iterancestors()):
            if ancestor.tag == "article" or "articleBody" in (ancestor.get("itemprop") or ""):
                words[ancestor] += len(line)
                inside.setdefault(ancestor, set()).add(plain(line))
    outermost = [element for element in words if not any(ancestor in words for ancestor in element.iterancestors())]
    first, second, *_ = [*sorted(outermost, key=words.__getitem__, reverse=True), None, None]
    if first is None or words[first] < ARTICLE * total or second is not None and words[second] > words[first] / 2:
        return lines
    return [line for line in lines if plain(line) in inside[first]]


def headings(lines: list[str], printed: list[tuple[Any, str]]) -> set[str]:
    """Return those of the lines that head others, and are no part of the running text: h1 to h6, short ones all in bold, summaries."""
    heads: set[str] = set()
    running: set[str] = set()
    begun = False
    for element, line in printed:
        tags = [one.tag for one in (element, *element.iterancestors())][:3]
        above = not begun and "li" in tags
        if above or _HEADS.intersection(tags) or _is_bold(element, line):
            heads.add(plain(line))
            continue
        running.add(plain(line))
        begun = begun or element.tag in ("p", "div") and _is_sentence(line, 2 * SENTENCES)
    return {line for line in lines if plain(line) in heads - running}


def _is_bold(element: Any, line: str) -> bool:
    """Whether a paragraph is nothing but bold type, and short, and no sentence."""
    if len(line.split()) > BOLD or _SENTENCE.search(line):
        return False
    return any(plain("".join(one.itertext())) == plain(line) for one in element.iter("b", "strong"))


def plain(line: str) -> str:
    """Return the line's words alone, for comparing."""
    return re.sub(r"[\W_]+", " ", line).strip().casefold()


def kind_of(element: Any) -> str:
    """Return what an element is beside the article, by its tag and the names it bears; empty for what may be the article's."""
    if element.tag in TAGS:
        return TAGS[element.tag] if not (element.tag == "aside" and is_pulled(element)) else ""
    for words in _names(element):
        if words[0] in _WITHOUT or _PULLED.intersection(words):
            continue
        for word in words:
            if word in _KINDS:
                return _KINDS[word]
        if words[-1] in _LAST:
            return _LAST[words[-1]]
        for pair in itertools.pairwise(words):
            if pair in _PAIRS:
                return _PAIRS[pair]
    return ""


def is_pulled(element: Any) -> bool:
    """Tell whether the element is a pull quote: words of the article, printed large once more."""
    return any(
        _PULLED.intersection(words) or ("pull", "quote") in itertools.pairwise(words) for words in _names(element)
    )


def _names(element: Any) -> list[list[str]]:
    """The words of each name that the element bears: `mol-factBox__body` is mol, fact, box and body."""
    borne = " ".join(filter(None, (element.get(name) for name in ("class", "id", "data-component", "data-testid"))))
    split = ([word for word in re.split(r"[^A-Za-z]+", _CAMEL.sub(" ", name)) if word] for name in borne.split())
    return [[word.lower() for word in words] for words in split if words]


def _sentences(root: Any) -> int:
    """The words of the sentences in an element."""
    return sum(len(line.split()) for _, line in paragraphs(root) if _is_sentence(line, SENTENCES))


def _is_sentence(line: str, words: int) -> bool:
    return len(line.split()) >= words and bool(_SENTENCE.search(line))
