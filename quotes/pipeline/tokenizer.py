"""spaCy's English tokenizer, in time that grows with the text and no faster.

spaCy takes the marks at a word's ends off one by one, and copies the rest of the word each time: some thousand
marks in a row take seconds. Words that no article has are cut by a simpler rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc

from quotes.limits import MAX_MARKS, MAX_WORD

_ODD = re.compile(rf"\S{{{MAX_WORD + 1}}}|(?:[^\w\s]|_){{{MAX_MARKS + 1}}}")
_WORD = re.compile(r"\S+")
_PARTS = re.compile(r"[^\W_]+|(\S)\1*")


class SteadyTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's tokenizer, but for words of very many characters or with very many marks in a row."""

    def __call__(self, text: str) -> Doc:
        if not _ODD.search(text):
            return super().__call__(text)
        docs = [
            self._cut(text[a:b]) if odd else super(SteadyTokenizer, self).__call__(text[a:b])
            for a, b, odd in _stretches(text)
        ]
        return Doc.from_docs(docs, ensure_whitespace=False)

    def _cut(self, word: str) -> Doc:
        words = [part.group() for part in _PARTS.finditer(word)]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """The text as stretches (start, end) of odd words and of what lies between them."""
    end = 0
    for word in _WORD.finditer(text):
        if _ODD.search(word.group()):
            if word.start() > end:
                yield end, word.start(), False
            yield *word.span(), True
            end = word.end()
    if end < len(text):
        yield end, len(text), False


@spacy.registry.tokenizers("quotes.tokenizer")
def make_tokenizer() -> Callable[[Language], SteadyTokenizer]:
    """Return a function that makes the tokenizer of a language, with its own rules."""
    plain = spacy.registry.tokenizers.get("spacy.Tokenizer.v1")()

    def make(nlp: Language) -> SteadyTokenizer:
        made = plain(nlp)
        return SteadyTokenizer(
            made.vocab,
            rules=made.rules,
            prefix_search=made.prefix_search,
            suffix_search=made.suffix_search,
            infix_finditer=made.infix_finditer,
            token_match=made.token_match,
            url_match=made.url_match,
            faster_heuristics=made.faster_heuristics,
        )

    return make
