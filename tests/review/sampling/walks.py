"""The chance that a plan claims, by walking through every course a check can take; whole fractions, no formula."""

from fractions import Fraction


def chance_to_claim(plan, batch, bad, most=None):
    """A look after each checked document, as the page has it: the first one that may claim ends the check.

    Without a batch `bad` is the rate of errors in a stream without end.
    """
    courses, claimed = {0: Fraction(1)}, Fraction(0)
    for checked in range(most or batch):
        after: dict[int, Fraction] = {}
        for errors, chance in courses.items():
            wrong = bad if batch is None else Fraction(bad - errors, batch - checked)
            for found, share in ((errors + 1, wrong), (errors, 1 - wrong)):
                if plan.may_claim(checked + 1, found):
                    claimed += chance * share
                elif share and not plan.is_lost(found):
                    after[found] = after.get(found, Fraction(0)) + chance * share
        courses = after
    return claimed
