from dataclasses import replace

import gold
import pytest
from records import analysis, spoken

from quotes.desk.cite import warning
from quotes.desk.verify import verify
from quotes.errors import QueryError, StoreError
from quotes.store import Store, open_for_reading, reviews, threshold
from quotes.store.reading import quote
from quotes.store.variants import assign_all
from quotes.types import Candidate


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("verify") / "corpus.db"
    gold.build(path)
    conn = open_for_reading(path)
    yield conn
    conn.close()


SHE = "the article prints “She”; the machine takes this for Ada Ferrin, and nobody has checked it"
NO_WAR = "We don't seek a war with Iran"


@pytest.mark.parametrize(
    ("claim", "speaker", "verdict", "by"),
    [
        (NO_WAR, "Kirby", "verbatim", "John Kirby"),
        ("WE DO NOT SEEK A WAR WITH IRAN", "John Kirby", "verbatim but for a contraction", "John Kirby"),
        ("WE DON’T SEEK A WAR WITH IRAN", "John Kirby", "verbatim", "John Kirby"),
        (NO_WAR, "Admiral John Kirby", "verbatim", "John Kirby"),
        (NO_WAR, None, "verbatim", "John Kirby"),
        ("We seek a war with Iran", "Kirby", "altered", "John Kirby"),
        ("We don't seek a war with Iraq", "Kirby", "altered", "John Kirby"),
        ("seek a war with Iran", "Kirby", "out of context", "John Kirby"),
        (NO_WAR, "Lloyd Austin", "misattributed", "John Kirby"),
        ("We will seek a war with Iran", "Lloyd Austin", "misattributed", "John Kirby"),
        (NO_WAR, "Nobody of that Name", "misattributed", "John Kirby"),
        ("We will not start any war", "Raisi", "out of context", "Ebrahim Raisi"),
        ("We will not start any war … they will receive a strong response", "Raisi", "out of context", "Ebrahim Raisi"),
        ("we will respond", "Biden", "out of context, speaker inferred", "Joe Biden"),
        ("struck more than 85 targets, with numerous aircraft including long-range bombers flown from the United States",
         "Central Command", "verbatim", "US Central Command"),
        ("it would be a mistake to read them as a mere signal", "Kirby", "paraphrase", "John Kirby"),
        ("Akram al-Kaabi says that attacks on American bases won't stop", "al-Kaabi", "paraphrase", "Akram al-Kaabi"),
        ("hit militia strongholds on both sides of the border between Iraq and Syria", None,
         "in an article, not as a quotation", None),
        ("Every lighthouse will be painted orange", None, "not found", None),
        ("Every lighthouse will be painted orange", "Kirby", "not found", None),
    ],
)  # fmt: skip
def test_verdicts(corpus, claim, speaker, verdict, by):
    answer = verify(corpus, claim, speaker=speaker)
    assert (answer.verdict, answer.speaker) == (verdict, by)


def test_the_answer_holds_evidence_differences_and_coverage(corpus):
    found = verify(corpus, "We seek a war with Iran", speaker="Kirby").as_dict()
    assert list(found)[:3] == ["verdict", "speaker", "differences"]
    assert found["differences"] == [{"kind": "negation lost", "stored": "don’t", "claimed": ""}] or found[
        "differences"
    ] == [{"kind": "negation lost", "stored": "don't", "claimed": ""}]
    assert {"id", "text", "outlet", "published", "title", "url", "score"} <= set(found["matches"][0])
    assert found["coverage"]["articles"] == len(list(gold.analyses()))
    assert "The Harbor Ledger" in found["coverage"]["outlets"]
    assert (found["coverage"]["first"], found["coverage"]["last"]) == ("2021-10-02", "2025-06-15")
    assert found["coverage"]["speakers"] == ["John Kirby"]


def test_a_search_keeps_within_its_days(corpus):
    assert verify(corpus, NO_WAR, since="2024-02-02", until="2024-02-04").verdict == "verbatim"
    none = verify(corpus, NO_WAR, until="2023")
    assert none.verdict == "not found"
    assert none.coverage["last"] < "2024"


def test_words_cut_by_one_outlet_are_out_of_context_where_another_has_the_whole(tmp_path):
    whole, cut = (
        "“We will pay the boats, but not the crews,” said Ada Ferrin.",
        "“We will pay the boats,” said Ada Ferrin.",
    )
    with Store(tmp_path / "q.db") as store:
        run = store.start_run("test")
        quote = spoken(whole, "We will pay the boats, but not the crews,", speaker="Ada Ferrin")
        store.add(analysis(whole, [quote], key="a", outlet="A", published="2031-01-01"), run)
        store.add(
            analysis(
                cut,
                [spoken(cut, "We will pay the boats,", speaker="Ada Ferrin")],
                key="b",
                outlet="B",
                published="2031-01-01",
            ),
            run,
        )
        alone = verify(store.conn, "We will pay the boats")
        assign_all(store.conn)
        together = verify(store.conn, "We will pay the boats")
    assert (alone.verdict, together.verdict) == ("verbatim", "out of context")
    assert together.matches[0].turned_by == "but not the crews"


@pytest.mark.parametrize(
    ("said", "verdict", "notes"),
    [
        ([("Ada Ferrin said the pier costs 14 crowns.", "the pier costs 14 crowns", "Ada Ferrin")],
         "altered", ["the article's words for what was said"]),
        ([("Ada Ferrin said the pier costs 14 crowns.", "the pier costs 14 crowns", "Ada Ferrin"),
          ("Ada Ferrin said the pier costs 40 crowns.", "the pier costs 40 crowns", "Ada Ferrin")],
         "paraphrase", ["the article's words for what was said"] * 2),
        ([("Ada Ferrin said the pier costs 40 crowns.", "the pier costs 40 crowns", "Ada Ferrin"),
          ("“The pier costs 40 crowns,” said Otto Bern.", "The pier costs 40 crowns,", "Otto Bern")],
         "paraphrase", ["the article's words for what was said", ""]),
        ([("Ada Ferrin spoke first. She said the pier costs 40 crowns.", "the pier costs 40 crowns", "Ada Ferrin", "She")],
         "paraphrase, speaker inferred",
         [f"{SHE}; the article's words for what was said"]),
    ],
)  # fmt: skip
def test_what_a_reporter_tells_in_the_very_words_is_neither_altered_nor_misattributed(tmp_path, said, verdict, notes):
    with Store(tmp_path / "q.db") as store:
        run = store.start_run("test")
        for key, (text, part, speaker, *source) in enumerate(said):
            quote = spoken(text, part, speaker=speaker, source=source[0] if source else speaker, confidence=0.95)
            if not text.startswith("“"):
                quote = replace(quote, kind="indirect", quoted=())
            store.add(analysis(text, [quote], key=str(key), outlet=str(key), published="2031-01-01"), run)
        answer = verify(store.conn, "the pier costs 40 crowns", speaker="Ada Ferrin")
    assert answer.verdict == verdict
    assert [match.note for match in answer.matches] == notes


@pytest.mark.parametrize(
    ("text", "words", "verdict"),
    [
        ("“We will pay,” said Ada Ferrin. “But only the boats.”", "We will pay,", "out of context"),
        ("Ada Ferrin said they would “pay for everything” unless it rained.", "pay for everything", "out of context"),
        ("Ada Ferrin denied that “we ever paid for boats”.", "we ever paid for boats", "out of context"),
        ("Ada Ferrin did not deny that “we once paid for boats”.", "we once paid for boats", "verbatim"),
        ("“We will pay,” said Ada Ferrin. It rained.", "We will pay,", "verbatim"),
        ("The mayor does not: “We will pay for boats,” said Ada Ferrin.", "We will pay for boats,", "verbatim"),
        ("It did not rain. “We will pay for boats,” said Ada Ferrin.", "We will pay for boats,", "verbatim"),
    ],
)
def test_the_article_around_a_quotation_counts(tmp_path, text, words, verdict):
    quotes = [spoken(text, words, speaker="Ada Ferrin", cue="")]
    if "But only the boats." in text:
        quotes.append(spoken(text, "But only the boats.", speaker="Ada Ferrin", cue=""))
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, quotes, key="a"), store.start_run("test"))
        assert verify(store.conn, words, speaker="Ferrin").verdict == verdict


def test_words_quoted_inside_a_quotation_are_the_one_whose_words_they_are(tmp_path):
    text = "“He told me, ‘The boats are all gone by now’, and laughed,” said Ada Ferrin of Tomas O'Hara."
    inner = spoken(text, "The boats are all gone by now", speaker="Tomas O'Hara", cue="told")
    outer = spoken(text, "He told me, ‘The boats are all gone by now’, and laughed,", speaker="Ada Ferrin")
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [outer, inner], key="a"), store.start_run("test"))
        assert verify(store.conn, "The boats are all gone by now", speaker="Ferrin").verdict == "said, speaker unsure"
        assert (
            verify(store.conn, "The boats are all gone by now", speaker="O'Hara").verdict
            == "verbatim, speaker inferred"
        )


def test_an_unknown_speaker_is_neither_him_nor_somebody_else(tmp_path):
    text = "“The boats are all gone by now.” Ada Ferrin laughed. “Yes.”"
    floating = spoken(text, "The boats are all gone by now.", cue="")
    known = spoken(text, "Yes.", speaker="Ada Ferrin", cue="laughed")
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [floating, known], key="a"), store.start_run("test"))
        answer = verify(store.conn, "The boats are all gone by now", speaker="Ferrin")
    assert (answer.verdict, answer.speaker) == ("said, speaker unsure", None)
    assert answer.matches[0].note == "no source is printed; the article does not tell who says this"


WORDS = "The boats are all gone by now,"


@pytest.mark.parametrize(
    ("rest", "source", "more", "verdict"),
    [  # what is printed after the words, the source that was found there, what else is known; the claim is of Nora Quist
        ("said Ada Ferrin.", "Ada Ferrin", {}, "misattributed"),
        ("said Mayor Ada Ferrin.", "Mayor Ada Ferrin", {"role": "Mayor"}, "misattributed"),
        ("said Ferrin.", "Ferrin", {}, "misattributed"),
        ("she said.", "she", {}, "said, speaker unsure"),
        ("the mayor said.", "the mayor", {"role": "mayor"}, "said, speaker unsure"),
        ("said Ms Quist.", "Ms Quist", {}, "said, speaker unsure"),
        ("said a lawyer for Ferrin, Petra Lund.", "a lawyer for Ferrin, Petra Lund", {}, "said, speaker unsure"),
        ("said Ferrin, and Nora Quist nodded.", "Ferrin", {}, "said, speaker unsure"),
        ("said Ferrin.", "Ferrin", {"candidates": (Candidate("Nora Quist", "person", 0.4),)}, "said, speaker unsure"),
        ("said Ferrin.", "Ferrin", {"confidence": 0.3}, "said, speaker unsure"),
        ("the Liberal said.", "the Liberal", {}, "said, speaker unsure"),
        ("the NQ said.", "the NQ", {}, "said, speaker unsure"),
        ("Ferrin said, as Quist had.", "Ferrin", {}, "said, speaker unsure"),
    ],
)
def test_the_machine_alone_makes_no_claim_false(tmp_path, rest, source, more, verdict):
    text = f"“{WORDS}” {rest}\n\n“Yes,” said Nora Quist."
    found = spoken(text, WORDS, speaker="Ada Ferrin", source=source, **more)
    with Store(tmp_path / "q.db") as store:
        with store.transaction() as conn:
            threshold.change(conn, 0.5)
        store.add(analysis(text, [found, spoken(text, "Yes,", speaker="Nora Quist")]), store.start_run("test"))
        answer = verify(store.conn, WORDS, speaker="Nora Quist")
        assert answer.verdict == verdict
        assert answer.speaker == ("Ada Ferrin" if verdict == "misattributed" else None)
        reviews.decide(store, 1, "accept", "Ann")
        assert verify(store.conn, WORDS, speaker="Nora Quist").verdict == "misattributed"
        assert verify(store.conn, WORDS, speaker="Ferrin").verdict == "verbatim"


@pytest.mark.parametrize(
    ("claimed", "printed", "verdict"),
    [
        ("Department of Roads and River Safety", "RRS", "said, speaker unsure"),
        ("Ministry of Defence", "MoD", "said, speaker unsure"),
        ("Office for Harbour Statistics", "OHS", "said, speaker unsure"),
        ("Federal Bureau of Bridges", "FBB", "said, speaker unsure"),
        ("Ostby Sailors Union", "OSU", "said, speaker unsure"),
        ("Department of Roads and River Safety", "SRR", "misattributed"),
        ("Ministry of Defence", "RRS", "misattributed"),
    ],
)
def test_an_acronym_may_be_the_claimed_body(tmp_path, claimed, printed, verdict):
    text = f"“{WORDS}” {printed} said."
    found = spoken(text, WORDS, speaker=printed, speaker_kind="organization", source=printed)
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [found]), store.start_run("test"))
        assert verify(store.conn, WORDS, speaker=claimed).verdict == verdict


@pytest.mark.parametrize(
    ("before", "verdict"),
    [  # what stands in the words' paragraph, whose source is printed in the one before
        ("The paper promised: ", "said, speaker unsure"),
        ("A leaflet at the door had ", "said, speaker unsure"),
        ("", "misattributed"),  # speech that goes on
    ],
)
def test_a_name_in_another_paragraph_is_not_beside_the_words(tmp_path, before, verdict):
    text = f"“It is late,” Ada Ferrin said. “We wait.\n\n{before}“{WORDS}”\n\n“Yes,” said Nora Quist."
    found = spoken(text, WORDS, speaker="Ada Ferrin", source="Ada Ferrin")
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [found, spoken(text, "Yes,", speaker="Nora Quist")]), store.start_run("test"))
        assert verify(store.conn, WORDS, speaker="Nora Quist").verdict == verdict


def test_who_is_hardly_sure_did_not_surely_say_it(tmp_path):
    text = f"“{WORDS}” she said."
    with Store(tmp_path / "q.db") as store:
        with store.transaction() as conn:
            threshold.change(conn, 0.5)
        quote = spoken(text, WORDS, speaker="Ada Ferrin", source="she", confidence=0.2)
        store.add(analysis(text, [quote]), store.start_run("test"))
        assert verify(store.conn, WORDS, speaker="Ada Ferrin").verdict == "said, speaker unsure"
        assert (
            verify(store.conn, WORDS, speaker="Ada Ferrin", min_confidence=0.1).verdict == "verbatim, speaker inferred"
        )
        assert verify(store.conn, WORDS).verdict == "verbatim"


@pytest.mark.parametrize(
    ("rest", "source", "more", "inferred"),
    [  # what is printed after the words, the source that was found there, what else is known; the claim is of Ada Ferrin
        ("said Ada Ferrin.", "Ada Ferrin", {}, False),
        ("said Mayor Ferrin.", "Mayor Ferrin", {"role": "Mayor"}, False),
        ("said Ferrin, mayor of Ostby.", "Ferrin", {}, False),
        ("Its mayor, Ada Ferrin, said.", "Its mayor, Ada Ferrin", {"role": "mayor"}, False),
        ("according to Ferrin.", "Ferrin", {"cue": "according to"}, False),
        ("she said.", "she", {}, True),
        ("the mayor said.", "the mayor", {"role": "mayor"}, True),
        ("A sign said.", "", {}, True),
        ("A report to Ferrin said.", "Ferrin", {}, True),
        ("A letter to Mayor Ferrin said.", "Ferrin", {}, True),
        ("The clerk told Ferrin.", "Ferrin", {"cue": "told"}, True),
        ("Ferrin’s lawyer said.", "Ferrin", {}, True),
        ("Ms Quist said.", "Ms Quist", {"speaker": "Nora Quist"}, True),  # Lars Quist speaks as well
        ("Nora Quist said.", "Nora Quist", {"speaker": "Nora Quist"}, False),
    ],
)
def test_who_is_not_printed_beside_the_words_is_inferred(tmp_path, rest, source, more, inferred):
    text = f"“{WORDS}” {rest}\n\n“Yes,” said Lars Quist."
    speaker = more.get("speaker", "Ada Ferrin")
    found = spoken(text, WORDS, source=source or "A sign", **{"speaker": speaker} | more)
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [found, spoken(text, "Yes,", speaker="Lars Quist")]), store.start_run("test"))
        answer = verify(store.conn, WORDS, speaker=speaker)
        assert answer.verdict == ("verbatim, speaker inferred" if inferred else "verbatim")
        assert answer.as_dict()["matches"][0]["speaker_inferred"] is inferred
        assert ("nobody has checked it" in answer.matches[0].note) is inferred
        assert bool(warning(store.conn, quote(store.conn, 1))) is inferred
        assert verify(store.conn, WORDS).verdict == "verbatim"  # nobody was claimed to have said it
        reviews.decide(store, 1, "accept", "Ann")
        assert verify(store.conn, WORDS, speaker=speaker).verdict == "verbatim"
        assert not warning(store.conn, quote(store.conn, 1))


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The boats are all gone, but not the men", "altered, speaker inferred"),
        ("The boats are all gone", "out of context, speaker inferred"),
        ("They've sold all of them", "verbatim, speaker inferred"),
        ("They have sold all of them", "verbatim but for a contraction, speaker inferred"),
    ],
)
def test_every_verdict_on_the_speaker_says_that_it_is_inferred(tmp_path, claim, verdict):
    text = "“The boats are all gone, but not the crews. They've sold all of them,” she said."
    words = "The boats are all gone, but not the crews. They've sold all of them,"
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [spoken(text, words, speaker="Ada Ferrin", source="she")]), store.start_run("test"))
        assert verify(store.conn, claim, speaker="Ferrin").verdict == verdict


def test_a_name_printed_elsewhere_outweighs_whom_the_machine_infers(tmp_path):
    guessed, named = f"“{WORDS}” she said.", f"“{WORDS}” said Nora Quist."
    with Store(tmp_path / "q.db") as store:
        run = store.start_run("test")
        store.add(analysis(guessed, [spoken(guessed, WORDS, speaker="Ada Ferrin", source="she")], key="a"), run)
        assert verify(store.conn, WORDS, speaker="Ferrin").verdict == "verbatim, speaker inferred"
        store.add(analysis(named, [spoken(named, WORDS, speaker="Nora Quist")], key="b"), run)
        answer = verify(store.conn, WORDS, speaker="Ferrin")
        assert (answer.verdict, answer.speaker) == ("said, speaker unsure", None)
        assert answer.matches[0].note.endswith("another passage names Nora Quist")
        assert verify(store.conn, WORDS, speaker="Quist").verdict == "verbatim"


@pytest.mark.parametrize(
    ("before", "source", "more"),
    [  # names that stand there and do not speak; the claim is of Nora Quist
        ("The board wrote in a letter to Ferrin that", "Ferrin", {"cue": "wrote"}),
        ("The board told Ferrin", "Ferrin", {"cue": "told"}),
        ("The case against Ferrin was put in one line:", "Ferrin", {"cue": "put"}),
        ("A friend of Ferrin said", "Ferrin", {}),
        ("Ferrin’s sister said", "Ferrin", {}),
        ("Ada Ferrin\n\n", "Ada Ferrin", {"cue": ""}),  # headings
        ("### Mayor Ada Ferrin\n\n", "Mayor Ada Ferrin", {"cue": "", "role": "Mayor"}),
        ("It rained.\n\nFerrin\n\n", "Ferrin", {"cue": ""}),
        (
            "Ferrin had stayed away for fear that",
            "Ferrin",
            {"cue": "The"},
        ),  # no verb of saying: the cue is a word of the words
    ],
)
def test_a_name_that_does_not_speak_makes_no_claim_false(tmp_path, before, source, more):
    text = f"{before} “{WORDS}” it seems.\n\n“Yes,” said Nora Quist."
    found = spoken(text, WORDS, speaker="Ada Ferrin", source=source, **more)
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [found, spoken(text, "Yes,", speaker="Nora Quist")]), store.start_run("test"))
        assert verify(store.conn, WORDS, speaker="Nora Quist").verdict == "said, speaker unsure"


@pytest.mark.parametrize(
    ("claimed", "near", "verdict"),
    [
        ("Ostby Harbour Ministry", "Ostby had asked", "said, speaker unsure"),
        ("Department of River Safety", "River Safety did not comment", "said, speaker unsure"),
        ("Coldwater Holdings Ltd", "Coldwater did not comment", "said, speaker unsure"),
        ("Nora Quist", "Nora did not comment", "said, speaker unsure"),
        ("Ministry of River Safety", "The other ministry did not comment", "misattributed"),
        ("Coldwater Holdings Ltd", "Everybody waited", "misattributed"),
    ],
)
def test_a_part_of_the_claimed_name_nearby_may_be_the_speaker(tmp_path, claimed, near, verdict):
    text = f"{near}. “{WORDS}” said Ada Ferrin."
    with Store(tmp_path / "q.db") as store:
        store.add(analysis(text, [spoken(text, WORDS, speaker="Ada Ferrin")]), store.start_run("test"))
        assert verify(store.conn, WORDS, speaker=claimed).verdict == verdict


def test_a_corrected_quotation_has_been_read_by_a_person(tmp_path):
    text = f"“{WORDS}” she said."
    with Store(tmp_path / "q.db") as store:
        store.add(
            analysis(text, [spoken(text, WORDS, speaker="Ada Ferrin", source="she", role="mayr")]),
            store.start_run("test"),
        )
        assert warning(store.conn, quote(store.conn, 1))
        reviews.correct(store, 1, "role", "mayor", "Ann")
        assert not warning(store.conn, quote(store.conn, 1))
        assert verify(store.conn, WORDS, speaker="Ferrin").verdict == "verbatim"


def test_each_match_shows_its_place(tmp_path):
    text = f"It rained.\n\n“{WORDS}” said Ada Ferrin on Monday."
    with Store(tmp_path / "q.db") as store:
        run = store.start_run("test")
        store.add(analysis(text, [spoken(text, WORDS, speaker="Ada Ferrin")], url="https://quay.example/a"), run)
        row = verify(store.conn, WORDS).as_dict()["matches"][0]
    passage = row["passage"]
    assert passage == text.split("\n\n")[1]
    assert [passage[a:b] for a, b in row["words_at"]] == [WORDS]
    assert [passage[a:b] for a, b in row["source_at"]] == ["Ada Ferrin"]
    assert row["link"].startswith("https://quay.example/a#:~:text=The%20boats")


@pytest.mark.parametrize(
    ("claim", "verdict", "differences", "note"),
    [
        ("I have barred the door", "verbatim but for a contraction", [("contraction", "I've", "I have")], ""),
        ("I’ve barred the door", "verbatim", [], ""),
        ("we did not open it", "verbatim but for a contraction", [("contraction", "didn't", "did not")], ""),
        ("barred", "verbatim", [], "One word proves little"),
        ("who is he", "not found", [], "so common"),
        ("we did", "out of context", [], "so common"),
    ],
)
def test_short_forms_and_few_words(tmp_path, claim, verdict, differences, note):
    text = "“I've barred the door, and we didn't open it,” said Ada Ferrin."
    with Store(tmp_path / "q.db") as store:
        quote = spoken(text, "I've barred the door, and we didn't open it,", speaker="Ada Ferrin")
        store.add(analysis(text, [quote]), store.start_run("test"))
        answer = verify(store.conn, claim)
    found = [(one.kind, one.stored, one.claimed) for one in (answer.matches[0].differences if answer.matches else ())]
    assert (answer.verdict, [one for one in found if one[0] == "contraction"]) == (verdict, differences)
    assert note in answer.note and bool(note) == bool(answer.note)


def test_what_a_reviewer_rejected_is_no_evidence(tmp_path):
    text = "“The boats are all gone by now,” said Ada Ferrin."
    with Store(tmp_path / "q.db") as store:
        quote = spoken(text, "The boats are all gone by now,", speaker="Ada Ferrin")
        store.add(analysis(text, [quote], key="a"), store.start_run("test"))
        assert verify(store.conn, "The boats are all gone by now").verdict == "verbatim"
        reviews.decide(store, 1, "reject", "Ann")
        assert verify(store.conn, "The boats are all gone by now").verdict == "in an article, not as a quotation"


def test_a_measure_of_meaning_can_be_plugged_in(corpus):
    claim = "America's answer has begun this very day"

    def alike(words, passages):
        return [1.0 if "Our response began today" in passage else 0.0 for passage in passages]

    answer = verify(corpus, claim + ", a response", speaker="Biden", similarity=alike)
    assert (answer.verdict, answer.score) == ("paraphrase", 1.0)
    assert verify(corpus, claim + ", a response", speaker="Biden").score < 1


@pytest.mark.parametrize("claim", ["", "  ", "…", "“”!"])
def test_a_claim_without_words_is_an_error(corpus, claim):
    with pytest.raises(QueryError, match="no words"):
        verify(corpus, claim)


@pytest.mark.parametrize(
    "claim", ['") ORR (', "text : x", "a\0b NEAR(", "'; DROP TABLE quotes; --", "* ^ ~", "x" * 4000]
)
def test_any_text_is_a_safe_claim(corpus, claim):
    if any(ch.isalnum() for ch in claim):
        assert verify(corpus, claim).verdict in ("not found", "paraphrase")


def test_a_claim_has_an_end(corpus):
    with pytest.raises(QueryError, match="5,000 characters"):
        verify(corpus, "word " * 2000)


def test_no_database_is_one_clear_error(tmp_path):
    with pytest.raises(StoreError, match="no such database"):
        verify(tmp_path / "none.db", "words")
