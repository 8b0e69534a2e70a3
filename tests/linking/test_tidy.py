"""What an article prints around a name is cut off, and what is no name is nobody's."""

import pytest

from quotes.linking.tidy import Tidy, tidy

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
        # a country's government is the country, which speaks under its name elsewhere
        ("the Norwegian government", "unnamed", ["Norway"], "organization"),
        ("government of Norway", "organization", ["Norway"], "organization"),
        ("Kenya’s government", "unnamed", ["Kenya"], "organization"),
        ("the Texas government", "unnamed", ["the Texas government"], "unnamed"),
        ("a Norwegian government official", "unnamed", ["a Norwegian government official"], "unnamed"),
        ("Norwegian government lawyers", "unnamed", ["Norwegian government lawyers"], "unnamed"),
        # one of a party, of a place
        ("Ohio Democrat", "person", ["Ohio Democrat"], "unnamed"),
        ("Austin Conservative", "person", ["Austin Conservative"], "person"),  # a given name, too
        ("Norway Ambassador", "person", ["Norway Ambassador"], "unnamed"),
        ("Georgia Bishop", "person", ["Georgia Bishop"], "person"),
        ("Kenyans", "person", ["Kenyans"], "unnamed"),
        # whoever works for somebody
        ("Team Voss", "person", ["Team Voss"], "organization"),
        ("Ally Voss", "person", ["Ally Voss"], "person"),
        # an outlet before a name
        ("Reuters Ada Bern", "person", ["Ada Bern"], "person"),
        ("Senate Bern", "person", ["Bern"], "person"),
        # capitals before a name
        ("WATCH Ada Bern", "person", ["Ada Bern"], "person"),
        ("NHC Ostmark", "person", ["NHC Ostmark"], "organization"),
        ("ADA BERN", "person", ["ADA BERN"], "person"),
        # a label, a case at court
        ("Bern v. Voss", "person", [], "unknown"),
        ("Voss’s Comeback", "person", [], "unknown"),
        ("Voss’s Ada Bern", "person", ["Ada Bern"], "person"),
        # an acronym with a word joined to it
        ("NHCFund", "person", ["NHCFund"], "organization"),
        ("NHC-Ostmark", "person", ["NHC-Ostmark"], "organization"),
        ("QUILL-MARLOW", "person", ["QUILL-MARLOW"], "person"),
        ("McAdam", "person", ["McAdam"], "person"),
        # a title and no name; nouns of several bodies
        ("Lt. Gov", "person", [], "unknown"),
        ("Asst. Sec", "person", [], "unknown"),
        ("Ret. Col. Peter Marlow", "person", ["Peter Marlow"], "person"),
        ("Tem Ada Bern", "person", ["Ada Bern"], "person"),
        ("Ashford Universities", "person", ["Ashford Universities"], "organization"),
        ("Calder Hospitals", "person", ["Calder Hospitals"], "organization"),
        ("Ada Banks", "person", ["Ada Banks"], "person"),
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
        # what is left of a rank, a state, an initial, a heading
        ("Amb", "person", [], "unknown"),
        ("Conn", "person", [], "unknown"),
        ("QV", "person", [], "unknown"),
        ("F.", "person", [], "unknown"),
        ("COLUMN", "person", [], "unknown"),
        # words joined in a name: a firm's, somebody's handle, a verb before it, the name once more behind it
        ("HarbourWatch", "person", ["HarbourWatch"], "organization"),
        ("AdaMarlow", "person", ["Ada Marlow"], "person"),
        ("saidAda Bern", "person", ["Ada Bern"], "person"),
        ("Otto QuillOtto QuillThe", "person", ["Otto Quill"], "person"),
        ("LeMarlow", "person", ["LeMarlow"], "person"),
        # offices of several words
        ("House Speaker Marlow", "person", ["Marlow"], "person"),
        ("Budget Committee President Marlow", "person", ["Marlow"], "person"),
        ("Ada Dean Marlow", "person", ["Ada Dean Marlow"], "person"),
        # given names that are nouns of people, too
        ("Leo Q. Marlow", "person", ["Leo Q. Marlow"], "person"),
        ("Frank Otto Marlow", "person", ["Frank Otto Marlow"], "person"),
        ("Donna Van Marlow", "person", ["Donna Van Marlow"], "person"),
        ("Captain Leo Marlow", "person", ["Leo Marlow"], "person"),
        ("Supporters of Governor Marlow", "organization", ["Supporters of Governor Marlow"], "unnamed"),
        ("Allies of Ada Bern", "organization", ["Allies of Ada Bern"], "unnamed"),
        ("Friends of the Quay", "organization", ["Friends of the Quay"], "organization"),
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


@pytest.mark.parametrize(
    ("name", "text", "names", "kind"),
    [
        # a heading that a page is built with, or somebody's name
        ("Column", "GUEST COLUMN\nThe quay is open.", [], "unknown"),
        ("Story", "Ada Story came. “The quay is open,” Story said.", ["Story"], "person"),
        # a title that was cut off at its full stop, with the name behind it
        ("Rear Adm", "The ships came late, Rear Adm. Ada Bern said.", ["Ada Bern"], "person"),
        ("Maj. Gen", "Maj. Gen. Otto P. Voss, who retired, said so.", ["Otto P. Voss"], "person"),
        ("Vice Adm", "The fleet waits for the Vice Adm. to come.", [], "unknown"),
        # a country whose name people have, too
        ("Israel", "Rockets fell in Israel. On Monday Israel said it would answer.", ["Israel"], "organization"),
        ("Jordan", "A ferry came to Jordan, and Jordan said nothing.", ["Jordan"], "organization"),
        ("Israel", "Ada Israel spoke in Israel. Israel said she was tired.", ["Israel"], "person"),
        ("Jordan", "He was in Jordan when Rep. Jordan called.", ["Jordan"], "person"),
        # a family or another group: never without `the`
        ("Marlows", "He met the Marlows. The Marlows said they would come.", ["Marlows"], "unnamed"),
        ("Wanderers", "The vote was near, the Wanderers said.", ["Wanderers"], "unnamed"),
        ("Rogers", "The Rogers plan failed, and Rogers said so.", ["Rogers"], "person"),
        ("Marlows", "The Marlows plan to come. Ada Marlow paid for what Marlows do.", ["Marlows"], "unnamed"),
        ("Adams", "The Adams plan failed. Otto Adams met Edda Adam, and Adams said so.", ["Adams"], "person"),
        ("Davis", "Ada Davis came. Davis said it was late.", ["Davis"], "person"),
        ("Voss", "Nobody knew, said Voss.", ["Voss"], "person"),
        ("Chad", "Chad Marlow came. Chad said it was late.", ["Chad"], "person"),
        # an acronym that was read as a name
        ("Qhvk", "The ferry waits, QHVK said. QHVK has no money.", ["QHVK"], "organization"),
        ("Voss", "VOSS: The ferry waits.", ["Voss"], "person"),
        ("Voss", "EDDA VOSS spoke. The ferry waits, VOSS said.", ["Voss"], "person"),
        ("Voss", "VOSS SAYS NO. The ferry waits, Voss said.", ["Voss"], "person"),
        # the rest of a place's name, or of what stands behind `the`
        ("Ada Bern", "They met in San Ada Bern. In San Ada Bern it rained.", ["San Ada Bern"], "organization"),
        ("Ada Bern", "They met in San Ada Bern. Ada Bern was late.", ["Ada Bern"], "person"),
        ("Ada Bern", "She leads the Ada Bern Quay Fund.", ["Ada Bern Quay Fund"], "organization"),
        ("Ada Bern", "She leads the Ada Bern Quay Fund, Ada Bern said.", ["Ada Bern"], "person"),
        ("Ada Bern", "Then came Ada Bern Tuesday with the keys.", ["Ada Bern"], "person"),
        # a heading, or somebody whose name is made of words
        ("Harbour Watch", "HARBOUR WATCH: the harbour was safe on my watch.", [], "unknown"),
        ("On The Harbour", "Boats on the harbour wait.", [], "unknown"),
        ("Tiger Fields", "The fields were wet, and a tiger ran. Fields said so.", ["Tiger Fields"], "person"),
        # a name that was cut at its hyphen
        ("Voss", "Ada Bern-Voss came. Bern-Voss said it was late.", ["Bern-Voss"], "person"),
        ("Voss", "Ada Bern-Voss came. Her brother Voss said it was late.", ["Voss"], "person"),
        ("Ada Bern", "Ada Bern-Voss came. Bern-Voss said it was late.", ["Ada Bern-Voss"], "person"),
        ("Ada Bern", "Ada Bern-Voss came, and Ada Bern said it was late.", ["Ada Bern"], "person"),
        ("Ada Bern", "The Ada Bern-led council came.", ["Ada Bern"], "person"),
        ("Paul Bern", "Jean-Paul Bern came.", ["Jean-Paul Bern"], "person"),
        ("Paul Bern", "The ex-pilot-Paul Bern came with Ashford-Paul Bern.", ["Paul Bern"], "person"),
        ("Bern", "The Bern-Voss plan came, and Bern said it was late.", ["Bern"], "person"),
    ],
)
def test_what_the_text_says_of_a_name(name, text, names, kind):
    assert tidy(name, "person", text) == Tidy(tuple(names), kind)
