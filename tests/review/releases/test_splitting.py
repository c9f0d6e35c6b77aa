"""What belongs together is in one part, nothing of the test is anywhere else, and a part is kept as a project grows."""

import random
from itertools import combinations

from review.releases.duplicates import alike
from review.releases.splitting import TEST, TRAIN, VALIDATION, Candidate, belonging, split
from review.services.releases.candidates import signed_by


def some(number, groups, audited):
    """Documents in groups; with some of them audit."""
    return [
        Candidate(id_, f"g{id_ % groups}" if id_ % 3 else "", id_ % audited == 0)
        for id_ in range(100, 100 + number)
    ]


def test_no_two_that_belong_together_are_in_two_parts():
    for seed in range(20):
        drawn = random.Random(seed)
        documents = some(300, 60, 17)
        pairs = [tuple(sorted(drawn.sample(range(300), 2))) for _time in range(40)]
        parts = split(documents, pairs, 0.3, seed)
        together = belonging(documents, pairs)
        for one, other in combinations(range(300), 2):
            if together[one] == together[other] and None not in (parts[one], parts[other]):
                assert parts[one] == parts[other]
        for document, part in zip(documents, parts, strict=True):
            assert (part == TEST) == document.is_audit


def test_the_share_is_that_of_groups_and_the_seed_decides():
    documents = [Candidate(id_, "", False) for id_ in range(2_000)]
    parts = split(documents, [], 0.1, 1)
    assert 140 <= parts.count(VALIDATION) <= 260
    assert parts == split(documents, [], 0.1, 1)
    assert parts != split(documents, [], 0.1, 2)


def test_a_document_stays_in_its_part_when_others_come():
    before = some(200, 40, 19)
    after = before + [Candidate(id_, f"new-{id_}", False) for id_ in range(1_000, 1_300)]
    assert split(after, [], 0.2, 5)[:200] == split(before, [], 0.2, 5)


def test_no_documents_are_no_parts():
    assert split([], [], 0.2, 1) == []
    assert alike(signed_by([])) == []


def test_texts_are_alike_by_their_words_and_not_by_their_length():
    words = [f"word{number}" for number in range(60)]
    texts = [" ".join(words), " ".join(words).upper() + "!", " ".join([*words[:58], "other", "end"])]
    texts += [" ".join(words[::-1]), "", "…", "!", "short text", "short text."]
    found = alike(signed_by(texts))
    joined = belonging([Candidate(number, "", False) for number in range(len(texts))], found)
    assert joined[:4] == [0, 0, 0, 3]
    assert joined[4:] == [4, 5, 6, 7, 7]


def test_all_parts_but_test_may_be_empty():
    documents = [Candidate(1, "", False), Candidate(2, "", False)]
    assert split(documents, [], 0.0, 1) == [TRAIN, TRAIN]
