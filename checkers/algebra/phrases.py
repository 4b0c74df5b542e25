"""Words around an answer: "the new weight is", "The layer has", **Answer:**, and what was counted behind a number."""

from __future__ import annotations

import re
from collections.abc import Container
from fractions import Fraction

from checkers.algebra.spelling import BETWEEN_FORMULAS, FUNCTIONS, GREEK_WORDS
from checkers.algebra.sums_said import sums_said

LONG = 2_000
EMPHASIS = re.compile(r"\A\s*+(?:[>#]+\s++)?(\*\*|__|\*|_)([A-Za-zÀ-ÿ][\wÀ-ÿ ']{0,60}+(:?))\1(:?)(?=\s)")
BOLD_END = re.compile(r"(?<=[:=\s])\*\*(?=[^\s*])([^*]++)\*\*[.\s]*+\Z")
SAID = re.compile(
    r"\A\s*+(?P<words>[A-Za-zÀ-ÿ](?:[\w/',]|(?<=[^\W\d_])-(?=[a-zA-Z])|[ \n](?! )){0,120}?)[ \n]"
    r"(?P<verb>is equal to|are equal to|equals to|amounts to|comes to|comes out as|comes out to be|works out to"
    r"|should be|must be|would be|will be|turns out to be"
    r"|is given by|is|are|equals|equal|has|have|gives|becomes|reads"
    r"|beträgt|lautet|ergibt|ist|hat|sind|est|vaut|es|é|è|vale|tiene)"
    r"(?:[ \n](?:therefore|thus|then|hence|simply|just|now|exactly|equal to|given by|about|approximately|also|dann|donc"
    r"))?+"
    r":?[ \n]++(?=\S)"
)
CHANGING = re.compile(
    r"\A(?:not|no|never|nor|neither|without|wrong|incorrect|false|nicht|kein\w*|falsch\w*|pas|non|nunca|half|halved|"
    r"double[ds]?|twice|thrice|triple[ds]?|quarter|third|minus|plus|times|negative\w*|negated|opposite|inverse\w*|"
    r"reciprocal\w*|invers\w*|transpos\w*|squared?|cubed?|root|log\w*|exponential|absolute|norm|sum|mean|average[ds]?|"
    r"product|ratio|difference|sign|percent\w*|numerator|denominator|inner|outer|first|second|old|previous|sqrt|"
    r"over|divided|multiplied|per|"
    r"unless|except|whether|because|since|whose|else|exponent|power|factor\w*|terms?|constant|coefficients?|part|"
    r"moitié|hälfte|doppelt\w*|halb\w*|mitad|doble|metade|dobro|metà|doppio|négati\w*|negati\w*|hundred\w*|thousand\w*)\Z",
    re.IGNORECASE,
)
"""Words that may change what the formula behind them stands for."""
NAME = re.compile(r"[A-Za-z]\w{0,12}(?:/d\w{1,12})?")
COMPARING = re.compile(
    r"(?:not|no|never|greater|larger|bigger|less|smaller|more|fewer|at|above|below|between|positive|negative|nonnegative|"
    r"non-negative|nonpositive|strictly|in|where|when|if|the|an|twice|half|double|undefined|true|false|only|"
    r"either|proportional|independent|constant|nicht|pas)\b|(?-i:a\s+[a-z]{2})",
    re.IGNORECASE,
)
PLACES = re.compile(
    r"(?<![\w.])(?P<number>\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:\s*+\(|\s++(?=rounded|to)|,\s*+(?=rounded|to))\s*+"
    r"(?:rounded\s++)?(?:to\s++)?\d{1,2}\s*+"
    r"(?:d\.?\s?p\.?|s\.?\s?f\.?|sig\.?\s?figs?\.?|decimals?(?:\s(?:places?|digits?))?|significant\s(?:figures?|digits?))"
    r"\s*+(?:[:=]?\s*+[-+−]?(?P<again>\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))?\s*+\)?[\s.]*+\Z",
    re.IGNORECASE,
)
WORDS = r"(?P<words>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'-]++,?+(?:[ ][A-Za-zÀ-ÿ'-]++,?+){0,11}+)"
COLON = re.compile(rf"\A\s*+{WORDS}[ ]?:(?=[\s$])\s*+")
WORDS_AND_NUMBER = re.compile(rf"\A\s*+{WORDS}[ ]+(?P<number>\$?[-+−]?\d++(?:(?:[.,]|\{{,\}})\d++)*+\$?)[\s.!]*\Z")
BOUNDING = re.compile(
    r"(?:more|less|fewer|greater|smaller|larger|bigger|above|below|under|over|between|least|most|than|up|until|before|"
    r"after|mehr|weniger|über|unter|mindestens|höchstens|plus|moins|más|menos|mais|più|meno|almost|nearly|fast|presque|"
    r"casi|quasi)\Z",
    re.IGNORECASE,
)
"""Words that make a bound of the number behind them."""
NUMBERS = {"zero": "0", "one": "1"}
SPELLED = re.compile(
    r"(?<![\w\\'.-])(?:zero|one)(?=\s+(?:if|when|for|otherwise|else|elsewhere)\b|[\s.]*+\Z)", re.IGNORECASE
)
COUNTED = re.compile(
    r"(?<![\w.])(?P<number>\d[\d.,{}_']*+)\s*+(?:\\[,;: ]|~)?+\s*+(?:\\(?:text|mathrm|textrm)\s*+\{\s*+)?+"
    r"(?P<words>[a-zA-ZÀ-ÿ-]++(?:\s++[a-zA-ZÀ-ÿ-]++){0,4}+)\s*+\}?+[\s.!$]*+\Z"
)
ORDERS = re.compile(
    r"\A(?:percents?|percentage|per|pct|dozens?|tens?|hundreds?|thousands?|millions?|billions?|trillions?|kilo\w*|mega\w*|"
    r"giga\w*|milli\w*|micro\w*|nano\w*|[kmgt]i?b|[kmg]|tausend|millione?n?|mio|mille|cents?|mil|half|halves|thirds?|"
    r"quarters?|\w*ths|degrees?|deg|gradians?|radians?|squared?|cubed?|factorial|choose|mod|modulo|times|plus|minus|over|"
    r"divided|less|more|fewer|off|wrong|not|no|or|if|else|otherwise|where|for|to|pi|e|each|apiece|multiplied|too|"
    r"short|missing|left|remaining|nicht|pas|doubled?|negative|extra|additional|another|pairs?|couples?|batches|kb|mb|gb)\Z",
    re.IGNORECASE,
)
"""Words behind a number that change it, or may."""


def without_phrases(text: str, declared: Container[str], number: bool) -> str:
    """The answer without the words around it. number: the question asks for a number."""
    if len(text) > LONG:
        return text
    if (found := EMPHASIS.match(text)) and (len(found[1]) == 2 or len(found[2]) > 3):
        text = f"{found[2].rstrip(' :')}{':' if found[3] or found[4] else ''} {text[found.end() :].lstrip()}"
    if found := BOLD_END.search(text):
        text = text[: found.start()] + found[1]
    if "\\" not in text and not any(w in declared for w in NUMBERS):
        text = SPELLED.sub(lambda m: NUMBERS[m[0].lower()], text)
    text = without_sentence(behind_colon(sums_said(text, declared), declared), declared)
    text = without_places(before_number(text, declared)) if number else text
    return without_counted(text, declared) if number else text


def behind_colon(text: str, declared: Container[str]) -> str:
    """`Nach der Kettenregel: $g x$` without its words, of which none may change the formula."""
    found = COLON.match(text)
    if found is None or not text[found.end() :].strip(" $.") or ":" in text[found.end() :]:
        return text
    rest = text[found.end() :]
    if rest.strip().startswith("$") and rest.strip(" .\n").count("$") == 2 and not rest.strip(" .\n").endswith("$"):
        return text
    return rest if harmless(found["words"].split(), declared) else text


def before_number(text: str, declared: Container[str]) -> str:
    """`soit environ 0,25` as 0,25."""
    found = WORDS_AND_NUMBER.fullmatch(text)
    words = [] if found is None else found["words"].split()
    bounding = any(BOUNDING.match(w.strip(",")) for w in words)
    return found["number"] if found is not None and not bounding and harmless(words, declared) else text


def harmless(words: list[str], declared: Container[str]) -> bool:
    """Are they words of a sentence, none of which may change a formula behind them?"""
    words = [w.strip(",") for w in words]
    changing = any(CHANGING.match(w) or ORDERS.match(w) for w in words)
    return not changing and all(plain(w, declared) and w.lower() not in BETWEEN_FORMULAS | GREEK_WORDS for w in words)


def without_sentence(text: str, declared: Container[str]) -> str:
    """`the new weight is w - g` as w - g, `dL/dw is 3` as dL/dw = 3; as it is where a word may change the formula."""
    found = SAID.match(text)
    if found is None or COMPARING.match(text, found.end()):
        return text
    words = [w for w in re.split(r"[\s,]+", found["words"]) if w]
    if any(CHANGING.match(w) or w.lower() in BETWEEN_FORMULAS for w in words):
        return text
    named = [w for w in words if not plain(w, declared)]
    if not all(NAME.fullmatch(w) for w in named):
        return text
    rest = text[found.end() :]
    if named and words[-1] == named[-1] and ("/" in named[-1] or len(words) == 1):
        return f"{named[-1]} = {rest}" if found["verb"] not in ("has", "have", "hat", "tiene") else text
    return rest if len(words) > len(named) < 4 else text


def without_places(text: str) -> str:
    """`.42 (3 d.p.: 0.420)` as .42, where both are the same number as far as they are shown."""
    found = PLACES.search(text)
    if found is None:
        return text
    if found["again"]:
        one, other = Fraction(found["number"]), Fraction(found["again"].replace("−", "-"))
        shown = min(len(n.partition(".")[2]) for n in (found["number"], found["again"]))
        if abs(abs(one) - abs(other)) * 2 * 10**shown > 1:
            return text
        if len(found["again"].partition(".")[2]) > shown:
            return text[: found.start("number")] + found["again"]
    return text[: found.end("number")]


def without_counted(text: str, declared: Container[str]) -> str:
    """`11 pixels` as 11."""
    found = COUNTED.search(text)
    if found is None or any(ORDERS.match(w) or not plain(w, declared) for w in found["words"].split()):
        return text
    return text[: found.end("number")]


def plain(word: str, declared: Container[str]) -> bool:
    """Is it a word of a sentence, and no name of the question and no function?"""
    letters = re.fullmatch(r"[A-Za-zÀ-ÿ]+(?:[-'][A-Za-zÀ-ÿ]+)*", word) is not None
    return letters and (len(word) > 1 or word in "aAI") and word not in declared and word not in FUNCTIONS
