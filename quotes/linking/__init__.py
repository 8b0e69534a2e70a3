"""Which speaker of the database an article's speaker is: a knowledge base, candidates from an index, a scorer.

`names`, `organizations` and `roles` compare what stands in articles (with the data files in `data/`), `scoring`
weighs the comparisons, `linker` decides. The knowledge base is the store's, seen through `linker.Directory`.
"""

from quotes.linking.linker import Linked, Linker, SpeakerLinker

__all__ = ["Linked", "Linker", "SpeakerLinker"]
