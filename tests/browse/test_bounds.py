"""What one request and one question may ask of the server."""

import asyncio
import sqlite3
from contextlib import closing
from threading import Barrier
from urllib.parse import quote

import pytest
from browse import desk
from browse.asking import opened

from quotes.browse import bounds
from quotes.limits import MAX_REQUEST

QUESTIONS = [
    "select zeroblob(900000000)",
    "select zeroblob(60000000)",
    "select printf('%.*c', 900000000, 'x')",
    "select format('%900000000d', 1)",
    "select hex(zeroblob(40000000))",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 900) select zeroblob(100000) from t",
    "select group_concat(x) from (select zeroblob(30000000) x union all select zeroblob(40000000))",
    "select 1 where 'a' like '" + "%a" * 200 + "'",
    "select " + "(" * 200 + "1" + ")" * 200,
    "select 1" + " union all select 1" * 100,
    "attach 'other.db' as other",
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[:40])
def test_a_question_that_asks_too_much_is_refused(news, question):
    answer = news.get(f"/news.json?sql={quote(question)}", follow_redirects=True)  # 1.0 has questions elsewhere
    assert answer.status_code in (400, 403)


def test_a_question_that_asks_for_what_there_is(news):
    answer = news.get(
        f"/news.json?sql={quote('select text from articles where text like ' + repr('%war%'))}&_shape=array",
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert len(answer.json()) > 5


def test_each_question_is_counted_anew():
    conn = sqlite3.connect(":memory:")
    bounds.bind(conn)
    for _ in range(10):
        assert len(conn.execute("SELECT zeroblob(5000000)").fetchone()[0]) == 5_000_000
    rows = conn.execute(
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LIMIT 9) SELECT zeroblob(5000000) FROM t"
    )
    with pytest.raises(sqlite3.OperationalError, match="larger than 20 MB"):
        rows.fetchall()


@pytest.fixture
def lockable(tmp_path, loop):
    """A small database without a log, whose readers do not wait for a lock, and another connection to it."""
    path = desk.harbour(tmp_path / "harbour.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        asked = opened(path, loop)
        database, threads = asked.datasette.get_database("harbour"), asked.datasette.setting("num_sql_threads")
        together = Barrier(threads)

        def at_once(reader):
            together.wait(10)
            reader.execute("PRAGMA busy_timeout = 0")

        async def everywhere():
            await asyncio.gather(*(database.execute_fn(at_once) for _ in range(threads)))

        loop.run_until_complete(everywhere())
        yield asked, conn


@pytest.mark.parametrize("path", ["/harbour/who_said_what", "/harbour/quotes?_facet=kind", "/harbour/-/speakers"])
def test_a_locked_database_is_not_the_asker_s_fault(lockable, path):
    asked, conn = lockable
    conn.execute("BEGIN EXCLUSIVE")
    answer = asked.get(path)
    assert (answer.status_code, "database is locked" in answer.text) == (503, True)
    conn.execute("ROLLBACK")
    assert asked.get(path).status_code == 200


def test_nor_is_one_that_is_locked_while_facets_are_counted(lockable, monkeypatch):
    asked, conn = lockable
    database = asked.datasette.get_database("harbour")
    execute = database.execute

    async def locked(sql, *values, **how):
        if "group by" in sql and not conn.in_transaction:
            conn.execute("BEGIN EXCLUSIVE")
        return await execute(sql, *values, **how)

    monkeypatch.setattr(database, "execute", locked)
    answer = asked.get("/harbour/quotes?_facet=kind")
    assert (answer.status_code, "database is locked" in answer.text) == (503, True)
    conn.execute("ROLLBACK")


def test_a_damaged_file_is_not_the_asker_s_fault(desked):
    path = desked.datasette.get_database("harbour").path
    with open(path, "r+b") as file:
        file.truncate(file.seek(0, 2) // 2)
    answer = desked.get("/harbour/quotes?_facet=kind")
    assert (answer.status_code, "malformed" in answer.text) == (503, True)


@pytest.mark.parametrize("path", ["/harbour/-/review", "/harbour/-/verify", "/"])
def test_a_request_that_is_too_long_is_refused(desked, path):
    answer = desked.post(path, {"note": "x" * (MAX_REQUEST + 1)}, actor="ada")
    assert answer.status_code == 413


IDS = ["²", "1²", "٣", "9" * 30, "9" * 5000, "-1", "0x1", "1e3", " ", "%00", "%ff"]


@pytest.mark.parametrize("given", IDS, ids=range(len(IDS)))
def test_identifiers_of_any_shape(hostile, given):
    shown = given if "%" in given else quote(given)
    for path in ("quotation", "article", "speaker"):
        assert hostile.get(f"/hostile/-/{path}/{shown}", actor="ada").status_code in (400, 404)
    assert hostile.get(f"/hostile/-/review?id={shown}", actor="ada").status_code in (200, 400, 404)
    sent = hostile.post("/hostile/-/review", {"action": "accept", "id": given}, actor="ada")
    assert sent.status_code in (400, 404)
    for form in ({"q" + given: "accept"}, {"action": "split", "speaker": "1", "a" + given: "1"}, {"speaker": given}):
        for path in ("review/article/1", "identities"):
            asked = {"action": "merge", "other": given, "back": "doubtful"} | form
            sent = hostile.post(f"/hostile/-/{path}", asked, "ada", page="/hostile/-/review")
            assert sent.status_code in (200, 302, 400, 404)


ADDRESSES = [
    "/hostile/who_said_what?_facet_month=speaker",
    "/hostile/who_said_what?_facet_month=no_such_column",
    "/hostile/who_said_what?_facet_month=]",
    "/hostile/who_said_what?_next=x",
    "/hostile/quotes?_next=x",
    "/hostile/quotes?_next=%00",
    "/hostile/quotes?_facet=a%00",
    "/hostile/quotes?_sort=a%00",
    "/hostile/quotes?a%00=1",
    "/hostile?sql=select+%00",
    "/hostile/-/search?q=%00",
    "/hostile/a%00",
    "/hostile/articles?_next=1,2,3",
    "/hostile/quotes?_size=x",
    "/hostile/quotes?_size=" + "9" * 30,
    "/hostile/quotes?_sort=no_such_column",
    "/hostile/who_said_what?_search=" + quote('"' * 50),
    "/hostile/quotes?id__in=[[[",
    "/hostile/quotes?id__in=[{}]",
    "/hostile/quotes?_through={",
    "/hostile/quotes?_through=[]",
    "/hostile/quotes?_through=" + quote('{"table": 1}'),
    "/hostile/quotes?_through=" + quote('{"table": "x", "column": "y", "value": "z"}'),
    "/hostile/quotes.json?_json_infinity=x",
    "/hostile/quotes.json?_json=zzz&_shape=zzz",
    "/hostile/quotes.csv?_stream=x&_size=max",
    "/hostile/quotes?_col=zzz&_nocol=id",
    "/hostile/quotes?_facet_array=text&_facet_date=text&_facet_size=x",
    "/hostile/quotes?_labels=x&_nocount=x&_nofacet=x&_trace=x&_timelimit=x",
    "/hostile/quotes?text__date=x&text__arraycontains=x&text__isblank=x",
    "/hostile/-/search?q=%ff&since=%ff",
    "/hostile/-/search?limit=" + "9" * 30,
    "/hostile/-/verify?claim=who+is+he",
    "/hostile/-/verify?claim=%25s",
    "/hostile/-/verify?claim=" + quote("step 5 ❻"),
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_addresses_of_any_shape(hostile, path):
    assert hostile.get(path, follow_redirects=True).status_code in (200, 400, 404)


def test_a_form_of_another_kind(hostile):
    cookies = hostile._cookies("ada")
    body = b'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n\xff\r\n--x--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x", "authorization": "Bearer x"}
    asked = hostile.datasette.client.post("/hostile/-/review", content=body, cookies=cookies, headers=headers)
    assert hostile.loop.run_until_complete(asked).status_code in (400, 403, 404)
