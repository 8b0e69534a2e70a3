import json
import re
import sqlite3
from html.parser import HTMLParser

import pytest
from browse.desk import RIGHT_TO_LEFT

from quotes.browse import security
from quotes.browse.text import safe_url

PAGES = [
    "/",
    "/hostile/who_said_what",
    "/hostile/who_said_what?_search=trust",
    "/hostile/who_said_what?_search=<script>alert(1)</script>",
    "/hostile/who_said_what?speaker=<script>alert(1)</script>",
    "/hostile/-/quotation/1",
    "/hostile/-/article/1",
    "/hostile/-/speakers",
    "/hostile/-/speakers?q=<script>alert(1)</script>",
    "/hostile/-/speaker/1",
    "/hostile/-/topics",
    "/hostile/-/topic?about=<script>alert(1)</script>",
    "/hostile/-/topic?about=script",
    "/hostile/-/verify?claim=We+trust+<script>alert(1)</script>&speaker=<script>",
    "/hostile/-/search?since=<script>alert(1)</script>",
    "/hostile/-/review",
    "/hostile/-/review/article/1",
    "/hostile/-/doubtful",
    "/hostile/articles",
    "/hostile/quotes",
    "/hostile/quotes/1",
    "/hostile/articles/1",
    "/hostile/runs",
    "/hostile/said_about?speaker=&about=<script>alert(1)</script>&since=&until=",
    "/hostile?sql=select+'<script>alert(1)</script>'",
    "/hostile/-/quotation/<script>alert(1)</script>",
    "/hostile/-/article/<script>alert(1)</script>",
]


class Tags(HTMLParser):
    """The elements of a page with their attributes, what its scripts say, and where text runs to the left.

    `turned` are sets: the elements around such a text, and `dir` where one of them sets its direction.
    """

    EMPTY = frozenset(("meta", "link", "input", "br", "use", "path", "circle", "line", "rect"))

    def __init__(self) -> None:
        super().__init__()
        self.found, self.code, self.open, self.turned = [], "", [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.EMPTY:
            self.open.append({tag, *(name for name, _ in attrs)})

    def handle_endtag(self, tag):
        while self.open and tag not in self.open.pop():
            pass

    def handle_data(self, data):
        if self.cdata_elem:
            self.code += data
        if RIGHT_TO_LEFT[0] in data:
            self.turned.append(set().union(*self.open))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_from_outside_is_code(hostile, path):
    answer = hostile.get(path, actor="ada", follow_redirects=True)
    assert answer.status_code in (200, 400, 404)
    tags = Tags()
    tags.feed(answer.text)
    assert not {tag for tag, _ in tags.found} & {"img", "iframe", "object", "embed", "base", "style", "b"}
    assert tags.found
    for tag, attributes in tags.found:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        assert tag != "script" or re.fullmatch(r"/-/quotes-static/review\.js\?\w+", attributes["src"])
        for name in {"href", "src", "action", "formaction"} & attributes.keys():
            assert re.match(r"(https?:)?/|#|\?", attributes[name]), (tag, attributes)
    assert "pwned" not in tags.code


@pytest.mark.parametrize("path", ["/", "/hostile/-/article/1", "/nowhere", "/hostile/who_said_what.json", "/hostile"])
def test_every_answer_carries_the_policy(hostile, path):
    headers = hostile.get(path).headers
    assert headers["content-security-policy"] == security.POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "unsafe" not in security.POLICY


@pytest.mark.parametrize("path", [path for path in PAGES if "?" not in path])
def test_right_to_left_marks_stay_inside_their_own_element(hostile, path):
    tags = Tags()
    tags.feed(hostile.get(path, actor="ada", follow_redirects=True).text)
    assert not [
        inside for inside in tags.turned if not inside & {"bdi", "dir", "title", "option", "pre", "td", "dd", "text"}
    ]


def test_a_title_without_end_is_cut_in_lists_and_read_whole_in_its_data(hostile):
    assert len(hostile.get("/").content) < 30_000
    assert len(hostile.get("/hostile/-/article/1.json").json()["article"]["title"]) > 10_000


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/x", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_are_links(address, safe):
    assert safe_url(address) == safe


@pytest.mark.parametrize(
    "sql",
    [
        "delete from quotes",
        "insert into topics (name) values ('x')",
        "drop table quotes",
        "pragma journal_mode = delete",
    ],
)
def test_sql_cannot_write(hostile, sql):
    before = hostile.get("/hostile/-/front.json").json()["counts"]
    hostile.get("/hostile", params={"sql": sql}, follow_redirects=True)
    hostile.get("/hostile/-/query", params={"sql": sql})
    assert hostile.get("/hostile/-/front.json").json()["counts"] == before


def test_the_connection_that_reads_cannot_write(hostile):
    def write(conn):
        conn.execute("DELETE FROM quotes")

    database = hostile.datasette.get_database("hostile")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        hostile.loop.run_until_complete(database.execute_fn(write))


def test_sql_without_end_is_ended(hostile):
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c"
    answer = hostile.get("/hostile", params={"sql": endless}, follow_redirects=True)
    assert answer.status_code == 400
    assert "took too long" in answer.text or "time limit" in answer.text


@pytest.mark.parametrize("actor", [None, "ada", "root"])
def test_rows_cannot_be_written_through_datasette(hostile, actor):
    """On 1.0 there is an interface for writing; for a database of quotes it is closed to everybody."""
    row = {"row": {"name": "x"}}
    request = hostile.datasette.client.post(
        "/hostile/topics/-/insert",
        content=json.dumps(row),
        headers={"content-type": "application/json"},
        cookies=hostile._cookies(actor),
    )
    assert hostile.loop.run_until_complete(request).status_code in (403, 404, 405)


def test_the_file_itself_is_not_handed_out(hostile):
    assert hostile.get("/hostile.db").status_code in (403, 404)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8001", 200),
        ("localhost", 200),
        ("localhost:8001", 200),
        ("[::1]:8001", 200),
        ("evil.example", 421),
        ("evil.example:8001", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost:8001:evil.example", 421),
        ("", 421),
    ],
)
def test_a_server_for_this_machine_answers_to_no_other_name(hostile, host, status):
    sent = []

    async def asked():
        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "scheme": "http"}
        scope |= {"headers": [(b"host", host.encode())], "server": ("127.0.0.1", 8001), "client": ("127.0.0.1", 1)}
        await security.for_this_machine(hostile.datasette.app())(scope, receive, send)

    hostile.loop.run_until_complete(asked())
    assert sent[0]["status"] == status
