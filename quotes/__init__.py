"""Who said what: quotations in news articles, their speakers, roles and stances, kept in SQLite."""

__version__ = "0.1.0"
