import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from commands import call, on_a_terminal
from records import ANALYSIS, ARTICLE, TEXT, analysis, spoken

from quotes import __version__, wall
from quotes.cli import COMMANDS, main
from quotes.store import Store

HOSTILE = "“Down \x1b[2J\x9b31m\u202ewith it,” said Mal \x07Lory."


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("cli") / "quotes.db")
    with Store(path) as store:
        run = store.start_run("test")
        store.add(ANALYSIS, run)
        quote = spoken(HOSTILE, "Down \x1b[2J\x9b31m\u202ewith it,", speaker="Mal \x07Lory")
        store.add(analysis(HOSTILE, [quote], key="h", title="\x1b]0;owned\x07"), run)
    return path


def searched(*args):
    """The rows that a search prints for a program."""
    return json.loads(call("search", *args).stdout)["rows"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_the_list_says_and_gives_an_example(name):
    command = main.get_command(None, name)
    assert command.short_help == COMMANDS[name][1]
    result = call(name, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert COMMANDS[name][1] in call("--help").output


def test_help_and_search_import_nothing_heavy(db):
    heavy = "spacy textacy numpy onnxruntime trafilatura sqlite_utils dateparser datasketch pyarrow"
    code = (
        "import sys; from quotes.cli import main; main(sys.argv[1:], standalone_mode=False);"
        f"sys.exit(' '.join(set(sys.modules) & set('{heavy}'.split())))"
    )
    for args in (["--help"], ["search", db, "harbour", "--since", "2024"]):
        done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=False)
        assert done.stderr.strip() == "", done.stderr


def test_version():
    assert call("--version").output == f"quotes, version {__version__}\n"


def test_search_prints_json_to_a_program(db):
    rows = searched(db, "bad", "deal")
    assert [(row["id"], row["speaker"], row["quotation"]) for row in rows] == [
        (3, "Tomas O'Hara", "It is a bad deal and we know tax-rates will rise.")
    ]
    assert searched(db, "nowhere") == []


@pytest.mark.parametrize(
    ("options", "output"),
    [
        (["--csv", "-c", "id", "-c", "speaker"], "id,speaker\n3,Tomas O'Hara\n"),
        (["--tsv", "-c", "speaker", "--no-headers"], "Tomas O'Hara\n"),
        (["--nl", "-c", "id"], '{"id": 3}\n'),
        (["-t", "-c", "id", "-c", "quotation"], "id  quotation\n──  " + "─" * 49 + "\n"
         "3   It is a bad deal and we know tax-rates will rise.\n"),
    ],
)  # fmt: skip
def test_forms_of_output(db, options, output):
    assert call("search", db, "deal", *options).output == output


def test_search_filters_and_limits(db):
    assert [row["id"] for row in searched(db, "--speaker", "ferrin")] == [2, 1]
    one = call("search", db, "--limit", 1)
    assert json.loads(one.stdout) | {"rows": []} == {"total": 5, "kept_back": 0, "rows": []}
    assert (len(json.loads(one.stdout)["rows"]), one.stderr) == (1, "1 of 5 (--limit 0 for all)\n")
    assert (len(searched(db)), len(searched(db, "--limit", 0))) == (5, 5)
    assert [row["id"] for row in searched(db, "--stance", "opposes", "--target", "sale")] == [1]
    assert [row["id"] for row in searched(db, "text : deal", "--raw")] == [3]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--speaker", "Ferrim"], "Nobody here is called “Ferrim”; near it: Ada Ferrin (2)\n"),
        (["--speaker", "Xyzzy"], "Nobody here is called “Xyzzy” (quotes speakers DB lists all)\n"),
        (
            ["--since", "01/06/2020"],
            "--since “01/06/2020” is read as 2020-01-06, month first; if you mean the other, write 2020-06-01\n",
        ),
        (["--since", "2020"], ""),
        (["--min-confidence", "0.95"], "1 less sure kept back (--min-confidence 0 shows all)\n"),
    ],
)
def test_search_says_what_its_rows_do_not(db, args, said):
    assert call("search", db, *args).stderr.replace("1 more without a date left out\n", "") == said


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["search", "{db}", "a AND", "--raw"], "Error: the query is not in FTS5's syntax"),
        (["search", "{db}", "--since", "soonish\x1b[2J"], "Error: 'soonish\\x1b[2J' is no date"),
        (["search", "none.db"], "Error: none.db: no such database"),
        (["show", "{db}", "77"], "Error: no quotation 77"),
        (["show", "{db}", "\x1b[2J"], "Error: no quotation [2J in this database"),
        (["speakers", "none.db"], "Error: none.db: no such database"),
        (["doctor", "none.db"], "Error: none.db: no such database"),
    ],
)
def test_an_error_is_one_line_and_exit_status_1(db, args, message):
    result = call(*(arg.format(db=db) if arg == "{db}" else arg for arg in args))
    assert result.exit_code == 1
    assert result.output.startswith(message)
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    "args", [["nonsense"], ["search"], ["search", "x", "--kind", "loud"], ["ingest", "x.db"], ["extract"]]
)
def test_a_wrong_call_is_exit_status_2(args):
    assert call(*args).exit_code == 2


def test_a_file_that_is_no_database_is_refused(tmp_path):
    other = tmp_path / "other.db"
    other.write_text("words " * 1000)
    for args in (["search", other], ["show", other, 1], ["speakers", other], ["doctor", other]):
        result = call(*args)
        assert (result.exit_code, result.output) == (1, f"Error: {other}: not a SQLite database\n")


def test_show_highlights_the_words_in_their_paragraph(db):
    lines = call("show", db, 3).output.splitlines()
    assert lines[0] == "“⟦It is a bad deal⟧,” said _Tomas O'Hara_, a fisherman, “⟦and we know tax-rates will rise.⟧”"
    facts = {line[:12].strip(): line[12:] for line in lines[2:]}
    assert facts["speaker"] == "Tomas O'Hara (person)"
    assert facts["role"] == "fisherman"
    assert facts["article"] == "Harbour plan splits the council · Quay Gazette · 2031-05-06"
    assert facts["model"] == "toy 1"
    assert facts["confidence"] == "0.90 (speech 1.00, words 1.00, speaker 0.90)"
    start = TEXT.index("It is a bad deal")
    assert facts["offsets"].startswith(f"{start}–{start + 16}, ")


def test_show_gives_the_chain_the_date_and_the_stance(db):
    assert "found by    She (a pronoun) → Ada Ferrin (the printed name)" in call("show", db, 2).output
    output = call("show", db, 1).output
    assert "said on     2031-05-05 (to the day), from “on Monday”" in output
    assert "stance      opposes the sale (the speaker's, machine-read, 0.80, by “must stay public”)" in output


def test_show_as_json_is_the_whole(db):
    found = json.loads(call("show", db, 1, "--json").output)
    assert found["article"]["text"] == ARTICLE.text
    assert [stance["target"] for stance in found["stances"]] == ["the sale", "the harbour"]


def test_a_terminal_gets_a_table_and_a_source_underlined(db):
    out, _ = on_a_terminal("search", db, "deal")
    assert out.splitlines()[0].split() == ["id", "speaker", "role", "quotation", "outlet", "published"]
    assert max(map(len, out.splitlines())) <= 100
    out, _ = on_a_terminal("show", db, 3)
    assert "\x1b[1mIt is a bad deal\x1b[0m" in out
    assert "\x1b[4mTomas O'Hara\x1b[0m" in out
    out, err = on_a_terminal("search", db, "nowhere")
    assert (out, err) == ("", "Nothing found.\n")


@pytest.mark.parametrize("args", [["search", "Down"], ["search", "Down", "--json"], ["search", "Down", "--nl"],
                                  ["search", "Down", "--csv"], ["show", 5], ["show", 5, "--json"], ["speakers"]])  # fmt: skip
def test_nothing_from_an_article_commands_the_terminal(db, args):
    out, _ = on_a_terminal(args[0], db, *args[1:])
    assert "Down" in out or args[0] == "speakers"
    assert [part for part in ("\x1b[2J", "\x9b", "\x07", "\u202e", "\x1b]") if part in out] == []


def test_a_program_gets_the_words_as_they_are(db):
    row = searched(db, "Down")[0]
    assert row["quotation"] == "Down \x1b[2J\x9b31m\u202ewith it,"


def test_speakers_with_names_and_roles(db):
    rows = json.loads(call("speakers", db, "ferrin").output)
    assert [(row["speaker"], row["quotations"], row["roles"][0]["role"]) for row in rows] == [
        ("Ada Ferrin", 2, "Mayor")
    ]
    assert "Mayor (2031-05-06)" in call("speakers", db, "-t").output


def test_doctor_is_content_or_says_what_is_wrong(db, tmp_path):
    assert call("doctor", db).output == f"{db} is sound\n"
    path = tmp_path / "bad.db"
    with Store(path) as store:
        store.add(replace(ANALYSIS, quotes=()), store.start_run("test"))
        store.conn.execute("UPDATE articles SET text = 'x'")
    result = call("doctor", path)
    assert result.exit_code == 1
    assert "article 1: its text is not the one that was ingested\n" in result.output


def test_a_reader_that_leaves_early_is_no_error(db):
    code = f"from quotes.cli import main; main(['show', {db!r}, '1', '--json'])"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["search", "DB", "--limit", str(10**30)], "a number is larger than a database can hold"),
        (["export", "DB", "--output", "no/such/folder/x.csv"], "no/such/folder/x.csv: No such file or directory"),
        (["nonsense\x1b[2J"], "No such command 'nonsense\\x1b[2J'."),
    ],
)
def test_what_the_system_refuses_is_a_line(db, args, said):
    result = call(*(db if arg == "DB" else arg for arg in args))
    assert result.exit_code and result.stderr.splitlines()[-1] == f"Error: {said}"


def test_a_bug_is_a_line_that_says_where(db, monkeypatch):
    monkeypatch.setattr(wall, "ON", True)
    monkeypatch.setattr("quotes.desk.search.find", None)
    result = call("search", db, "harbour")
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: this is a bug of ours \(TypeError: .*, search\.py line \d+\)\n", result.stderr)
