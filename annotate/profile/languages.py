"""Which language is a text in? A guess from its script and commonest words, and "unknown" where they say too little.

The words are those that a language cannot do without and writes all the time: articles, prepositions, pronouns. A
word of several languages counts for each of them, but less. Nothing is learned and nothing is fetched. Pure.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from heapq import nlargest
from operator import itemgetter

UNKNOWN = ""
LOOKED_AT = 2_000  # characters; more would change hardly a guess
LEAST = 1.2  # of evidence; about two words that are one language's own
LEAD = 1.4  # times as much as the second language has
SHARE = 0.08  # evidence per word: a foreign name in a text is no language
SCRIPT_SHARE = 0.5  # of the letters

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

# Scripts that are written in one language for the most part.
OF_A_SCRIPT = {
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "TELUGU": "te",
    "BENGALI": "bn",
    "GUJARATI": "gu",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "ETHIOPIC": "am",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TIBETAN": "bo",
}

COMMON = {
    "en": "the of and to in is that it was for on with as at by this are be from have not you but he she they we his"
    " her an or what when there which will would their been has had how who where does did can could your my i do if"
    " about so me just it's don't i'm all up out get one no",
    "de": "der die das und ist nicht ein eine zu den mit von auf für sich dem des im auch es an als wie bei nach aus"
    " wir ich sie er war wird werden oder aber noch nur über einen einer kann hat haben sind vom zum zur wenn dass"
    " mehr so was man uns mir mich kein keine schon durch ihr ihre diese dieser bitte",
    "nl": "de het een en van is dat niet in op te zijn voor met die aan er om ook maar als bij nog naar door wordt ik"
    " je hij zij we hebben heeft was wat kan geen meer dan uit tot deze dit wel worden over werd mijn ze",
    "sv": "och att det som en på är av för med den till inte har ett om jag var men sig så från han hon vi när nu kan"
    " ska skulle mycket eller också denna detta vara efter alla",
    "da": "og at det som en på er af for med den til ikke har et om jeg var men sig så fra han hun vi når nu kan skal"
    " ville meget eller også denne dette være efter alle hvad blev",
    "no": "og at det som en på er av for med den til ikke har et om jeg var men seg så fra han hun vi når nå kan skal"
    " ville mye eller også denne dette være etter alle hva ble",
    "fr": "le la les de des et un une est que qui dans pour pas sur au aux du en ce il elle nous vous je ne se avec"
    " par plus sont mais ou cette ces son sa ses été avoir être comme tout fait leur si c'est qu'il d'un à était",
    "es": "el la los las de del y que en un una es por con no para se su al lo como más pero sus le ya o este esta sí"
    " porque muy sin sobre también me hasta hay donde fue ser son está yo nos cuando él todo era",
    "pt": "o a os as de do da dos das e que em um uma é por com não para se ao mais como mas foi ele ela seu sua ou"
    " quando muito nos já eu também só pelo pela até isso entre depois sem mesmo você são está na no",
    "it": "il lo la i gli le di del della dei delle e che è in un una per con non si da al alla più come ma sono ha"
    " questo questa anche nel nella io mi ci se o era essere stato suo sua cosa molto quando tutto ho",
    "ro": "și de la în a cu că nu pe din o un este care pentru mai sunt au fost sau ca se prin dar după ce lui fi"
    " această acest foarte am ai el ea noi",
    "pl": "i w na z się nie to że jest do o jak ale po co tak za od przez był była dla są jego czy już tylko być może"
    " ma które który bardzo ja pan jej tym ich",
    "cs": "a v na se je že s z do o to k i jako za pro ale jsou byl bylo od po nebo které který jeho při už jen být"
    " není si tak také jsem co ve by",
    "sk": "a v na sa je že s z do o to k aj ako za pre ale sú bol bolo od po alebo ktoré ktorý jeho pri už len byť"
    " nie si tak tiež som čo vo by",
    "hu": "a az és hogy nem is egy ez azt van volt meg de csak mint már el ki még be vagy ha kell lehet minden nagyon"
    " én ezt amely után között szerint mert",
    "fi": "ja on ei se että oli hän joka mutta ovat olla kun niin tai kuin ole myös mitä sen ne minä vain jos nyt oma"
    " hyvin jo siitä tämä tässä voi hänen en",
    "et": "ja on ei et see oli ta kui mis ka oma aga ning või siis mida nii ma olid pole kes välja üks tema seda"
    " väga juba",
    "tr": "ve bir bu da de için ile çok ne o daha gibi ama ben mi var olarak olan kadar sonra en değil her ki biz"
    " şey ya diye olduğu",
    "id": "yang dan di dengan untuk dari ini itu dalam tidak pada adalah akan ke juga saya oleh karena atau mereka"
    " ada bisa kami telah lebih sudah anda",
    "vi": "và của là có không được cho một trong với người những các để này đã khi từ như đến tôi về cũng nhưng ra",
    "ru": "и в не на что я с он как это по но она к у из за от так же вы мы для бы было только его ее был все о до"
    " или если уже мне есть когда",
    "uk": "і в не на що я з він як це по але вона до у із за від так же ви ми для б було тільки його її був все"
    " або якщо вже мені є коли та та й",
    "bg": "и в не на че се с той как това по но тя към за от така вие ние бе беше само неговия е са като до или ако"
    " вече ми има когато във който да ще съм",
    "sr": "и у не на да се је са он као то по али она за од тако ви ми би било само његов сам су који или ако већ има"
    " када што",
    "ar": "في من على أن إلى هذا التي الذي عن مع لا ما كان هو هي كل لم بعد قد ذلك و أو هذه كما بين عند حتى إن",
    "fa": "و در به از که این را با است برای آن یک می تا بر هم کرد شد خود است ما های ها بود او هر باید نیز",
    "ur": "کے میں کی ہے اور سے کا کو اس نے کہ پر یہ ہیں ایک بھی تھا نہیں کر وہ تو جو گیا ہو",
    "hi": "के में की है और से का को इस ने कि पर यह हैं एक भी था नहीं कर वह तो जो गया हो लिए",
    "mr": "आणि आहे या ते हे मध्ये नाही त्या एक होते तर मी काय आहेत पण होता करून साठी",
}

# A letter that, among the languages above, only one writes.
LETTERS = {
    "ß": "de",
    "ñ": "es",
    "¿": "es",
    "ã": "pt",
    "ő": "hu",
    "ű": "hu",
    "ł": "pl",
    "ř": "cs",
    "ů": "cs",
    "ľ": "sk",
    "ŕ": "sk",
    "ț": "ro",
    "ğ": "tr",
    "ı": "tr",
    "ї": "uk",
    "є": "uk",
    "ґ": "uk",
    "ы": "ru",
    "э": "ru",
    "ђ": "sr",
    "ћ": "sr",
    "ơ": "vi",
    "ư": "vi",
    "đ": "vi",
    "پ": "fa",
    "ٹ": "ur",
    "ں": "ur",
    "ے": "ur",
}
OF_A_LETTER = 0.5
MOST_OF_LETTERS = 1.5


def language_of(text: str) -> str:
    """The language as a code of two letters, or "" where nothing says it.

    Examples
    --------
    >>> language_of("Where is the station, and when does the train leave?")
    'en'
    >>> language_of("Wo ist der Bahnhof, und wann fährt der Zug?")
    'de'
    >>> language_of("Schubert 1828"), language_of("12 345")
    ('', '')
    """
    looked_at = text[:LOOKED_AT].replace("’", "'").lower()
    return _of_script(looked_at) or _of_words(looked_at)


def _of_script(text: str) -> str:
    """Where the letters of a script tell: without a look at words."""
    if text.isascii():
        return UNKNOWN
    scripts = Counter(script for sign in text if (script := _script(sign)))
    letters = scripts.total()
    if not letters:
        return UNKNOWN
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > letters * 0.1:
        return "ja"
    if scripts["CJK"] > letters * SCRIPT_SHARE:
        return "zh"
    script, count = scripts.most_common(1)[0]
    return OF_A_SCRIPT.get(script, UNKNOWN) if count > letters * SCRIPT_SHARE else UNKNOWN


@cache
def _script(sign: str) -> str:
    """The first word of a letter's name, such as GREEK."""
    return unicodedata.name(sign, "").split(" ")[0] if sign.isalpha() else ""


def _of_words(text: str) -> str:
    words = WORD.findall(text)
    known, letters = _evidence()
    found = _of_letters(text, letters)
    for word in words:
        for language, weight in known.get(word, ()):
            found[language] += weight
    (best, most), (_second, next_most) = [*_best_two(found), (UNKNOWN, 0.0), (UNKNOWN, 0.0)][:2]
    if most < max(LEAST, SHARE * len(words)) or most < LEAD * next_most:
        return UNKNOWN
    return best


def _best_two(found: dict[str, float]) -> list[tuple[str, float]]:
    return nlargest(2, found.items(), key=itemgetter(1))


def _of_letters(text: str, letters: re.Pattern[str]) -> defaultdict[str, float]:
    """What letters say that one language alone writes; they can support words, and hardly stand alone."""
    found: defaultdict[str, float] = defaultdict(float)
    if not text.isascii():
        for letter in letters.findall(text):
            language = LETTERS[letter]
            found[language] = min(found[language] + OF_A_LETTER, MOST_OF_LETTERS)
    return found


@cache
def _evidence() -> tuple[dict[str, tuple[tuple[str, float], ...]], re.Pattern[str]]:
    """Each common word with the languages that write it, and how much it says for each: 1 where it is one's own."""
    languages: dict[str, list[str]] = {}
    for language, words in COMMON.items():
        for word in dict.fromkeys(WORD.findall(words)):
            languages.setdefault(word, []).append(language)
    known = {
        word: tuple((language, 1 / len(of_it)) for language in of_it) for word, of_it in languages.items()
    }
    return known, re.compile(f"[{''.join(LETTERS)}]")


CODES = frozenset({*COMMON, *OF_A_SCRIPT.values(), "ja", "zh"})
