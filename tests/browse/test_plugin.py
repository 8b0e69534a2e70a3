import re
import sqlite3
import subprocess
import sys

import pytest
import yaml  # type: ignore[import-untyped]
from browse import desk
from conftest import Asked
from datasette.app import Datasette

from quotes.browse import configuration, lines, server
from quotes.errors import QuotesError, StoreError
from quotes.store import Store


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return desk.corpus(tmp_path_factory.mktemp("plain") / "news.db")


def plainly(loop, *files, **options):
    """What `datasette FILES` opens where the plugin is installed."""
    datasette = Datasette([str(file) for file in files], **options)
    loop.run_until_complete(datasette.invoke_startup())
    return Asked(datasette, loop)


def without_time(html):
    return re.sub(r"\?\w{10}\"", '"', html)


@pytest.mark.parametrize(
    "address", ["/", "/news/who_said_what", "/news/-/quotation/1", "/news", "/news/who_said?words=war"]
)
def test_plain_datasette_shows_the_same(path, loop, address):
    ours = Asked(server.datasette(path), loop)
    loop.run_until_complete(ours.datasette.invoke_startup())
    plain = plainly(loop, path)
    assert without_time(plain.get(address).text) == without_time(ours.get(address).text)


@pytest.mark.parametrize("first", ["quotes.browse", "quotes.browse.server", "datasette.app", "datasette.views.index"])
def test_the_hooks_are_there_whichever_is_imported_first(first):
    counted = "len(pm.get_hookcallers(quotes.browse))"
    code = f"import {first}, quotes.browse; from datasette.plugins import pm; print({counted})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(found.stdout) > 10


def test_a_database_of_somebody_elses_is_left_alone(path, loop, tmp_path):
    other = tmp_path / "other.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT)")
    conn.commit()
    conn.close()
    asked = plainly(loop, path, other)
    assert "Who said what?" not in asked.get("/").text  # two databases: Datasette's own front page
    assert asked.get("/other/pets").status_code == 200
    assert asked.get("/other/-/speakers").status_code == 404
    assert asked.get("/news/-/speakers").status_code == 200


def test_who_may_not_see_the_database_sees_no_page(path, loop):
    closed = {"databases": {"news": {"allow": {"id": "ada"}}}}
    asked = plainly(loop, path, **{"config" if lines.ONE else "metadata": closed})
    for address in ("/news/-/speakers", "/news/-/quotation/1", "/news/-/article/1.json", "/news/-/verify?claim=war"):
        assert asked.get(address).status_code == 403
        assert asked.get(address, "ada").status_code == 200


def test_what_is_set_by_hand_holds(path, loop):
    by_hand = {"databases": {"news": {"tables": {"who_said_what": {"facets": ["outlet"]}}}}}
    asked = plainly(loop, path, **{"config" if lines.ONE else "metadata": by_hand})
    shown = asked.get("/news/who_said_what").text
    assert re.search(r"<summary>outlet\b", shown)
    assert not re.search(r"<summary>kind\b", shown)


def test_both_files_say_the_same(tmp_path):
    written = configuration.write(tmp_path, ["news"])
    metadata, config = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in written)
    assert [file.name for file in written] == ["metadata.yaml", "datasette.yaml"]
    ours, theirs = metadata["databases"]["news"], config["databases"]["news"]
    assert ours["queries"] == theirs["queries"]
    assert ours["tables"]["who_said_what"]["facets"] == theirs["tables"]["who_said_what"]["facets"]
    assert config["settings"] == configuration.settings()


def test_datasette_takes_the_files(path, loop, tmp_path):
    metadata, config = (
        yaml.safe_load(file.read_text(encoding="utf-8")) for file in configuration.write(tmp_path, ["news"])
    )
    asked = plainly(loop, path, metadata=metadata, **({"config": config} if lines.ONE else {}))
    assert asked.get("/news/most_quoted").status_code == 200


def test_settings_are_ones_that_datasette_knows():
    Datasette([], settings=configuration.settings())


def test_what_is_no_database_of_ours_is_not_served(tmp_path):
    with pytest.raises(StoreError, match="no such database"):
        server.datasette(tmp_path / "nowhere.db")
    (tmp_path / "text.db").write_text("not a database at all, by any means", encoding="utf-8")
    with pytest.raises(StoreError, match="not a SQLite database"):
        server.datasette(tmp_path / "text.db")


def test_a_port_that_is_taken_is_said_in_a_line():
    with server.listening("127.0.0.1", 0) as (listener, address):
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(QuotesError, match="in use"), server.listening("127.0.0.1", listener.getsockname()[1]):
            pass


def test_an_ingest_goes_on_while_it_is_read(path, loop, tmp_path):
    database = desk.harbour(tmp_path / "harbour.db")
    asked = plainly(loop, database)
    before = asked.get("/harbour/-/front.json").json()["counts"]["quotes"]
    with Store(database) as store, store.transaction() as conn:
        conn.execute("UPDATE quotes SET review_status = 'rejected' WHERE id = 1")
        assert asked.get("/harbour/-/front.json").json()["counts"]["quotes"] == before
        assert asked.get("/harbour/who_said_what").status_code == 200
    assert asked.get("/harbour/-/front.json").json()["counts"]["quotes"] == before - 1
