"""Views: what is shown is read from what is there, which was said twice."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.store.sql import run


def m032_shown_of_all(db: Database) -> None:
    run(
        db.conn,
        """
DROP VIEW who_said_what;
CREATE VIEW who_said_what AS -- one row a quotation that is shown, of the newest version of each article; corrected where reviewed
SELECT id, speaker, role, quotation, kind, stance, target, outlet, published, said_on, title, occasion, audience, via,
  affiliation, speaker_kind, source, cue, act, stance_confidence, confidence, speech_confidence, words_confidence,
  speaker_confidence, review_status, url, article_id, speaker_id, uid, target_speaker_id
FROM all_quotations
WHERE shown = 1;
DROP VIEW stance_by_topic;
CREATE VIEW stance_by_topic AS -- the same of the quotations that are shown
SELECT topic, speaker, stance, target, conditional, quotation, date, outlet, confidence, read_by, evidence, role, act, speaker_id,
  quote_id, topic_id, target_speaker_id, target_speaker
FROM every_stance_by_topic
WHERE +shown = 1; -- looked up one by one, not by the index of all that are shown
""",
    )
