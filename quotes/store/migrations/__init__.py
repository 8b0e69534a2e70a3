"""The schema, in one place: ordered steps, each applied once, when a store is opened for writing.

A step that has shipped never changes; a new need is a new function at the end of STEPS, in the module of
its topic (and SCHEMA_VERSION counts it). The comments inside `CREATE TABLE` are kept by SQLite, so that somebody who
opens the database in Datasette reads them there.

Absent values are NULL. Spans are JSON lists of [start, end], characters into `articles.text`, end-exclusive.
"""

from __future__ import annotations

from sqlite_utils import Migrations

from quotes.store.migrations import articles, confidence, quotes, reviews, speakers, stances, stories, vectors, watching

migrations = Migrations("quotes")

STEPS = (
    articles.m001_runs_and_articles,
    speakers.m002_speakers,
    quotes.m003_quotes,
    quotes.m004_full_text,
    stances.m005_stances_and_topics,
    reviews.m006_variants_and_reviews,
    quotes.m007_views,
    articles.m008_articles_searched,
    reviews.m009_altered_quotes,
    stances.m010_stances_by_topic,
    speakers.m011_speakers_across_articles,
    stories.m012_same_story,
    reviews.m013_stale_groups,
    articles.m014_coverage_by_outlet,
    reviews.m015_open_quotations,
    stances.m016_targets_that_are_speakers,
    confidence.m017_confidence,
    speakers.m018_doubts_about_speakers,
    vectors.m019_vectors,
    articles.m020_locators,
    articles.m021_articles_removed,
    speakers.m022_joint_speakers,
    watching.m023_watched_feeds,
    watching.m024_watches,
)

for step in STEPS:
    migrations()(step)
