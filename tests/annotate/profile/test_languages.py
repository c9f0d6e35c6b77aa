"""The language of a text is guessed where its script or its words say it, and left unknown where they do not."""

import pytest

from annotate.profile.languages import CODES, UNKNOWN, language_of

SENTENCES = {
    "en": "I read the book yesterday, and it was not as good as I thought.",
    "de": "Ich habe das Buch gestern gelesen, und es war nicht so gut, wie ich dachte.",
    "nl": "Ik heb het boek gisteren gelezen en het was niet zo goed als ik dacht.",
    "fr": "J’ai lu le livre hier et il n’était pas aussi bon que je le pensais.",
    "es": "Leí el libro ayer y no era tan bueno como pensaba.",
    "it": "Ho letto il libro ieri e non era così buono come pensavo.",
    "pt": "Li o livro ontem e não era tão bom como eu pensava.",
    "sv": "Jag läste boken igår och den var inte så bra som jag trodde.",
    "pl": "Przeczytałem wczoraj książkę i nie była tak dobra, jak myślałem.",
    "cs": "Včera jsem četl knihu a nebyla tak dobrá, jak jsem si myslel.",
    "hu": "Tegnap elolvastam a könyvet, és nem volt olyan jó, mint gondoltam.",
    "fi": "Luin kirjan eilen, eikä se ollut niin hyvä kuin luulin.",
    "tr": "Kitabı dün okudum ve düşündüğüm kadar iyi değildi.",
    "ru": "Я прочитал книгу вчера, и она была не так хороша, как я думал.",
    "uk": "Я прочитав книгу вчора, і вона була не така добра, як я думав.",
    "el": "Διάβασα το βιβλίο χθες.",
    "ja": "昨日その本を読みました。",
    "zh": "我昨天读了这本书。",
    "ko": "어제 그 책을 읽었습니다.",
    "ar": "قرأت الكتاب أمس ولم يكن جيدا كما كنت أعتقد في ذلك",
    "hi": "मैंने कल किताब पढ़ी और वह उतनी अच्छी नहीं थी।",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_is_known_by_its_words_or_script(language, sentence):
    assert language in CODES
    assert language_of(sentence) == language


@pytest.mark.parametrize(
    "text", ["", "…", "12 345", "Schubert 1828", "ok", "Bergen, Roma", "😀😀", "qwrt zxcv plmk"]
)
def test_what_says_too_little_is_unknown(text):
    assert language_of(text) == UNKNOWN


def test_two_languages_in_equal_parts_are_unknown():
    assert language_of("the dog and the cat — der Hund und die Katze") == UNKNOWN


def test_a_long_text_costs_no_more_than_its_beginning():
    assert language_of("The train is late, and so it was. " + "\ud800" * 1_000_000) == "en"
