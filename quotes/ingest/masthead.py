"""What a page says of its article: the headline as printed, the outlet by its name, who wrote it, in which language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from quotes.ingest import header
from quotes.ingest.blocks import paragraphs
from quotes.ingest.metadata import lines_below_headline, linked_articles
from quotes.limits import MAX_FIELD

LIKE = 0.5  # the share of a headline's words that the page's own title has to have
TITLES = 50  # that the page gives itself, and as many that it prints
BYLINES = 12  # elements that say they are a byline, below the headline
_BAR = re.compile(r"\s+[|•·»:]{1,2}\s+|\s+::\s+")
_DASH = re.compile(r"\s+[-–—]\s+")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?", re.IGNORECASE)
_BESIDE = "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::dialog or @hidden or @aria-hidden='true'"
_OFFICE = re.compile(
    r"\b(?:correspondents?|editors?|reporters?|writers?|columnist|contributors?|staff|bureau|desk|team|newsroom|producer|analyst"
    r"|agencies|agency|service|media|press|wire|online|news|tv|radio|digital|journalist|author|admin)\b",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"\b(?:photograph\w*|photos?|pictures?|graphics?|illustrat\w+|video)\b", re.IGNORECASE)
AUTHORS = ("author", "byl", "article:author", "parsely-author", "sailthru.author", "dc.creator")
_NOT_NAMES = re.compile(r"@|https?:|\d|\b(?:published|updated|posted|gmt|bst|est|read|min)\b", re.IGNORECASE)


def title_of(tree: Any, outlet: str) -> str:
    """Return the headline as the page prints it, without a site's name behind it or a label before it."""
    titles = (title[:MAX_FIELD] for title in islice(_titles(tree), TITLES))  # each is compared with each
    own = [name for name in (_without_site(title, outlet) for title in titles) if name]
    heads = tree.xpath(f"//h1[not({_BESIDE})]")[:TITLES]
    printed = [line for line in (_text(head)[:MAX_FIELD] for head in heads) if line]
    ranked = sorted(printed, key=lambda line: max((_alike(line, name) for name in own), default=0.0), reverse=True)
    if ranked and (not own or max(_alike(ranked[0], name) for name in own) >= LIKE):
        shorter = (name for name in own if _plain(name) != _plain(ranked[0]) and len(name.split()) > 3)
        inside = (name for name in shorter if f" {_plain(ranked[0])} ".endswith(f" {_plain(name)} "))
        return next(inside, ranked[0])  # without the label that stands before it in the same heading
    if len(printed) == 1 and len(printed[0].split()) > 3 and not any(len(name.split()) > 3 for name in own):
        return printed[0]
    return max(own, key=lambda name: sum(_alike(name, other) for other in own), default=printed[0] if printed else "")


def outlet_of(tree: Any, address: str) -> str:
    """Return the outlet's proper name: as the page says it, unless that is an address or a section; empty when nothing tells."""
    named = [
        *_meta(tree, "og:site_name"),
        *_publishers(tree),
        *_meta(tree, "application-name", "publisher", "dc.publisher"),
    ]
    for name in named:
        if _is_name(name):
            return _tidy(name)
    known = next(filter(None, (_known(host) for host in _hosts(tree, address))), "")
    return known or next((_tidy(name) for name in named if name.strip() and "." in name.strip(".")), "")


def byline_of(tree: Any, outlet: str) -> tuple[str, str]:
    """Return the names of who wrote it, joined by commas, and the agency credited: from what the page declares, else as printed."""
    found: list[str] = []
    agency = ""
    for line in (", ".join(_authors(tree)), *_meta(tree, *AUTHORS), *_printed(tree)):
        names, credited = _people(line, outlet)
        agency = agency or credited
        if names and (not found or set(map(_plain, names)) > set(map(_plain, found))):
            found = names  # what is printed may name more of them than the page declares
    return ", ".join(found), agency


def names_in(byline: str, outlet: str = "") -> tuple[str, str]:
    """Return the people's names in a byline, joined by commas, and the agency in it: offices, places and outlets are left out."""
    names, agency = _people(byline, outlet)
    return ", ".join(names), agency


def _people(byline: str, outlet: str) -> tuple[list[str], str]:
    line = re.sub(
        r"\A\s*(?:(?:words|written|story|reported|text|analysis|exclusive)\s+)?by:?\s+", "", byline, flags=re.IGNORECASE
    )
    known: dict[str, str] = header.furniture()["agencies"]
    names: list[str] = []
    agency = ""
    for part in re.split(r"\s*(?:[,;/|·•&\n]|\band\b|\s[-–—]\s|\bwith\b)\s*", line, flags=re.IGNORECASE):
        if _PICTURES.search(part):
            continue
        part = re.split(r"\s+(?:for|in|at)\s+", part, flags=re.IGNORECASE)[0]  # whom they wrote it for, or where
        part = re.sub(r"\A(?:by|the)\s+(?=[A-Z])|\s*\([^()]*\)", "", part, flags=re.IGNORECASE).strip(" .:")
        if not part or _plain(part) == _plain(outlet):
            continue
        if part in known or part.removeprefix("The ") in known:
            agency = agency or known.get(part) or known[part.removeprefix("The ")]
        elif _is_person(part):
            part = _capitalised(part)
            names += [part] if _plain(part) not in map(_plain, names) else []
    return names, agency


def language_of(tree: Any) -> str:
    """Return the language that the page declares, as it writes it."""
    declared = [*tree.xpath("/html/@lang"), *_meta(tree, "og:locale", "language", "dc.language")]
    return next((value.strip() for value in declared if value.strip()), "")


def _titles(tree: Any) -> Iterator[str]:
    yield from _meta(tree, "og:title", "twitter:title")
    for thing in linked_articles(tree):
        if isinstance(thing.get("headline"), str):
            yield " ".join(thing["headline"].split())
    yield from (line for line in map(_text, tree.xpath("//head/title | //title[not(ancestor::svg)]")[:1]) if line)


def _without_site(title: str, outlet: str) -> str:
    """The title up to the name of the site: what follows a bar, and what follows a dash where it is the outlet's."""
    title = _BAR.split(title)[0].strip()
    parts = _DASH.split(title)
    if len(parts) > 1 and outlet and _is_site(parts[-1], outlet):
        title = title[: title.rindex(parts[-1])].rstrip(" -–—")
    return "" if outlet and _plain(title) == _plain(outlet) else title


def _is_site(words: str, outlet: str) -> bool:
    one, other = set(_plain(words).split()), set(_plain(outlet).split())
    return bool(one & other - {"the", "news", "of"}) and len(one - other) <= 2 or _plain(words) == _plain(outlet)


def _alike(line: str, name: str) -> float:
    """The share of words that two titles have in common, of the shorter one's."""
    one, other = set(_plain(line).split()), set(_plain(name).split())
    return len(one & other) / max(min(len(one), len(other)), 3)


def _plain(line: str) -> str:
    return re.sub(r"[\W_]+", " ", line).strip().casefold()


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _meta(tree: Any, *names: str) -> Iterator[str]:
    for name in names:
        for meta in tree.iter("meta"):
            value = " ".join((meta.get("content") or "").split())
            if value and name in (meta.get("property"), (meta.get("name") or "").lower(), meta.get("itemprop")):
                yield value


def _publishers(tree: Any) -> Iterator[str]:
    for thing in linked_articles(tree):
        publisher = thing.get("publisher") or thing.get("sourceOrganization")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _is_name(name: str) -> bool:
    """Whether it is what somebody would call an outlet: no address, no abbreviation of a country."""
    name = name.strip()
    return bool(re.search(r"[^\W\d_]{2}", name)) and len(name) <= 60 and not _HOST.fullmatch(name) and "_" not in name


def _tidy(name: str) -> str:
    name = " ".join(name.split()).lstrip("@")
    return name[:1].upper() + name[1:] if not _HOST.fullmatch(name) and name[1:2].islower() else name


def _hosts(tree: Any, address: str) -> Iterator[str]:
    links = tree.xpath(
        "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content | //link[@rel='amphtml']/@href"
    )
    for link in (address, *links):
        try:
            yield urlsplit(link.strip()).hostname or ""
        except ValueError:
            continue


def _known(host: str) -> str:
    """The name of a host in the table, or of what it stands below."""
    parts = host.split(".")
    return next(filter(None, (_outlets().get(".".join(parts[start:])) for start in range(len(parts) - 1))), "")


@cache
def _outlets() -> dict[str, str]:
    text = (files("quotes.ingest") / "data" / "outlets.toml").read_text(encoding="utf-8")
    hosts: dict[str, str] = tomllib.loads(text)["hosts"]
    return hosts


def _authors(tree: Any) -> Iterator[str]:
    """The names of the authors in the page's JSON-LD: people, and agencies that are no more than that."""
    for thing in linked_articles(tree):
        authors = thing.get("author") or thing.get("creator") or ()
        found = [name for one in (authors if isinstance(authors, list) else [authors]) for name in _author_names(one)]
        if found:
            yield from found
            return


def _author_names(author: Any) -> Iterator[str]:
    name = author.get("name") if isinstance(author, dict) else author
    for one in name if isinstance(name, list) else [name]:
        if isinstance(one, str) and one.strip() and "://" not in one:
            yield " ".join(one.split())


def _printed(tree: Any) -> Iterator[str]:
    """What stands below the headline as a byline: by its name in the markup, or because it begins with By."""
    marked = (
        "//h1[1]/following::*[@rel='author' or @itemprop='author' or contains(@class, 'byline') or contains(@class, 'Byline')"
        f" or contains(@class, 'author')][not({_BESIDE})]"
    )
    near = lines_below_headline(tree)
    for element in islice(tree.xpath(marked), BYLINES):
        line = " ".join(line for _, line in paragraphs(element)) or _text(element)
        if 0 < len(line) <= 120 and any(line[:40] in other for other in near):
            yield line
    for line in near:
        if names := header.byline_in(line):
            yield names


def _is_person(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= 5 or _OFFICE.search(name) or _NOT_NAMES.search(name):
        return False
    return words[0][:1].isupper() and words[-1][:1].isupper()


def _capitalised(name: str) -> str:
    """A name printed in capitals as names are written."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize() if len(word.group()) > 1 else word.group(), name)
