"""A larger encoder that learns stances alone, a pass a target, and then labels what nobody has: what the small head learns from.

Distillation (Hinton, Vinyals and Dean, 2015). The teacher sees the target marked in the text, and the quotation when the text
is more than that; it answers for names in the training articles and sentences, with probabilities.
"""

from __future__ import annotations

import json
import logging
import random
import re
import sys
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import spacy
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quotes.pipeline.network.labels import STANCES
from quotes.training.corpora import Example, Odds, Opinion
from quotes.types import Span

log = logging.getLogger(__name__)

MARKS = ("<target>", "</target>", "<quote>", "</quote>")
LONGEST = 160  # pieces of a question
EPOCHS, RATE, HEAD_RATE, WARMUP = 3, 2e-5, 2e-4, 0.1
BUDGET = 1536  # pieces in a batch
SAMPLE = 9000  # opinions of a kind that it is asked for
_NAME = re.compile(r"(?:[A-Z][\w’'-]+)(?:\s(?:of\s)?[A-Z][\w’'-]+)*")
FROZEN = 4  # lowest layers that keep what they know: a third of the time


def heard(found: Mapping[str, Sequence[Example]], folder: Path, kept: Path) -> dict[str, list[Example]]:
    """The articles and sentences, by corpus, with what people read in them and a teacher on the encoder in `folder` hears.

    It learns from the opinions that people read. What it answers is kept in a file, and read from there the next time.
    """
    everyone = [*found["polnear"], *found["newsmtsc"]]
    asked = list(unheard(everyone, random.Random(0)))
    if not kept.exists():
        known = [e for name in ("read", "newsmtsc", "stances") for e in found[name]]
        net = train(folder, [(question(e.text, o), o.odds) for e in known for o in e.opinions])
        answers = net.answers([question(everyone[n].text, o) for n, o in asked]).softmax(1)
        kept.write_text(json.dumps([[round(x, 3) for x in row] for row in answers.tolist()]), encoding="utf-8")
    opinions = [list(e.opinions) for e in everyone]
    for (n, opinion), odds in zip(asked, json.loads(kept.read_text(encoding="utf-8")), strict=True):
        opinions[n].append(replace(opinion, odds=tuple(odds)))
    full = [replace(e, opinions=tuple(own)) for e, own in zip(everyone, opinions, strict=True)]
    return {"polnear": full[: len(found["polnear"])], "newsmtsc": full[len(found["polnear"]) :]}


def unheard(examples: Sequence[Example], rng: random.Random) -> Iterator[tuple[int, Opinion]]:
    """Opinions that nobody has read, without odds, with the indices of their examples: an equal sample of each kind.

    Of quotations as a whole and towards each name in them, of sentences towards each name, and of the sentences with a
    known target towards the others.
    """
    sentencizer = spacy.blank("en")
    sentencizer.add_pipe("sentencizer")
    kinds: dict[str, list[tuple[int, Opinion]]] = {}
    for n, example in enumerate(examples):
        for kind, opinion in _quoted(example) if example.spans else _others(example):
            kinds.setdefault(kind, []).append((n, opinion))
        if example.spans:
            sentences = [(s.start_char, s.end_char) for s in sentencizer(example.text).sents]
            for name in _names(example):
                at = bisect_right(sentences, (name[0], sys.maxsize)) - 1
                if name[1] <= sentences[at][1]:
                    kinds.setdefault("sentence", []).append((n, Opinion((), sentences[at], sentences[at], name)))
    for held in kinds.values():
        yield from rng.sample(held, min(SAMPLE, len(held)))


def _quoted(example: Example) -> Iterator[tuple[str, Opinion]]:
    known = [o.content for o in example.opinions]
    ends = {(s.label, s.start): s.end for s in example.spans or ()}
    names = _names(example)
    for start, source, cue in example.links:
        content = (start, ends["CONTENT", start])
        if len(example.text[slice(*content)].split()) < 3 or any(s < content[1] and start < e for s, e in known):
            continue
        beside = [(s, ends[k, s]) for k, s in (("SOURCE", source), ("CUE", cue)) if s is not None]
        near = [content, *((s, e) for s, e in beside if abs(s - start) < 1500)]
        around = min(s for s, _ in near), max(e for _, e in near)
        yield "quotation", Opinion((), content, around)
        for name in names:
            if start <= name[0] and name[1] <= content[1]:
                yield "name", Opinion((), content, around, name)


def _others(example: Example) -> Iterator[tuple[str, Opinion]]:
    known = [o.target for o in example.opinions if o.target]
    whole = (0, len(example.text))
    for m in _NAME.finditer(example.text):
        if m.start() and not any(s < m.end() and m.start() < e for s, e in known):
            yield "other", Opinion((), whole, whole, m.span())


def _names(example: Example) -> list[Span]:
    return [(e.start, e.end) for e in example.entities or () if e.label != "OTHER"]


def question(text: str, opinion: Opinion) -> str:
    """The text around an opinion with its quotation and its target marked."""
    marks: list[tuple[int, int, str]] = []
    lo, hi = opinion.around
    if opinion.content != opinion.around:
        marks += [(opinion.content[0], 2, MARKS[2]), (opinion.content[1], 0, MARKS[3])]
    if opinion.target:
        marks += [(opinion.target[0], 3, MARKS[0]), (opinion.target[1], 1, MARKS[1])]
        lo, hi = min(lo, opinion.target[0]), max(hi, opinion.target[1])
    out, at = [], lo
    for where, _, mark in sorted(marks):
        out += [text[at:where], f" {mark} "]
        at = where
    return " ".join("".join([*out, text[at:hi]]).split())


class Teacher(nn.Module):
    """Any encoder that `transformers` loads, and a head on its first piece and the mean of the target's (or of all)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.tokenizer.add_special_tokens({"additional_special_tokens": list(MARKS)})
        self.encoder = AutoModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False)
        self.encoder.resize_token_embeddings(len(self.tokenizer), mean_resizing=False)
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(0.2), nn.Linear(width, len(STANCES))
        )
        vocabulary = self.tokenizer.get_vocab()
        self.opens, self.closes = (vocabulary[mark] for mark in MARKS[:2])
        self.pad = self.tokenizer.pad_token_id

    def freeze(self, layers: int) -> None:
        parts = [self.encoder.embeddings, *self.encoder.encoder.layer[:layers]]
        for p in (p for part in parts for p in part.parameters()):
            p.requires_grad_(False)

    def encode(self, asked: Sequence[str]) -> list[list[int]]:
        return self.tokenizer(asked, truncation=True, max_length=LONGEST)["input_ids"]

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad).long()
        with torch.autocast(ids.device.type, torch.bfloat16):
            x = self.encoder(ids, attention_mask=mask).last_hidden_state
        x = x.float()
        inside = (ids.eq(self.opens).cumsum(1) - ids.eq(self.closes).cumsum(1)) * mask * ids.ne(self.opens)
        inside = torch.where(inside.sum(1, keepdim=True) > 0, inside, mask).float()
        target = (x * inside[..., None]).sum(1) / inside.sum(1, keepdim=True)
        return self.head(torch.cat([x[:, 0], target], -1))

    def batches(self, pieces: Sequence[Sequence[int]], rng: random.Random | None = None) -> list[list[int]]:
        """Indices in batches of alike length."""
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]) + (rng.random() * 6 if rng else 0))
        out: list[list[int]] = [[]]
        for i in order:
            if out[-1] and len(pieces[i]) * (len(out[-1]) + 1) > BUDGET:
                out.append([])
            out[-1].append(i)
        if rng:
            rng.shuffle(out)
        return out

    def padded(self, pieces: Sequence[Sequence[int]]) -> Tensor:
        width = max(map(len, pieces))
        rows = [[*p, *[self.pad] * (width - len(p))] for p in pieces]
        return torch.tensor(rows, device=next(self.parameters()).device)

    def answers(self, asked: Sequence[str]) -> Tensor:
        """Logits in the order of STANCES, (questions, 3)."""
        self.eval()
        pieces = self.encode(asked)
        out = torch.zeros(len(asked), len(STANCES))
        with torch.inference_mode():
            for n, batch in enumerate(todo := self.batches(pieces), start=1):
                out[batch] = self(self.padded([pieces[i] for i in batch])).cpu()
                if n % 100 == 0:
                    log.info("teacher answers, batch %d of %d", n, len(todo))
        return out


def train(folder: Path, known: Sequence[tuple[str, Odds]], seed: int = 1) -> Teacher:
    """A teacher on the encoder in a folder, taught with questions and their answers."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Teacher(folder).to(device)
    net.freeze(FROZEN)
    pieces = net.encode([asked for asked, _ in known])
    ours = [p for p in net.encoder.parameters() if p.requires_grad]
    groups = [{"params": ours, "lr": RATE}, {"params": list(net.head.parameters()), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = len(net.batches(pieces)) * EPOCHS
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (WARMUP * steps), max(0.0, (steps - s) / (steps * (1 - WARMUP))))
    )
    for epoch in range(EPOCHS):
        net.train()
        todo, lost, began = net.batches(pieces, rng), 0.0, time.monotonic()
        for n, batch in enumerate(todo, start=1):
            gold = torch.tensor([known[i][1] for i in batch], device=device)
            loss = F.cross_entropy(net(net.padded([pieces[i] for i in batch])), gold)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            lost += loss.item()
            if n % 20 == 0:
                pace = (time.monotonic() - began) / n
                log.info("teacher %d, batch %d of %d, %.2f s each: %.3f", epoch, n, len(todo), pace, lost / n)
    return net
