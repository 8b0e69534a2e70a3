import re

import pytest
from browse import desk
from browse.asking import opened

TOPICS = "/news/-/topics"


@pytest.fixture(scope="module")
def asked(tmp_path_factory, loop):
    """The corpus; Ada may review."""
    return opened(desk.corpus(tmp_path_factory.mktemp("topics") / "news.db"), loop, "ada")


def topics(asked):
    return {row["name"]: row["terms"] for row in asked.get(f"{TOPICS}.json").json()["topics"]}


def test_suggestions_are_made_when_asked_for_and_only_reviewers_choose(asked):
    assert asked.get(f"{TOPICS}.json").json()["suggestions"] is None
    suggested = asked.get(f"{TOPICS}.json?suggest=1").json()["suggestions"]
    assert suggested and all(row["quotations"] > 1 for row in suggested)
    assert "checkbox" not in asked.get(f"{TOPICS}?suggest=1").text
    assert "checkbox" in asked.get(f"{TOPICS}?suggest=1", "ada").text


def test_topics_are_chosen_typed_and_removed(asked):
    page = asked.get(f"{TOPICS}?suggest=1", "ada").text
    chosen = re.findall(r'name="(t:(?:match|about):[^"]+)"', page)[0]
    before = topics(asked)
    assert asked.post(TOPICS, {chosen: "on", "name": "bus lanes"}, "ada").headers["location"].endswith("done=added")
    assert topics(asked).keys() - before.keys() == {chosen.split(":")[2], "bus lanes"}
    suggested = asked.get(f"{TOPICS}.json?suggest=1").json()["suggestions"]
    assert chosen.split(":")[2] not in [row["term"] for row in suggested]
    for name in topics(asked).keys() - before.keys():
        assert asked.post(TOPICS, {"remove": name}, "ada").headers["location"].endswith("done=removed")
    assert topics(asked) == before


@pytest.mark.parametrize(
    ("actor", "sent", "status", "says"),
    [
        (None, {"name": "bus lanes"}, 403, ""),
        ("tomas", {"name": "bus lanes"}, 403, ""),
        ("ada", {}, 400, "Nothing was chosen"),
        ("ada", {"name": "…"}, 400, "no word to look for"),
        ("ada", {"remove": "bus lanes"}, 400, "no topic"),
        ("ada", {"t:about:": "on"}, 400, "no word to look for"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(asked, actor, sent, status, says):
    before = topics(asked)
    answer = asked.post(TOPICS, sent, actor)
    assert answer.status_code == status
    assert says.lower() in answer.text.lower()
    assert topics(asked) == before
