"""Saved questions: what is new to them, what is told of it, and in which forms."""

from __future__ import annotations

import email
import json
import sys
from email import policy

import pytest
from commands import call
from lxml import etree
from records import FERRY, printed

from quotes.desk import digest, watches
from quotes.errors import QueryError, QuotesError
from quotes.intake import keep
from quotes.store import Store, reviews
from quotes.store.watches import looked, named, remove
from quotes.types import Analysis, Article


def bring(store, *found):
    """Stores the articles and asks the questions again; how many results are new."""
    keep(store, found, run_id=store.start_run("test"), tell=lambda event: None)
    return watches.update(store)


def told(store, name="ferry", after=0):
    """What the watch told of, the oldest first: pairs of what and article."""
    watch = named(store.conn, name)
    return [
        (row["what"], row["url"].rpartition("/")[2])
        for row in reversed(watches.results(store.conn, watch, after=after))
    ]


def test_what_is_there_already_counts_as_seen(store):
    bring(store, printed("a", FERRY))
    watches.add(store, "ferry", {"words": "night ferry"})
    assert told(store) == [("first", "a")]
    (listed,) = watches.listed(store.conn)
    assert (listed["results"], listed["new"]) == (1, 0)
    assert bring(store, printed("b", "“The night ferry costs too much,”", day="2024-02-07")) == 1
    assert watches.listed(store.conn)[0]["new"] == 1
    looked(store, named(store.conn, "ferry"))
    assert watches.listed(store.conn)[0]["new"] == 0
    assert bring(store) == 0


CASES = {
    "only what it asks for": ([("a", "“The market opens at six on Sundays in the summer,”", {})], []),
    "another speaker": ([("a", FERRY, {"speaker": "Piers Okafor"})], []),
    "said for the first time": ([("a", FERRY, {})], [("first", "a")]),
    "carried again": (
        [("a", FERRY, {}), ("b", FERRY, {"outlet": "The Pier", "day": "2024-02-06"})],
        [("first", "a"), ("again", "b")],
    ),
    "altered elsewhere": (
        [("a", FERRY, {}), ("b", FERRY.replace("will sail", "will not sail"), {"outlet": "The Pier", "day": "2024-02-06"})],
        [("first", "a"), ("again", "b"), ("altered", "a")],  # the longer one is the fullest: a lacks a word of it
    ),
    "withdrawn in a new version": (
        [("a", FERRY, {}), ("a", "“I have nothing to say about the night ferry,”", {"day": "2024-02-06"})],
        [("first", "a"), ("withdrawn", "a")],  # what the new version says instead, and what it has not any more
    ),
    "a new version with the same words": (
        [("a", FERRY, {}), ("a", FERRY, {"day": "2024-02-06", "outlet": "The Quay Today"})],
        [("first", "a")],
    ),
    "changed side": (
        [
            ("a", FERRY, {"stance": "supports"}),
            ("b", "“The night ferry is a waste of good diesel,”", {"stance": "opposes", "day": "2024-03-09"}),
        ],
        [("first", "a"), ("first", "b"), ("turned", "b")],
    ),
    "the same side": (
        [
            ("a", FERRY, {"stance": "opposes"}),
            ("b", "“The night ferry is a waste of good diesel,”", {"stance": "opposes", "day": "2024-03-09"}),
        ],
        [("first", "a"), ("first", "b")],
    ),
    "kept back": ([("a", FERRY, {"confidence": 0.3})], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_of(store, name):
    articles, expected = CASES[name]
    watches.add(store, "ferry", {"words": "night ferry", "speaker": "Mole"})
    for key, said, more in articles:
        bring(store, printed(key, said, **more))
    assert told(store) == expected


def test_the_same_article_in_a_new_version_is_not_told_of_again(store):
    watches.add(store, "ferry", {"words": "night ferry"})
    first = printed("a", FERRY)
    later = printed("a", FERRY, day="2024-02-06")
    text = later.article.text + "\n\nThe pier was closed on Tuesday."
    bring(store, first)
    longer = Article(text, key="a", outlet="The Quay", published="2024-02-06", url="https://quay.example/a")
    assert bring(store, Analysis(longer, later.quotes, model="none")) == 0
    assert told(store) == []  # the first version is not current any more, and its words stand in the second
    assert watches.listed(store.conn)[0]["new"] == 0


def test_what_a_reviewer_rejects_is_not_told_of(store):
    watches.add(store, "ferry", {"words": "night ferry"})
    bring(store, printed("a", FERRY))
    reviews.decide(store, 1, "reject", "Ada")
    assert told(store) == []


def test_what_a_reviewer_accepts_is_told_of_when_it_comes_to_be_shown(store):
    watches.add(store, "ferry", {"words": "night ferry"})
    assert bring(store, printed("a", FERRY, confidence=0.3)) == 0
    reviews.decide(store, 1, "accept", "Ada")
    assert watches.update(store) == 1


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [("x", {}, "asks for something"), ("", {"words": "a"}, "has a name"), ("ferry", {"words": "a"}, "already")],
)
def test_what_cannot_be_saved(store, name, question, said):
    watches.add(store, "ferry", {"words": "night ferry"})
    with pytest.raises(QueryError, match=said):
        watches.add(store, name, question)


def test_removing_a_watch_leaves_the_quotations(store):
    bring(store, printed("a", FERRY))
    watches.add(store, "ferry", {"words": "night ferry"})
    remove(store, "ferry")
    assert watches.listed(store.conn) == []
    assert store.counts()["quotes"] == 1
    with pytest.raises(QueryError, match="there is none"):
        named(store.conn, "ferry")


# forms


@pytest.fixture
def found(store):
    watches.add(store, "ferry", {"words": "night ferry"})
    bring(
        store,
        printed("a", FERRY, stance="supports"),
        printed(
            "b",
            "“*The* night ferry <b>never</b> sails & [won’t](http://x.example),”",
            stance="opposes",
            day="2024-03-09",
        ),
    )
    watch = named(store.conn, "ferry")
    return watch, watches.results(store.conn, watch)


def test_a_digest_in_markdown_holds_what_is_new_and_no_markup_of_an_article(found):
    text = digest.markdown([found])
    assert text.startswith("## ferry\n\n**changed side** · Ada Mole: ")
    assert "Said before (The Quay, 2024-02-05): “The night ferry will sail" in text
    assert "<https://quay.example/b>" in text
    assert "<b>" not in text.replace("\\<b\\>", "") and "\\[won’t\\](" in text


def test_a_digest_as_a_message(found):
    message = email.message_from_string(digest.mail([found], "desk@quay.example"), policy=policy.default)
    assert message["To"] == "desk@quay.example"
    assert message["Subject"] == "3 new: ferry"
    assert "“The night ferry will sail again" in message.get_content()
    with pytest.raises(QueryError, match="not a mail address"):
        digest.mail([found], "desk@quay.example\nBcc: x@y.example")


def test_an_atom_feed(found):
    watch, results = found
    feed = etree.fromstring(digest.atom(watch, results, here="http://localhost:8001/desk").encode())
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:title", namespaces=names) == "ferry"
    entries = feed.findall("a:entry", names)
    assert len(entries) == 3
    assert len({entry.findtext("a:id", namespaces=names) for entry in entries}) == 3
    assert entries[0].find("a:link", names).get("href") == "http://localhost:8001/desk/-/quotation/2"


# a command

WRITES = (
    "import sys, json; open(sys.argv[1], 'a').write(json.dumps([sys.argv[2:], len(sys.stdin.readlines())]) + '\\n')"
)


def test_a_command_gets_what_is_new_and_no_shell_is_involved(found, tmp_path):
    watch, results = found
    out = tmp_path / "out"
    hostile = dict(results[0]) | {"speaker": "--help; rm -rf $HOME `id`\n", "quotation": "a b\x00c"}
    digest.run([sys.executable, "-c", WRITES, str(out), "{speaker}", "of {quotation}"], watch, [hostile])
    digest.run([sys.executable, "-c", WRITES, str(out), "all"], watch, results)
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        [[" --help; rm -rf $HOME `id` ", "of a b c"], 1],
        [["all"], 3],
    ]


@pytest.mark.parametrize(
    ("program", "said"),
    [(["no-such-program"], "no-such-program: No such file"), ([sys.executable, "-c", "exit(3)"], "ended with status 3"), (["echo", "{nothing}"], "no {nothing}")],
)  # fmt: skip
def test_a_command_that_fails_is_said_in_a_line(found, program, said):
    with pytest.raises(QuotesError, match=said):
        digest.run(program, *found)


def test_the_command_line(tmp_path):
    db, out = tmp_path / "desk.db", tmp_path / "out"
    with Store(db) as store:
        bring(store, printed("a", FERRY))
    said = call("watches", db, "add", "Mole on the ferry", "--speaker", "Mole", "--about", "ferry")
    assert (said.exit_code, said.output) == (0, "Mole on the ferry: 1 result so far\n")
    assert json.loads(call("watches", db, "show", "Mole on the ferry").output) == []
    with Store(db) as store:
        bring(store, printed("b", "“The night ferry costs too much,”", day="2024-02-07"))
    program = f'{sys.executable} -c "{WRITES}" {out} {{label}}'
    failing = call("watches", db, "run", "--exec", "no-such-program")
    assert failing.exit_code == 1 and "no-such-program: No such file" in failing.output
    assert call("watches", db, "run", "--exec", program).exit_code == 0  # what failed is handed over again
    assert call("watches", db, "run", "--exec", program).exit_code == 0
    assert out.read_text() == '[["said for the first time"], 1]\n'
    assert "## Mole on the ferry" in call("watches", db, "digest", "--keep").output
    (row,) = json.loads(call("watches", db, "show", "Mole on the ferry").output)
    assert (row["label"], row["quotation"]) == ("said for the first time", "“The night ferry costs too much,”")
    assert json.loads(call("watches", db, "show", "Mole on the ferry").output) == []
    assert call("watches", db, "digest", "--mail", "a@b.example").output == ""
    assert json.loads(call("watches", db, "list").output)[0]["question"] == {"words": "ferry", "speaker": "Mole"}
    assert call("watches", db, "remove", "Mole on the ferry").exit_code == 0
    assert "no watch" in call("watches", db, "show", "Mole on the ferry").output
