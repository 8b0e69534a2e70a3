"""What two say together is found under both, wherever one asks for a speaker."""

import json

import pytest
from click.testing import CliRunner
from records import analysis, spoken

from quotes.cli import main
from quotes.desk import answers, articles, concordance, export, search, verify
from quotes.store import Store, reading

WORDS = "We will both come to the old quay."
OTHER = "The crane stays where it is."
BOTH = ["Tilda Quillfeather", "Otto Marlow"]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """An article in which two speak together, and then the second alone; another in which nobody of them does."""
    found = tmp_path_factory.mktemp("together") / "quotes.db"
    with Store(found) as store:
        run = store.start_run("test")
        text = f"“{WORDS}” Tilda Quillfeather and Otto Marlow said.\n“{OTHER}” Edda Voss said."
        said = [
            spoken(text, WORDS, speaker=" and ".join(BOTH), speaker_kind="person", source=" and ".join(BOTH)),
            spoken(text, OTHER, speaker="Edda Voss", speaker_kind="person", source="Edda Voss"),
        ]
        store.add(analysis(text, said, "toy 1", key="both", published="2031-05-06"), run)
        store.finish_run(run)
    return found


@pytest.mark.parametrize("name", BOTH)
def test_both_say_it(path, name):
    with Store(path) as store:
        conn = store.conn
        for query in ("", "quay", '"old quay"'):
            for sort in search.SORTS:
                found = search.find(conn, query, speaker=name, sort=sort)
                assert [(row["quotation"], row["jointly"]) for row in found.rows] == [(WORDS, "Otto Marlow")]
                assert (found.total, found.kept_back) == (1, 0)
        assert search.find(conn, "crane", speaker=name).rows == []
        assert [row["quotation"] for row in concordance.timeline(conn, name)] == [WORDS]
        assert len(articles.listed(conn, speaker=name).rows) == 1
        assert [row["quotations"] for row in reading.speakers(conn, name)] == [1]
        assert answers.speaker(conn, name)["quotations_newest"][0]["quotation"] == WORDS
        assert verify.verify(conn, WORDS, speaker=name).verdict == "verbatim"
        assert verify.verify(conn, OTHER, speaker=name).verdict != "verbatim"


def test_everybody_is_counted(path):
    with Store(path) as store:
        counted = {row["speaker"]: row["quotations"] for row in reading.speakers(store.conn)}
        assert counted == {"Tilda Quillfeather": 1, "Otto Marlow": 1, "Edda Voss": 1}
        assert [row["jointly"] for row in export.rows(store.conn, [1, 2])] == ["Otto Marlow", None]


def test_lists_name_both(path):
    asked = CliRunner().invoke(main, ["search", str(path), "quay", "--speaker", "Otto Marlow", "--table"])
    assert asked.exit_code == 0 and "Tilda" in asked.output and "Otto" in asked.output
    shown = CliRunner().invoke(main, ["show", str(path), "1", "--json"])
    assert json.loads(shown.output)["jointly"] == ["Otto Marlow"]
