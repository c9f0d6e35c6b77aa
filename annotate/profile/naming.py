"""What people call the languages, lengths and kinds of personal data of a profile."""

from django.utils.translation import get_language_info, gettext_lazy, pgettext
from django.utils.translation import gettext as _

PERSONAL = {
    "email": gettext_lazy("E-mail addresses"),
    "phone": gettext_lazy("Telephone numbers"),
    "iban": gettext_lazy("Account numbers (IBAN, check digits right)"),
    "card": gettext_lazy("Card numbers (check digit right)"),
    "ip": gettext_lazy("IP addresses"),
    "url": gettext_lazy("Web addresses with a user's name in them"),
}
NAMES = {  # of languages Django has no name for
    "am": gettext_lazy("Amharic"),
    "bo": gettext_lazy("Tibetan"),
    "gu": gettext_lazy("Gujarati"),
    "lo": gettext_lazy("Lao"),
    "si": gettext_lazy("Sinhala"),
    "zh": gettext_lazy("Chinese"),
    "no": gettext_lazy("Norwegian"),
}


def language_name(code: str) -> str:
    if not code:
        return pgettext("a language", "unknown")
    if code in NAMES:
        return str(NAMES[code])
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def stretch_name(stretch: str) -> str:
    low, _dash, high = stretch.partition("-")
    if low == high:
        return low
    return f"{low}–{high}" if high else _("%(low)s or more") % {"low": low}
