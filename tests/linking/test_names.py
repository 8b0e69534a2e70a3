import pytest

from quotes.linking import names, organizations
from quotes.linking.names import CONFLICT, FIRST, FULL, INITIAL, MIDDLE, RARE, SHORT, SPELT, SURNAME, TRIMMED

PEOPLE = [
    ("John Kirby", "JOHN KIRBY", FULL),
    ("Gov. Ada Quill", "Ada Quill", FULL),
    ("J.D. Marsh", "JD Marsh", FULL),
    ("Renée Dahl", "Renee Dahl", FULL),
    ("Ja'far al-Kaabi", "Jafar Al-Kaabi", FULL),
    ("Ursula von der Tann", "Ursula Von der Tann", FULL),
    ("Mohammed al-Tamari", "Muhammad Al Tamari", SPELT),
    ("Ada Maria Quill", "Ada Quill", TRIMMED),
    ("Ada Maria Voss Quill", "Ada Voss Quill", TRIMMED),
    ("Ada E. Quill", "Ada Quill", TRIMMED),
    ("J. Edgar Quill", "Edgar Quill", TRIMMED),
    ("Rosa Vidal Prado", "Rosa Vidal", TRIMMED),
    ("Ada Marsh-Hale", "Ada Marsh", MIDDLE),
    ("Patrick Marsh", "Pat Marsh", SHORT),
    ("William Marsh", "Bill Marsh", SHORT),
    ("Jacob Marsh", "Jack Marsh", SHORT),
    ("W. Patrick Marsh", "Pat Marsh", SHORT),
    ("Yousef Darwish", "Youssef Darweesh", SHORT),
    ("John Marsh", "J. Marsh", INITIAL),
    ("James David Marsh", "J. D. Marsh", INITIAL),
    ("Bill Marsh", "W. Marsh", RARE),
    ("John Kirby", "Kirby", SURNAME),
    ("Jafar al-Kaabi", "Al Kaabi", SURNAME),
    ("Jafar al-Kaabi", "Kaabi", SURNAME),
    ("Ursula von der Tann", "von der Tann", SURNAME),
    ("Xu Lanting", "Xu", FIRST),
    ("Jerry Quill", "Jerold Quill", RARE),
    ("Tracy Quill", "Trayvon Quill", CONFLICT),
    ("Hilda Quill", "Bill Quill", CONFLICT),
    ("Ada M. Quill", "Ada P. Quill", CONFLICT),
    ("Tom Quill Jr.", "Tom Quill Sr.", CONFLICT),
    ("J. Marsh", "Robert Marsh", CONFLICT),
    ("Al Bore", "Jafar Bore", CONFLICT),
    ("Tom Quill", "Tom Quill and Ada Bern", 0),
    ("Ada Rosa II", "Ada Rosa Quill", 0),
    ("Ada Quill", "Ada Marsh", 0),
]
BODIES = [
    ("Kata'ib al-Nahr", "Kataib Al-Nahr", organizations.FULL),
    ("Kata'ib al-Nahr", "Kataeb an-Nahr", organizations.SPELT),
    ("The Harbour Council", "Harbour Council", organizations.FULL),
    ("U.S. Northern Fleet", "United States Northern Fleet", organizations.FULL),
    ("Marlow Inc.", "Marlow", organizations.FULL),
    ("Defence Union of Ports", "Defense Union of Ports", organizations.FULL),
    ("Department of Fisheries", "Fisheries Department", organizations.REORDERED),
    ("US Northern Fleet", "Northern Fleet", organizations.ABROAD),
    ("Northern Quay Council", "NQC", organizations.ACRONYM),
    ("Health Ministry", "Ministry of Health", organizations.GENERIC),
    ("Northern Quay Council", "NGC", 0),
    ("Marlow Shipping", "Marlow Steel", 0),
]


@pytest.mark.parametrize(("one", "other", "likeness"), PEOPLE)
def test_people(one, other, likeness):
    assert names.likeness(one, other, "person")[0] == likeness
    assert names.likeness(other, one, "person")[0] == likeness


@pytest.mark.parametrize(("one", "other", "likeness"), BODIES)
def test_organisations(one, other, likeness):
    assert names.likeness(one, other, "organization")[0] == likeness
    assert names.likeness(other, one, "organization")[0] == likeness


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [(*pair[:2], "person") for pair in PEOPLE if pair[2] > 0]
    + [(*pair[:2], "organization") for pair in BODIES if pair[2] > 0],
)
def test_whoever_may_be_meant_is_found(one, other, kind):
    for mention, speaker in ((one, other), (other, one)):
        assert set(names.lookups(mention, kind)) & set(names.keys(speaker, kind)), mention


def test_a_surname_and_a_role_find_one_of_very_many():
    known = names.role_keys("John Kirby", "person", ["defense"])
    assert known == names.role_keys("Kirby", "person", ["defense"]) == ["pr kirbi defense"]


@pytest.mark.parametrize(
    ("new", "old", "better"),
    [
        ("John Kirby", "Kirby", True),
        ("John Kirby", "J. Kirby", True),
        ("John Kirby", "JOHN KIRBY", True),
        ("Kirby", "John Kirby", False),
        ("John F. Kirby", "John Kirby", False),
        ("J.D. Marsh", "JD Marsh", False),
    ],
)
def test_a_fuller_name(new, old, better):
    assert names.fuller(new, old, "person") is better


@pytest.mark.parametrize(
    "name", ["", " ", ".", "-", "’", "Mr", "al-", "Jr.", "J.", "“”", "and", "\x00", "李", "of the"]
)
def test_odd_names_are_names(name):
    for kind in ("person", "organization"):
        assert names.keys(name, kind) and names.lookups(name, kind)
        names.likeness(name, "John Kirby", kind)
        names.weak(name, kind)


def test_the_acronym_beside_a_name():
    text = "The Northern Harbour Council (NHC) and the Port Union (of dockers) agreed."
    assert organizations.acronym_of("Northern Harbour Council", text) == "NHC"
    assert organizations.acronym_of("Port Union", text) == ""
