"""Readers: whatever a newsroom has, as a stream of articles and of what could not be read."""

from quotes.ingest.sources import Fetch, Fetched
from quotes.ingest.stream import read

__all__ = ["Fetch", "Fetched", "read"]
