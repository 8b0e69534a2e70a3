"""What a cue's words do: the act, the reporter's tone, and whether words or thoughts are reported."""

from __future__ import annotations

from importlib import resources

import pytest

from quotes.pipeline.cues import ACTS, CLASSES, SPEECH, TONES, Cue, read

CUES = [
    # plain saying, as it stands in print
    ("said", "say", "states", "plain", "said"),
    ("has repeatedly said", "say", "states", "plain", "said"),
    ("according to", "according to", "states", "plain", "said"),
    ("According to", "according to", "states", "plain", "said"),
    ("was quoted as saying", "say", "states", "plain", "said"),
    ("told", "tell", "states", "plain", "said"),
    ("told the committee", "tell", "states", "plain", "said"),
    ("went on to say", "say", "states", "plain", "said"),
    ("said on Tuesday", "say", "states", "plain", "said"),
    ("said in a statement", "say", "states", "plain", "said"),
    ("in a statement said", "say", "states", "plain", "said"),
    ("took to Twitter to say", "take to twitter", "states", "plain", "said"),
    ("tweeted", "tweet", "states", "plain", "said"),
    ("e-mailed", "email", "states", "plain", "said"),
    ("wrote", "write", "states", "plain", "said"),
    ("co-wrote", "co-write", "states", "plain", "said"),
    ("described", "describe", "states", "plain", "said"),
    ("called", "call", "states", "plain", "said"),
    ("has long argued", "argue", "states", "plain", "said"),
    ("shot back", "shoot back", "states", "plain", "said"),
    ("complained that", "complain", "states", "plain", "said"),
    ("labelled", "label", "states", "plain", "said"),
    ("labeled", "label", "states", "plain", "said"),
    ("summarized", "summarise", "states", "plain", "said"),
    ("summarised", "summarise", "states", "plain", "said"),
    ("in her own words", "in her own words", "states", "plain", "said"),
    ("suggested", "suggest", "states", "plain", "said"),
    (":", "", "states", "plain", "said"),
    ("—", "", "states", "plain", "said"),
    # the reporter vouches
    ("pointed out", "point out", "states", "endorses", "said"),
    ("noted", "note", "states", "endorses", "said"),
    ("made it clear", "make it clear", "states", "endorses", "said"),
    ("revealed", "reveal", "states", "endorses", "said"),
    ("acknowledged", "acknowledge", "admits", "endorses", "said"),
    ("has conceded", "concede", "admits", "endorses", "said"),
    ("confessed", "confess", "admits", "endorses", "said"),
    ("recognised", "recognise", "admits", "endorses", "said"),
    # the reporter keeps away
    ("claimed", "claim", "claims", "distances", "said"),
    ("alleges", "allege", "claims", "distances", "said"),
    ("in his claim that", "claim", "claims", "distances", "said"),
    ("insisted", "insist", "claims", "distances", "said"),
    ("boasted", "boast", "claims", "distances", "said"),
    ("reportedly", "reportedly", "claims", "distances", "said"),
    # the other acts
    ("denied", "deny", "denies", "plain", "said"),
    ("has ruled out", "rule out", "denies", "plain", "said"),
    ("refused", "refuse", "denies", "plain", "said"),
    ("accused", "accuse", "accuses", "plain", "said"),
    ("pointed the finger at", "point the finger", "accuses", "plain", "said"),
    ("warned of", "warn", "warns", "plain", "said"),
    ("issued a warning", "warn", "warns", "plain", "said"),
    ("expressed concern", "express concern", "warns", "plain", "said"),
    ("threatened to", "threaten", "threatens", "plain", "said"),
    ("repeated his threat", "threat", "threatens", "plain", "said"),
    ("vowed", "vow", "promises", "plain", "said"),
    ("has pledged", "pledge", "promises", "plain", "said"),
    ("called for", "call for", "demands", "plain", "said"),
    ("is calling on", "call on", "demands", "plain", "said"),
    ("urged", "urge", "demands", "plain", "said"),
    ("asked for", "ask for", "demands", "plain", "said"),
    ("asked", "ask", "asks", "plain", "said"),
    ("enquired", "inquire", "asks", "plain", "said"),
    ("praised", "praise", "praises", "plain", "said"),
    ("expressed support for", "express support for", "praises", "plain", "said"),
    ("condemned", "condemn", "condemns", "plain", "said"),
    ("criticized", "criticise", "condemns", "plain", "said"),
    ("lashed out at", "lash out at", "condemns", "plain", "said"),
    ("was highly critical of", "critical of", "condemns", "plain", "said"),
    ("launched an attack on", "attack", "condemns", "plain", "said"),
    ("predicted", "predict", "predicts", "plain", "said"),
    ("announced", "announce", "announces", "plain", "said"),
    ("unveiled", "unveil", "announces", "plain", "said"),
    # beliefs, wishes, plans
    ("believes", "believe", "states", "plain", "thought"),
    ("wants", "want", "states", "plain", "thought"),
    ("hopes", "hope", "states", "plain", "thought"),
    ("plans", "plan", "states", "plain", "thought"),
    ("expressed hope", "hope", "states", "plain", "thought"),
    ("is considering", "consider", "states", "plain", "thought"),
    ("feels", "feel", "states", "plain", "thought"),
    ("decided", "decide", "states", "plain", "thought"),
    ("would like", "would like", "states", "plain", "thought"),
    ("’d like", "'d like", "states", "plain", "thought"),
    ("worried", "worry", "states", "plain", "thought"),
    ("sees", "see", "states", "plain", "thought"),
    ("views", "view", "states", "plain", "thought"),
    ("is eager", "eager", "states", "plain", "thought"),
    # words or a mere opinion: nobody can tell from the verb
    ("agreed", "agree", "states", "plain", "either"),
    ("found", "find", "states", "endorses", "either"),
    ("showed", "show", "states", "endorses", "either"),
    # nouns
    ("the statement", "statement", "states", "plain", "said"),
    ("his letter", "letter", "states", "plain", "said"),
    ("in an interview", "interview", "states", "plain", "said"),
    ("remarks", "remark", "states", "plain", "said"),
    ("the allegation", "allegation", "claims", "distances", "said"),
    ("gave a speech", "speech", "states", "plain", "said"),
    ("released a statement", "statement", "states", "plain", "said"),
    ("criticism of", "criticism", "condemns", "plain", "said"),
    # negation: the act was not performed
    ("didn't deny", "not deny", "states", "plain", "said"),
    ("did not warn", "not warn", "states", "plain", "said"),
    ("never promised", "not promise", "states", "plain", "said"),
    ("don’t think", "not think", "states", "plain", "thought"),
    ("refused to comment", "not comment", "states", "plain", "said"),
    ("declined to condemn", "not condemn", "states", "plain", "said"),
    ("no longer supports", "not support", "states", "plain", "said"),
    ("has yet to apologize", "not apologise", "states", "plain", "said"),
    ("stopped short of endorsing", "not endorse", "states", "plain", "said"),
    ("not only criticized", "criticise", "condemns", "plain", "said"),
    ("told reporters not to", "tell", "states", "plain", "said"),
    ("can't say enough", "can't say enough", "praises", "plain", "said"),
    # unknown or empty
    ("blorped", "blorped", "states", "plain", "either"),
    ("", "", "states", "plain", "either"),
    ("'", "", "states", "plain", "said"),
]


@pytest.mark.parametrize(("printed", "lemma", "act", "tone", "speech"), CUES)
def test_read(printed, lemma, act, tone, speech):
    assert read(printed) == Cue(lemma, act, tone, speech)


def _rows() -> list[list[str]]:
    text = resources.files("quotes.pipeline").joinpath("data/cues.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def test_each_row_of_the_file_is_well_formed():
    for row in _rows():
        lemma, cls, act, tone, speech, forms = row
        assert cls in CLASSES and act in ACTS and tone in TONES and speech in SPEECH, row
        assert lemma and all(form == form.strip().lower() and form for form in forms.split(", ")), row


def test_no_form_belongs_to_two_rows():
    forms = [form for row in _rows() for form in row[5].split(", ")]
    assert sorted(forms) == sorted(set(forms))


def test_each_form_leads_back_to_its_own_row():
    wrong = [(form, read(form)) for row in _rows() for form in row[5].split(", ") if read(form).lemma != row[0]]
    assert not wrong


def test_every_act_has_a_verb():
    assert {row[2] for row in _rows()} == set(ACTS)
