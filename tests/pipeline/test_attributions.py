"""What the network passes over and the text says all the same: signatures, passives, the day behind the verb."""

from quotes.pipeline import annotations

SIGNED = (
    "We asked readers what they make of the new bridge. These are some of their replies.\n\n"
    "“I have crossed it twice and it did not fall.” — Ana Ruiz, baker\n\n"
    "“It cost too much and it leads nowhere that anybody lives.” ― Tom Arkell\n\n"
    "“My dog will not go near it.” — Ines Vidal"
)


def test_a_signature_names_the_source(nlp) -> None:
    found = [q.speaker for q in annotations.quotations(nlp(SIGNED)) if q.kind == "direct"]
    assert found == ["Ana Ruiz", "Tom Arkell", "Ines Vidal"]


def test_a_passive_verb_of_saying_names_the_source(nlp) -> None:
    text = "The closing began the “orderly retreat” promised by Mayor Ingrid Solvang last week."
    found = [text[slice(*a.source[0])] for a in annotations.attributions(nlp(text)) if a.source]
    assert found == ["Mayor Ingrid Solvang"]


def test_the_day_behind_the_verb_is_no_part_of_the_content(nlp) -> None:
    text = "Harbour Secretary Mira Lund said Thursday the answer would be “slow and careful.”"
    (quote,) = annotations.quotations(nlp(text))
    assert quote.text.startswith("the answer")


def test_who_was_told_is_no_part_of_the_content(nlp) -> None:
    text = "Harbour Secretary Mira Lund told the Quayside news agency that the ferries would sail again in May."
    (quote,) = annotations.quotations(nlp(text))
    assert quote.text.startswith("that the ferries")


def test_the_articles_own_we_is_nobody_quoted(nlp) -> None:
    found = {q.speaker for q in annotations.quotations(nlp(SIGNED)) if q.kind == "indirect"}
    assert found <= {""}


def test_one_said_clause_after_another_names_each_source(nlp) -> None:
    speakers = ["Felix Jarman", "Felix Jarman", "Elizabeth Silverton", "Ana Ruiz", "Tom Arkell", "the Ferry Board"]
    text = "\n\n".join(f"“The {n} needs our help before the winter,” {who} said." for n, who in enumerate(speakers))
    found = annotations.quotations(nlp(text))
    assert [q.speaker.removeprefix("the ") for q in found] == [who.removeprefix("the ") for who in speakers]


def test_according_to_somebody_names_the_source_where_the_tags_take_it_for_the_content(nlp) -> None:
    speakers = ["Felix Jarman", "Felix Jarman", "Elizabeth Silverton", "Ana Ruiz", "Tom Arkell"]
    text = "\n\n".join(
        f"According to {who}, the {n}th pier needs our help before the winter." for n, who in enumerate(speakers)
    )
    assert [q.speaker for q in annotations.quotations(nlp(text))] == speakers
