"""What a rule without code means, where it matches, and how to ask it of a million documents. Pure: no Django.

The words: a *condition* holds of a document or not (`definitions`); a *rule* says a label, or proposes spans, where
its condition holds. A *pattern* is turned into a tree (`patterns`), a tree into an automaton that takes time linear
in the text (`automaton`): that is what a match means. The engine (`expressions`, `sieves`) only saves time: it says
which documents can match, and where it is exact, which do.
"""
