"""Near-duplicate articles: MinHash signatures (Broder, 1997) and the bands that bring alike ones together.

An agency story in many outlets, a page saved twice, and an update are the same story. A store keeps
each article's signature, and looks up new ones by their bands: no comparison of all with all.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator

from quotes.errors import QuotesError, missing

PERMUTATIONS = 128
ROWS = 4  # of a signature in one band: 32 bands of 4 find pairs from a similarity of about 0.4 on
SHINGLE = 3  # words
SAME = 0.5  # similarity from which two texts are the same story


def signature(text: str) -> bytes:
    """Return the MinHash signature of a text's word shingles: 512 bytes, the same on every machine.

    Empty for a text of fewer than `SHINGLE` words. Raises QuotesError when datasketch is not installed.
    """
    words = re.findall(r"\w+", text.casefold())
    shingles = {" ".join(words[start : start + SHINGLE]).encode() for start in range(len(words) - SHINGLE + 1)}
    if not shingles:
        return b""
    try:
        import numpy
        from datasketch import MinHash
    except ImportError:
        raise QuotesError(missing("grouping articles", "datasketch", "stories")) from None
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch(sorted(shingles))
    return bytes(sketch.hashvalues.astype(numpy.dtype("<u4")).tobytes())


def bands(signature: bytes) -> list[str]:
    """Return the keys under which a signature is to be filed: two texts that share one may be the same story."""
    size = ROWS * 4
    parts = (signature[start : start + size] for start in range(0, len(signature), size))
    return [f"{number}:{hashlib.blake2b(part, digest_size=8).hexdigest()}" for number, part in enumerate(parts)]


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated share of word shingles that two signed texts have in common, from 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    same = sum(one[start : start + 4] == other[start : start + 4] for start in range(0, len(one), 4))
    return same * 4 / len(one)


def differences(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs that differ between two texts, as pairs of what stands in the first and in the second."""
    first, second = one.split("\n\n"), other.split("\n\n")
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        if what != "equal":
            yield "\n\n".join(first[start:end]), "\n\n".join(second[other_start:other_end])
