"""What other tools may ask: over MCP with the SDK's own client, and what each answer holds."""

from __future__ import annotations

import asyncio
import sys

import pytest
from browse import desk

from quotes.desk.answers import QUESTIONS, AskError
from quotes.errors import QueryError
from quotes.store import Store, open_for_reading, reviews

QUOTABLE = {"id", "quotation", "speaker", "confidence", "review_status", "title", "outlet", "published", "url", "link"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return desk.corpus(tmp_path_factory.mktemp("corpus") / "news.db")


@pytest.fixture(scope="module")
def conn(corpus):
    return open_for_reading(corpus)


def ask(conn, name, /, **given):
    return QUESTIONS[name](conn, given)


def test_a_quotation_comes_with_all_it_takes_to_quote_it(conn):
    found = ask(conn, "search", words="war with Iran", speaker="Kirby")
    first = found["quotations"][0]
    assert first.keys() >= QUOTABLE
    assert first["speaker"] == "John Kirby"
    assert first["link"].startswith("https://") and "#:~:text=" in first["link"]
    one = ask(conn, "quotation", id=str(first["id"]))
    assert first["quotation"] in " ".join(one["context"].split()) or one["kind"] != "direct"
    assert first["id"] in [row["id"] for row in ask(conn, "article", id=str(first["article_id"]))["quotations"]]
    assert first["id"] in [row["id"] for row in ask(conn, "speaker", name="Kirby", limit=50)["quotations_newest"]]


def test_a_claim_is_checked(conn):
    answer = ask(conn, "verify", claim="We seek a war with Iran", speaker="Kirby")
    assert answer["verdict"] == "altered"
    assert answer["matches"][0].keys() >= {"text", "speaker", "confidence", "review_status", "link", "kept_back"}
    assert ask(conn, "verify", claim="The moon is made of green cheese")["verdict"] == "not found"


@pytest.mark.parametrize(
    ("name", "given", "error", "said"),
    [
        ("search", {"word": "x"}, AskError, "takes no word"),
        ("search", {"limit": "many"}, AskError, "limit is a number"),
        ("search", {"since": "some day"}, QueryError, "is no date"),
        ("verify", {}, AskError, "verify needs claim"),
        ("quotation", {"id": "999999"}, QueryError, "no quotation 999999"),
        ("article", {"id": "999999"}, QueryError, "no article 999999"),
        ("speaker", {"name": "Nobody Atall"}, QueryError, "nobody here"),
        ("stance", {"topic": "the moon"}, QueryError, "the moon"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_line(conn, name, given, error, said):
    with pytest.raises(error, match=said):
        ask(conn, name, **given)


def test_what_is_kept_back_or_rejected_is_not_answered_with(tmp_path):
    path = desk.harbour(tmp_path / "harbour.db")
    with Store(path) as store:
        first, second = [row[0] for row in store.conn.execute("SELECT id FROM quotes WHERE shown = 1 LIMIT 2")]
        reviews.decide(store, first, "reject", "Ada")
        store.conn.execute("UPDATE quotes SET machine_of_10000 = 1000 WHERE id = ?", (second,))
    conn = open_for_reading(path)
    ids = {row["id"] for row in ask(conn, "search", limit=50)["quotations"]}
    assert ids and not ids & {first, second}
    with pytest.raises(QueryError, match="a reviewer rejected it"):
        ask(conn, "quotation", id=str(first))
    with pytest.raises(QueryError, match="kept back"):
        ask(conn, "quotation", id=str(second))


# over MCP


def over_mcp(connection, *calls):
    """The tools that there are, and the results of the calls."""
    mcp = pytest.importorskip("mcp")

    async def asked():
        async with mcp.Client(connection) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, given) for name, given in calls]

    return asyncio.run(asked())


def test_the_tools_are_there_described_and_read_only(corpus):
    pytest.importorskip("mcp")
    from quotes.desk.mcp import server

    tools, _ = over_mcp(server(corpus))
    assert [tool.name for tool in tools] == ["search", "verify", "speaker", "quotation", "article", "stance"]
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert all(each["description"] for each in tool.input_schema["properties"].values())
    assert next(tool for tool in tools if tool.name == "verify").input_schema["required"] == ["claim"]


def test_the_tools_answer_as_the_questions_do(corpus, conn):
    pytest.importorskip("mcp")
    from quotes.desk.mcp import server

    calls = [
        ("search", {"words": "war with Iran", "limit": 2}),
        ("verify", {"claim": "We seek a war with Iran", "speaker": "Kirby"}),
        ("speaker", {"name": "Kirby"}),
        ("quotation", {"id": "1"}),
        ("article", {"id": "1"}),
        ("stance", {}),
    ]
    _, answers = over_mcp(server(corpus), *calls)
    for (name, given), answer in zip(calls, answers, strict=True):
        assert not answer.is_error
        assert answer.structured_content == ask(conn, name, **given)


def test_what_goes_wrong_is_a_line_to_the_assistant(corpus):
    pytest.importorskip("mcp")
    from quotes.desk.mcp import server

    _, (answer,) = over_mcp(server(corpus), ("quotation", {"id": "999999"}))
    assert answer.is_error
    assert "no quotation 999999 in this database" in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


@pytest.mark.slow
def test_the_command_speaks_mcp_on_standard_input_and_output(corpus):
    mcp = pytest.importorskip("mcp")
    started = mcp.StdioServerParameters(
        command=sys.executable, args=["-c", "from quotes.cli import main; main()", "mcp", str(corpus)]
    )
    _, (answer,) = over_mcp(started, ("search", {"speaker": "Kirby", "limit": 1}))
    assert answer.structured_content["quotations"][0]["speaker"] == "John Kirby"
