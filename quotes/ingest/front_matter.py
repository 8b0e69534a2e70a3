"""The fields at the head of a Markdown file, between two lines of dashes, in YAML."""

from __future__ import annotations

from typing import Any

import yaml

from quotes.errors import IngestError
from quotes.limits import MAX_NESTED


class _Loader(yaml.BaseLoader):  # type: ignore[misc]
    """Leaves every scalar a string (a date that is none is ours to report), and takes no alias for an answer.

    A few lines of aliases to aliases stand for more text than any machine holds.
    """

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 2
            raise IngestError(f"line {line}: broken front matter: aliases (*name) are not followed")
        if self.depth == MAX_NESTED:
            raise IngestError(f"broken front matter: nested more than {MAX_NESTED} deep")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read(text: str) -> dict[str, object]:
    """Return the fields that front matter gives, its values as printed. Raises IngestError, with the line, where it is broken."""
    try:
        values = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:  # the last two by escapes such as \\U
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise IngestError(f"line {line}: broken front matter") from None
    if not isinstance(values, dict):
        raise IngestError("broken front matter: it is not a list of fields")
    return values
