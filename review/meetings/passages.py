"""Which words of a text were taken from another? So that an erased document's words can be taken out again."""

import re

RUN = 5  # words in a row that two texts do not share by chance
WORD = re.compile(r"\w+")


def shared_passages(text: str, source: str) -> list[str]:
    """Stretches of the text whose words stand in the source in the same order, RUN or more of them.

    Examples
    --------
    >>> shared_passages("As in “never again, said the old man”: cross.", "She: never again, said the old man. No.")
    ['never again, said the old man']
    """
    words, found = list(WORD.finditer(text)), []
    spoken = [word.group().casefold() for word in WORD.finditer(source)]
    runs = {tuple(spoken[at : at + RUN]) for at in range(len(spoken) - RUN + 1)}
    place = 0
    while place + RUN <= len(words):
        end = place
        while tuple(word.group().casefold() for word in words[end : end + RUN]) in runs:
            end += 1
        if end > place:
            found.append(text[words[place].start() : words[end + RUN - 2].end()])
        place = end + RUN - 1 if end > place else place + 1
    return found
