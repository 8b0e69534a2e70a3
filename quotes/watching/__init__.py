"""Feeds that are watched: asked politely for what is new, which is read and stored as everything else is.

`lists` says which feeds, `hosts` asks many servers at once and each in turn, `poll` is one round of asking.
"""
