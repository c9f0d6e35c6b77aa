"""Can everybody read it? WCAG 2.2 contrast of the tokens, light and dark, computed from tokens.css itself."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static/css/tokens.css").read_text()
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", TOKENS))
PERCENT = {name: int(value) / 100 for name, value in re.findall(r"--([\w-]+): (\d+)%", TOKENS)}
THEMES = ["light", "dark"]
TEXT, EDGE = 4.5, 3.0  # SC 1.4.3 and 1.4.11
LABELS = [f"label-{slot}" for slot in range(1, 9)]


def colour(name, theme):
    """A token's red, green and blue, 0 to 1."""
    code = PAIRS[name].split(", ")[THEMES.index(theme)]
    return tuple(int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))


def linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    """The ratio of relative luminances, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = sorted(
        sum(w * linear(channel) for w, channel in zip(weights, each, strict=True)) for each in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def tint(label, ground, share):
    """The label's colour over the ground. The style sheets mix in oklab; in sRGB the tint is a shade stronger."""
    return tuple(share * a + (1 - share) * b for a, b in zip(label, ground, strict=True))


def test_the_formula_gives_the_published_ends_of_the_scale():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["canvas", "surface", "raised"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "accent", "good", "warn", "bad"])
def test_words_can_be_read_on_every_ground(ink, ground, theme):
    assert contrast(colour(ink, theme), colour(ground, theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_the_accent(theme):
    assert contrast(colour("accent-ink", theme), colour("accent", theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["canvas", "surface"])
def test_a_control_stands_out_from_its_ground(ground, theme):
    assert contrast(colour("control-line", theme), colour(ground, theme)) >= EDGE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_ink_on_its_tint_with_an_edge_that_shows(label, theme):
    canvas, ink = colour("canvas", theme), colour("ink", theme)
    assert contrast(ink, tint(colour(label, theme), canvas, PERCENT["tint"])) >= TEXT
    assert contrast(ink, tint(colour(label, theme), canvas, PERCENT["tint-strong"])) >= TEXT
    assert contrast(colour("ink-soft", theme), tint(colour(label, theme), canvas, PERCENT["tint"])) >= TEXT
    assert contrast(colour(label, theme), canvas) >= EDGE
