import re
import sqlite3
import subprocess
import sys

import pytest
import yaml  # type: ignore[import-untyped]
from browse import desk
from browse.asking import Asked
from datasette.app import Datasette
from datasette.plugins import pm

from quotes.browse import configuration, releases, security, server
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


@pytest.mark.parametrize("address", ["/news/-/quotation/1", "/news/-/article/1", "/news/-/speakers", "/news/-/topic/1"])
def test_plain_datasette_has_our_pages_as_they_are_served(path, loop, address):
    ours = Asked(server.datasette(path), loop)
    loop.run_until_complete(ours.datasette.invoke_startup())
    plain = plainly(loop, path)
    main = [re.search(r"<main.*</main>", each.get(address).text, flags=re.DOTALL)[0] for each in (plain, ours)]
    assert without_time(main[0]) == without_time(main[1])
    assert plain.get(address).headers["content-security-policy"] == security.POLICY


@pytest.mark.parametrize("first", ["quotes.browse", "quotes.browse.server", "datasette.app", "datasette.views.index"])
def test_the_hooks_are_there_whichever_is_imported_first(first):
    counted = "len(pm.get_hookcallers(quotes.browse))"
    code = f"import {first}, quotes.browse; from datasette.plugins import pm; print({counted})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(found.stdout) > 10


@pytest.fixture(scope="module")
def pets(tmp_path_factory):
    """A database of somebody else's."""
    other = tmp_path_factory.mktemp("other") / "pets.db"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT)")
    conn.execute("INSERT INTO pets (name) VALUES ('Rex')")
    conn.commit()
    conn.close()
    return other


OTHERS = [
    "/",
    "/pets",
    "/pets/pets",
    "/pets/pets/1",
    "/pets/pets.json",
    "/pets/nothing",
    "/nothing",
    "/-/versions.json",
]
OTHERS += ["/pets?sql=select+1", "/pets?sql=select", "/-/quotes-sign-in"]


def as_alone(loop, *files):
    """What OTHERS are where our plugin is installed but, as far as Datasette knows, has no hooks."""
    plugin = pm.unregister(name="quotes")
    try:
        asked = plainly(loop, *files)
        return {address: answer_of(asked, address) for address in OTHERS}
    finally:
        pm.register(plugin, name="quotes")


def answer_of(asked, address):
    """Status, headers and text of an answer, without what changes from one to the next."""
    answer = asked.get(address, follow_redirects=True)
    changing = {"content-length", "date", "set-cookie"}
    headers = {name: value for name, value in answer.headers.items() if name not in changing}
    text = re.sub(r'[\d.]+ms|"query_ms": [\d.]+', "", answer.text)
    return answer.status_code, headers, text


def test_a_datasette_of_somebody_elses_is_left_as_it_is(loop, pets):
    alone = as_alone(loop, pets)
    asked = plainly(loop, pets)
    for address, (status, headers, text) in alone.items():
        found = answer_of(asked, address)
        assert found[:2] == (status, headers), address
        if address != "/-/versions.json":
            assert found[2] == text, address


def test_beside_a_database_of_ours_the_others_are_left_as_they_are(path, loop, pets):
    asked = plainly(loop, path, pets)
    shown = asked.get("/")
    assert "Who said what?" not in shown.text
    assert 'href="/news/-/front"' in shown.text  # in Datasette's own menu
    assert "content-security-policy" not in shown.headers
    assert asked.get("/pets/-/speakers").status_code == 404
    for address in (
        "/pets/pets",
        "/pets/pets/1",
        "/pets/nothing",
        "/pets/-/speakers",
        "/news/who_said_what",
        "/news/quotes/1",
    ):
        answer = asked.get(address)
        assert "content-security-policy" not in answer.headers, address
        assert "quotes.css" not in answer.text, address
    assert re.search(r'href="/news/-/quotation/\d+"', asked.get("/news/who_said_what").text)
    assert asked.get("/news/-/speakers").status_code == 200
    assert 'class="wordmark" href="/news/-/front"' in asked.get("/news/-/quotation/999999").text


def test_who_may_not_see_the_database_sees_no_page(path, loop):
    closed = {"databases": {"news": {"allow": {"id": "ada"}}}}
    asked = plainly(loop, path, **{"config" if releases.ONE else "metadata": closed})
    for address in ("/news/-/speakers", "/news/-/quotation/1", "/news/-/article/1.json", "/news/-/verify?claim=war"):
        assert asked.get(address).status_code == 403
        assert asked.get(address, "ada").status_code == 200


def test_what_is_set_by_hand_holds(path, loop):
    by_hand = {"databases": {"news": {"tables": {"who_said_what": {"facets": ["outlet"]}}}}}
    asked = plainly(loop, path, **{"config" if releases.ONE else "metadata": by_hand})
    facets = asked.get("/news/who_said_what.json?_facet_size=1&_extra=facet_results").json()["facet_results"]
    assert set(facets.get("results", facets)) == {"outlet"}


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
    asked = plainly(loop, path, metadata=metadata, **({"config": config} if releases.ONE else {}))
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
