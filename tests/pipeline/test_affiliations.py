import pytest
from gold import CORPUS
from records import at

from quotes.pipeline.frame.affiliations import Bodies, assign
from quotes.types import Link, Quote

PEOPLE = ("Ada Bern", "Otto Vale", "Vale")
PLACES = ("Ashford", "Brinmouth")


def body_of(role, bodies, text="Quay Gazette spoke to Ada Bern, {}, at the Harbour Office."):
    """The affiliation that a role gives whose ORG entities are these, among other entities of the article."""
    text = text.format(role)
    entities = [(*at(text, body), "ORG") for body in (*bodies, "Quay Gazette", "Harbour Office")]
    entities += [(*at(text, name), "PERSON") for name in PEOPLE if name in text]
    entities += [(*at(text, name), "PLACE") for name in PLACES if name in text and name not in bodies]
    return Bodies(text, entities).of(quote(role=role, role_span=at(text, role)))


def quote(**given):
    return Quote(0, 1, ((0, 1),), "“", "direct", **({"speaker": "Ada Bern", "speaker_kind": "person"} | given))


@pytest.mark.parametrize(
    ("role", "bodies", "expected"),
    [
        ("strategic communications coordinator for the National Security Council", ["the National Security Council"],
         "National Security Council"),
        ("Harbour Council spokeswoman", ["Harbour Council"], "Harbour Council"),
        ("Marlow Bank's chief economist", ["Marlow Bank's"], "Marlow Bank"),
        ("Marlow Bank’s chief economist", ["Marlow Bank"], "Marlow Bank"),
        ("Marlow spokeswoman", ["Marlow"], "Marlow"),
        ("Harbour Council spokeswoman and fellow at Quay University", ["Harbour Council", "Quay University"],
         "Quay University"),
        ("director of the Institute\nof Tides", ["Institute\nof Tides"], "Institute of Tides"),
        ("head of the nonpartisan Tidal Office", ["Tidal Office"], "Tidal Office"),
        ("president of the civic group Open Quays", ["Open Quays"], "Open Quays"),
        ("ranking member of the House fisheries committee", ["House"], "House fisheries committee"),
        ("Senate Minority Leader", ["Senate Minority"], "Senate"),
        ("aide in the Vale White House", ["Vale White House"], "Vale White House"),
        ("surveyor in the Garston office of Marlow Estates", ["Garston", "Marlow Estates"], "Marlow Estates"),
        ("a pilot who leads the Coastal Guild", ["Coastal Guild"], "Coastal Guild"),
    ],
)  # fmt: skip
def test_the_body_that_a_role_names(role, bodies, expected):
    assert body_of(role, bodies) == expected


@pytest.mark.parametrize(
    ("role", "bodies", "expected"),
    [
        ("professor at the Institute for Cold Tides", ["Institute for", "Cold Tides"], "Institute for Cold Tides"),
        ("lawyer for the Porters' Legal Fund", ["Porters", "Legal Fund"], "Porters' Legal Fund"),
        ("secretary of the Pilots’ and Porters’ League", ["Pilots", "Porters’ League"], "Pilots’ and Porters’ League"),
        ("economist for the Tarn Survey of Fishers", ["Tarn Survey"], "Tarn Survey of Fishers"),
        ("president of Local 40 of the Porters’ Guild", ["Local", "Porters’ Guild"], "Local 40 of the Porters’ Guild"),
        ("Vale campaign chairman", [], "Vale campaign"),
        ("Vale campaign's Garston director", ["Vale"], "Vale campaign"),
    ],
)  # fmt: skip
def test_names_that_the_network_cuts_short_are_read_to_their_end(role, bodies, expected):
    assert body_of(role, bodies) == expected


@pytest.mark.parametrize(
    ("role", "bodies"),
    [
        ("mayor of Ashford", []),
        ("Brinmouth mayor", ["Brinmouth"]),
        ("US president", ["US"]),
        ("New Hampshire lawyer", ["New Hampshire"]),
        ("Defense Secretary", ["Defense Secretary"]),
        ("Defense Secretary", ["Defense"]),
        ("head of the council", ["the council"]),
        ("graduate of Quay University", ["Quay University"]),
        ("Open Quays supporter", ["Open Quays"]),
        ("driver who criticised the Coastal Guild", ["Coastal Guild"]),
        ("spokesman for House Speaker Otto Vale", ["House Speaker"]),
        ("novelist", []),
    ],
)
def test_what_is_no_body_of_the_speakers(role, bodies):
    assert body_of(role, bodies) == ""


def test_what_the_article_calls_a_place_elsewhere_is_no_body():
    text = "Rain fell on Elmstead. Elmstead engineer Ada Bern, of Quay Works, said Elmstead was wet."
    first, second, third = (i for i in range(len(text)) if text.startswith("Elmstead", i))
    entities = [(first, first + 8, "PLACE"), (second, second + 8, "ORG"), (third, third + 8, "PLACE")]
    role = at(text, "Elmstead engineer")
    assert Bodies(text, entities).of(quote(role="Elmstead engineer", role_span=role)) == ""


@pytest.mark.parametrize(
    "beside",
    [
        "Ada Bern of the {}, said",
        "Ada Bern, who leads the {}, said",
        "the {}’s Ada Bern said",
        "Ada Bern, at the {}, said",
    ],
)
def test_a_body_beside_the_name_where_no_role_names_one(beside):
    text = f"“No,” {beside.format('Polar Survey')}."
    name = at(text, "Ada Bern")
    asked = quote(chain=(Link(*name, "Ada Bern", "named", 1.0),))
    assert Bodies(text, [(*name, "PERSON"), (*at(text, "Polar Survey"), "ORG")]).of(asked) == "Polar Survey"


def test_a_body_that_only_stands_near_the_name_is_not_the_speakers():
    text = "“No,” Ada Bern told the Polar Survey."
    name = at(text, "Ada Bern")
    asked = quote(chain=(Link(*name, "Ada Bern", "named", 1.0),))
    assert Bodies(text, [(*name, "PERSON"), (*at(text, "Polar Survey"), "ORG")]).of(asked) == ""


def test_a_source_without_a_name_has_its_body_from_its_own_words():
    text = "“No,” said a spokesman for\nthe Coastal Guild."
    asked = quote(
        speaker="a spokesman for the Coastal Guild", speaker_kind="unnamed", role="spokesman for the Coastal Guild",
        source=(at(text, "a spokesman for\nthe Coastal Guild"),),
    )  # fmt: skip
    assert Bodies(text, [(*at(text, "Coastal Guild"), "ORG")]).of(asked) == "Coastal Guild"


def test_all_quotations_of_a_speaker_have_the_body_that_stands_beside_one():
    text = "“No,” Ada Bern of the Polar Survey said. “Never,” she said. “Yes,” Otto Vale said."
    name = at(text, "Ada Bern")
    first = quote(chain=(Link(*name, "Ada Bern", "named", 1.0),))
    found = assign(text, [first, quote(), quote(speaker="Otto Vale")], [(*at(text, "Polar Survey"), "ORG")])
    assert [q.affiliation for q in found] == ["Polar Survey", "Polar Survey", ""]


def test_a_body_that_speaks_belongs_to_no_other():
    text = "the Coastal Guild"
    asked = quote(speaker=text, speaker_kind="organization", source=((0, len(text)),))
    assert assign(text, [asked], [(*at(text, "Coastal Guild"), "ORG")])[0].affiliation == ""


@pytest.fixture(scope="module")
def found():
    """(speaker, affiliation) of every quotation of three articles of the corpus."""
    from quotes.ingest import read
    from quotes.pipeline.analyse import analyse

    names = (
        "2024-02-03-harbor-ledger-strikes",
        "2023-09-14-millrace-courier-vendors",
        "2025-03-08-orbit-and-tide-interview",
    )
    articles = [article for name in names for article in read(CORPUS / f"{name}.md")]
    return {(q.speaker, q.affiliation) for analysis in analyse(articles) for q in analysis.quotes}


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        ("Tomas Zielinski", "Street Traders’ Legal Fund"),
        ("Gil Hollis", "Redwater Merchants Association"),
        ("Sasha Lindqvist", "Institute for Cold Seas"),
        ("Piers Abara", "Polar Survey"),
    ],
)
def test_the_bodies_of_the_corpus(found, speaker, body):
    assert {b for s, b in found if s == speaker} == {body}


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("“We wait,” said Ada Bern of the Harbour Council.", "", "Harbour Council"),
        ("“We wait,” said Ada Bern, of the Harbour Council.", "", "Harbour Council"),
        ("“We wait,” the Harbour Council’s Ada Bern said.", "", "Harbour Council"),
        ("“We wait,” said Prof Ada Bern, of the Harbour Council.", "Prof", "Prof, Harbour Council"),
        ("“We wait,” said Ada Bern of the Harbour Council.", "pilot", "pilot"),
        ("“We wait,” said Ada Bern.", "", ""),
    ],
)
def test_who_has_no_role_is_called_by_the_body(text, role, expected):
    name = at(text, "Ada Bern")
    entities = [(*name, "PERSON")] + ([(*at(text, "Harbour Council"), "ORG")] if "Council" in text else [])
    (found,) = assign(text, [quote(role=role, chain=(Link(*name, "Ada Bern", "named", 1.0),))], entities)
    assert found.role == expected
