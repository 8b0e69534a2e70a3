import pytest
from records import ANALYSIS, TEXT

from quotes.errors import StoreError
from quotes.store import Store, reviews
from quotes.store.doctor import check

TEXT_PART = (TEXT.index("It is a bad deal"), TEXT.index("It is a bad deal") + 16)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "quotes.db"
    with Store(path) as store:
        store.add(ANALYSIS, store.start_run("test"))
    return path


def damage(path, sql, *values):
    with Store(path) as store:
        store.conn.execute("PRAGMA foreign_keys = OFF")
        store.conn.execute(sql, values)


def test_a_sound_database_has_no_problem(path):
    with Store(path) as store:
        reviews.correct(store, 3, "bounds", [TEXT_PART], "mk")
        reviews.decide(store, 4, "reject", "mk")
    assert list(check(path)) == []


@pytest.mark.parametrize(
    ("sql", "where", "what"),
    [
        ("UPDATE quotes SET text = 'We will sell it.' WHERE id = 2", "quotation 2", "not what stands in the article"),
        ("UPDATE quotes SET parts = '[[5, 2]]' WHERE id = 2", "quotation 2", "not in order"),
        ("UPDATE quotes SET parts = '[[0, 100000]]' WHERE id = 2", "quotation 2", "not in the article"),
        ("UPDATE quotes SET parts = 'nonsense' WHERE id = 2", "quotation 2", "no list of spans"),
        ("UPDATE quotes SET parts = '[]' WHERE id = 2", "quotation 2", "not in order"),
        ("UPDATE quotes SET start = start + 1 WHERE id = 2", "quotation 2", "start and end"),
        ("UPDATE quotes SET quoted = '[[0, 3]]' WHERE id = 2", "quotation 2", "lie outside"),
        ("UPDATE quotes SET shown = 0 WHERE id = 2", "quotation 2", "differs from the article's"),
        ("UPDATE quotes SET outlet = 'Other' WHERE id = 2", "quotation 2", "differs from the article's"),
        ("UPDATE articles SET text = text || '!'", "article 1", "not the one that was ingested"),
        ("DELETE FROM speakers WHERE id = 3", "", "points to a row of speakers"),
    ],
)
def test_damage_is_found(path, sql, where, what):
    damage(path, sql)
    found = list(check(path))
    assert any(problem.where.startswith(where) and what in problem.what for problem in found), found


def test_a_full_text_index_that_does_not_fit_is_found_and_rebuilt(path):
    with Store(path) as store:
        store.conn.execute("DROP TRIGGER quotes_au")
        store.conn.execute("UPDATE quotes SET context_start = context_start + 5 WHERE id = 2")
    assert [problem.where for problem in check(path)] == ["quotes_fts"]
    assert list(check(path, rebuild=True)) == []


def test_a_damaged_file_is_said(path):
    with Store(path) as store:
        page = store.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'shown_outlet'").fetchone()[0]
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 + 8 : page * 4096] = bytes(4096 - 8)
    path.write_bytes(bytes(data))
    assert any(problem.where == "file" for problem in check(path))


def test_an_empty_file_is_called_empty_and_stays_so(tmp_path):
    (tmp_path / "a.db").touch()
    with pytest.raises(StoreError, match="the file is empty"):
        list(check(tmp_path / "a.db"))
    assert (tmp_path / "a.db").read_bytes() == b""


def test_what_is_no_database_is_refused(tmp_path):
    with pytest.raises(StoreError, match="no such database"):
        list(check(tmp_path / "none.db"))
