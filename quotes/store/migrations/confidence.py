"""Confidence: its three parts multiply to the whole."""

from __future__ import annotations

from sqlite_utils import Database


def m029_parts_agree(db: Database) -> None:
    db.execute("""
UPDATE quotes SET
  speech_confidence = max(speech_confidence, machine_confidence),
  words_confidence = max(words_confidence, machine_confidence / max(speech_confidence, machine_confidence)),
  speaker_confidence = machine_confidence / (
    max(speech_confidence, machine_confidence)
    * max(words_confidence, machine_confidence / max(speech_confidence, machine_confidence)))
WHERE speech_confidence > 0 AND words_confidence > 0
""")
