"""Subtitles (WebVTT and SubRip) as a transcript: cues joined to what one speaker says, each with the second it is said at.

Whoever speaks stands before the words as in broadcast captions (`>> Jane Roe: …`; `>>` alone for a change of speaker that
nobody names), so that the turns are told by their print.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.errors import IngestError
from quotes.ingest.encoding import decode
from quotes.ingest.sources import Options, Source, located, make_article, read_all
from quotes.limits import MAX_CAPTIONED, MAX_CUES
from quotes.types import Article, Failure

PAUSE = 4.0  # seconds without words after which a paragraph ends, where nothing tells who speaks
REPEATED = 0.1  # seconds within which a line is the one before, rolled up, and not said again
LONGEST = 600  # characters of a paragraph of which nobody tells who speaks, after which a sentence ends it
_VOICE = re.compile(r"<v(?:\.[\w.-]*)?[ \t]+([^<>\n]+)>")
_TAG = re.compile(r"</?[a-z][^<>\n]{0,100}>|<\d[\d:.]*>|\{\\[^{}\n]*\}", re.IGNORECASE)
_CHANGE = re.compile(r"(?:>>+|[-–—](?=[ \t]?[^\W\d_]))[ \t]*")
_NAMED = re.compile(r"[\[(]?(?P<name>[^\W\d_][^:\[\]()\n.!?]{0,48})[\])]?:[ \t]+(?=\S)")
_SOUND = re.compile(r"[♪♫#\s]*|[♪♫].*[♪♫]|[\[(][^\])]*[\])]")
_ENDS = re.compile(r"[.!?…][\"'”’)]*\Z")


@dataclass
class _Words:
    """A line of a cue: when it is said, and, where it begins a turn, by whom as far as the line tells."""

    start: float
    end: float
    text: str
    begins: bool = False
    name: str = ""


def read_captions(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a file of subtitles: a paragraph a turn, with a locator for each cue."""
    import webvtt
    from webvtt.errors import MalformedFileError

    raw = read_all(source)
    text = decode(raw, source.charset).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if text.count("-->") > MAX_CUES:
        raise IngestError(f"the subtitles have more than {MAX_CUES:,} cues")
    if text.count("\n") > MAX_CAPTIONED:
        raise IngestError(f"the subtitles have more than {MAX_CAPTIONED:,} lines")
    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    try:
        cues = [
            (_seconds(cue.start), _seconds(cue.end), cue.raw_text)
            for cue in webvtt.from_buffer(io.StringIO(text), format=kind).captions
        ]
    except (MalformedFileError, ValueError) as error:
        raise IngestError(f"not subtitles that can be read ({error})") from None
    if not cues:
        raise IngestError("the subtitles have no cues")
    words = list(_lines(cues))
    body, locators = located(_paragraphs(words), "time")
    fields: dict[str, object] = {"text": body}
    if language := re.search(r"\AWEBVTT[^\n]*\n(?:[^\n]+\n)*?Language:[ \t]*([\w-]+)", text):
        fields["language"] = language[1]
    yield make_article(fields, source, options, raw=raw, extractor=kind, verbatim=True, locators=locators)


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _lines(cues: list[tuple[float, float, str]]) -> Iterator[_Words]:
    """The lines of the cues, without markup, and without those that roll up from the cue before."""
    last, until = "", -1.0
    for start, end, raw in cues:
        printed = []
        voice = ""
        for line in raw.split("\n"):
            for n, piece in enumerate(_VOICE.split(line)):
                if n % 2:
                    voice = html.unescape(piece).strip()
                elif text := " ".join(html.unescape(_TAG.sub("", piece)).split()):
                    printed.append((voice, text))
        while printed and printed[0][1] == last and start - until < REPEATED:
            del printed[0]
        for who, text in printed:
            last = text
            yield _opened(_Words(start, end, text, bool(who), who))
        until = end


def _opened(words: _Words) -> _Words:
    """A line with what its first signs say: `>>`, a dash, a name and a colon."""
    if m := _CHANGE.match(words.text):
        words.begins, words.text = True, words.text[m.end() :]
    if (m := _NAMED.match(words.text)) and (words.begins or _is_name(m["name"])):
        words.begins, words.name, words.text = True, words.name or m["name"].strip(), words.text[m.end() :]
    return words


def _is_name(words: str) -> bool:
    return words.isupper() or (len(words.split()) < 5 and all(w[0].isupper() for w in words.split()))


def _paragraphs(lines: list[_Words]) -> Iterator[list[tuple[str, int]]]:
    """What each speaker says, cue by cue with its second; sounds are paragraphs of their own."""
    told = any(line.begins for line in lines)
    turn: list[tuple[str, int]] = []
    speaker, until, size = "", 0.0, 0  # characters of the turn
    for line in lines:
        sound = bool(_SOUND.fullmatch(line.text))
        changes = line.begins and not (line.name and line.name == speaker)
        rests = not told and turn and (line.start - until > PAUSE or size > LONGEST and _ENDS.search(turn[-1][0]))
        if turn and (changes or sound or rests):
            yield turn
            turn, size = [], 0
        if sound:
            if re.search(r"\w", line.text):
                yield [(line.text if line.text[0] in "[(" else f"[{line.text.strip('♪♫# ')}]", int(line.start))]
        else:
            if changes:
                speaker = line.name
                turn.append((f">> {line.name}:" if line.name else ">>", int(line.start)))
            turn.append((line.text, int(line.start)))
            size += len(line.text)
        until = line.end
    if turn:
        yield turn
