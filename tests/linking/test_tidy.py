"""What an article prints around a name is cut off, and what is no name is nobody's."""

import pytest

from quotes.linking.tidy import tidy

TEXT = "They met in Nairobi. Bern said so. Voss agreed. Marlow was there, the story goes; critics and polls say so. Ada Bern left."


@pytest.mark.parametrize(
    ("name", "kind", "names", "is_now"),
    [
        # a widget says the name again, with the next headline joined to it
        ("Ada Bern Adelheid Maria BernBern", "person", ["Ada Bern"], "person"),
        ("Ada Bern Adelheid (Ada) Maria BernCouncil", "person", ["Ada Bern"], "person"),
        ("Bern Bern", "person", ["Bern"], "person"),
        ("Ada Bern Adelheid Maria BernHarbour pilots", "unnamed", ["Harbour pilots"], "unnamed"),
        # captions, datelines, days
        ("Ada Bern Photographer", "person", ["Ada Bern"], "person"),
        ("Ada Bern Tuesday", "person", ["Ada Bern"], "person"),
        ("ASHFORD (AP) — Ada Bern", "person", ["Ada Bern"], "person"),
        ("Image caption Supporters of the quay", "unnamed", ["Supporters of the quay"], "unnamed"),
        # a person taken for a body
        ("Secretary of State Peter Marlow", "organization", ["Peter Marlow"], "person"),
        ("Ashford Council Chief of Staff Peter Voss", "organization", ["Peter Voss"], "person"),
        ("Peter Marlow", "organization", ["Peter Marlow"], "person"),
        ("President Voss", "organization", ["Voss"], "person"),
        ("Charlotte Observer", "organization", ["Charlotte Observer"], "organization"),
        ("Peter Marlow’s campaign", "organization", ["Peter Marlow’s campaign"], "organization"),
        ("Governor Peter Voss’s husband", "unnamed", ["Governor Peter Voss’s husband"], "unnamed"),
        # two who speak together
        ("Ada Bern and Peter Voss", "person", ["Ada Bern", "Peter Voss"], "person"),
        ("Ada Bern, Peter Voss and Otto Marlow", "person", ["Ada Bern", "Peter Voss", "Otto Marlow"], "person"),
        # nobody, and sources without a name
        ("You", "organization", [], "unknown"),
        ("Another", "organization", [], "unknown"),
        ("Story", "organization", [], "unknown"),
        ("Polls", "organization", [], "unknown"),
        ("Critics", "organization", ["Critics"], "unnamed"),
        ("Some harbour pilots", "organization", ["Some harbour pilots"], "unnamed"),
        ("Peter Voss’s apartment in Ashford", "organization", [], "unknown"),
        ("Advertisement Continue", "organization", [], "unknown"),
        ("Harbour Act", "organization", [], "unknown"),
        ("MARLOW SAYS QUAY IS SAFE", "organization", [], "unknown"),
        ("a report", "unnamed", [], "unknown"),
        ("Ashford Democrat", "organization", ["Ashford Democrat"], "unnamed"),
        ("Deputy Director", "organization", ["Deputy Director"], "unnamed"),
        ("Kenyans", "organization", ["Kenyans"], "unnamed"),
        ("the Justice Department", "unnamed", ["Justice Department"], "organization"),
        ("MARLOW", "person", ["Marlow"], "person"),
        ("D-Ky", "person", [], "unknown"),
        ("President", "person", [], "unknown"),
        ("QzVkMLPXnT", "person", [], "unknown"),
        ("Nairobi", "person", ["Nairobi"], "organization"),
        # names that stay as they are
        ("Ada McMarlow", "person", ["Ada McMarlow"], "person"),
        ("Otto Church", "person", ["Otto Church"], "person"),
        ("Kenya", "organization", ["Kenya"], "organization"),
        ("TikTok", "organization", ["TikTok"], "organization"),
        ("WHO", "organization", ["WHO"], "organization"),
        ("Otto McMarlow II", "person", ["Otto McMarlow II"], "person"),
        ("John P. O'Voss Jr.", "person", ["John P. O'Voss Jr."], "person"),
    ],
)
def test_a_name_alone(name, kind, names, is_now):
    found = tidy(name, kind, TEXT)
    assert (list(found.names), found.kind) == (names, is_now)
