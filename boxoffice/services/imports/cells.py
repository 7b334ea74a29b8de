"""What the cells of other people's sheets say: numbers, minutes, days and times in any habit."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, time
from decimal import Decimal

from boxoffice.domain.typed import excerpt, plain_form
from boxoffice.errors import Invalid

LONGEST_MINUTES = 24 * 60

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NO_SIGN = re.compile("[\ud800-\udfff]")
_QUOTED_FORMULA = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")
_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "nan", "nil", "none", "null", "n.a.",
                      "tba", "tbc", "#n/a", "unknown"})  # fmt: skip
_NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d{1,6}))?", re.ASCII)
_MINUTES = re.compile(
    r"(?:pt)?(?:(\d{1,2}) ?(?:h|hr|hrs|hour|hours|std|stunden|heures?)\.?)?[ ,]*"
    r"(?:(\d{1,4}) ?(?:m|min|mins|minute|minutes|minuten|mn|')?\.?)?(?: ?0?0 ?s(?:ec)?)?",
    re.ASCII,
)
_CLOCK_FORM = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_RATING = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)(?: ?(?:/|out of|von|sur) ?(10|100|5)|( ?%))?")

_ISO_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_MARKED_DAY = re.compile(r"(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[ -]([a-z]{3,10})\.?,?[ -](\d{4})", re.ASCII
)
_WEEKDAY = re.compile(r"([a-z]{2,10})\.?,? (?=\d|[a-z]{3,10}\.? \d)", re.ASCII)
_MIDNIGHT = re.compile(r"[ t]0{1,2}:00(?::00(?:\.0+)?)?$")

_TIME = re.compile(
    r"(\d{1,2}) ?(?:[:.h] ?(\d{2}))?(?::(\d{2})(?:\.0+)?)? ?(am|pm|a\.m\.|p\.m\.|uhr|h)?", re.ASCII
)
_BARE_TIME = re.compile(r"(\d{2})(\d{2})", re.ASCII)
_OFFSET = re.compile(r" ?(z|[+-]\d{2}:?\d{2})$", re.ASCII)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv januar janner", "feb february fevrier fevr februar",
            "mar march mars marz mrz", "apr april avril avr", "may mai",
            "jun june juin juni", "jul july juillet juil juli", "aug august aout",
            "sep sept september septembre", "oct october octobre okt oktober",
            "nov november novembre", "dec december decembre dez dezember",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip


def tidy(text: str) -> str:
    """One line of plain text: entities read, blanks single, the quote before a formula gone.

    A formula is only a text here; nothing computes it.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _NO_SIGN.sub("\ufffd", text.replace("\xa0", " "))
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return _QUOTED_FORMULA.sub("", text, count=1) if text.startswith("'") else text


def is_nothing(text: str) -> bool:
    """Whether the cell only says that nobody knows."""
    return text.strip().casefold() in _NOTHING


def listed(text: str) -> str:
    """Names with commas between, whatever stood between them; each once, in order."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;|]", text)]
    return ",".join(dict.fromkeys(part for part in parts if part))


def minutes(text: str) -> str:
    """Whole minutes of 148, 148.0, 2h 28m, 2:28, 148 min, PT2H28M; Invalid("imports.minutes")."""
    typed = plain_form(text).casefold()
    total = None
    if match := _NUMBER.fullmatch(typed):
        if not (match[2] or "").strip("0"):
            total = int(match[1])
    elif match := _CLOCK_FORM.fullmatch(typed):
        if int(match[2]) < 60:
            total = int(match[1]) * 60 + int(match[2])
    elif typed and (match := _MINUTES.fullmatch(typed)) and (match[1] or match[2]):
        total = int(match[1] or 0) * 60 + int(match[2] or 0)
    if total is None or not 1 <= total <= LONGEST_MINUTES:
        raise Invalid("imports.minutes", text=excerpt(text), most=LONGEST_MINUTES)
    return str(total)


def rating(text: str) -> str:
    """Zero to ten with one decimal, of 7.4, 7,4, 7.4/10, 74 % or 3.5/5; Invalid("imports.…")."""
    match = _RATING.fullmatch(plain_form(text))
    if match is None:
        raise Invalid("imports.rating", text=excerpt(text))
    value = Decimal(match[1].replace(",", "."))
    most = Decimal(100 if match[3] else match[2] or 10)
    if value > most:
        raise Invalid("imports.rating", text=excerpt(text))
    return str((value * 10 / most).quantize(Decimal("0.1")))


def day(text: str, *, order: str = "") -> str:
    """An ISO day; `order` (dmy or mdy) says which comes first in 03/04/2026, else it is refused."""
    typed = _MIDNIGHT.sub("", _bare(text))
    try:
        weekday = _WEEKDAY.match(typed)
        if weekday and weekday[1] not in _MONTHS:
            typed = typed[weekday.end() :]
        found = _day(typed, order)
    except ValueError:
        found = None
    if found is None:
        raise Invalid("imports.day", text=excerpt(text))
    return found.isoformat()


def _day(typed: str, order: str) -> date | None:
    if match := _ISO_DAY.fullmatch(typed):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_FIRST.fullmatch(typed):
        return date(int(match[3]), _MONTHS.get(match[1], 0), int(match[2]))
    if match := _DAY_FIRST.fullmatch(typed):
        return date(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    match = _MARKED_DAY.fullmatch(typed)
    if match is None:
        return None
    first, second, last = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return date(first, second, last)
    if len(match[4]) != 4:
        return None
    if match[2] == "." or order == "dmy" or first > 12:
        return date(last, second, first)
    if order == "mdy" or second > 12 or first == second:
        return date(last, first, second)
    raise Invalid("imports.day_order", text=typed)


def day_order(texts: list[str]) -> str:
    """dmy or mdy where some cell of a column can only be that; empty where none says."""
    found = set()
    for text in texts:
        typed = text.strip().split(" ")[0]
        match = _MARKED_DAY.fullmatch(typed)
        if match and match[2] != "." and len(match[4]) == 4 and len(match[1]) < 3:
            found |= {"dmy"} if int(match[1]) > 12 else set()
            found |= {"mdy"} if int(match[3]) > 12 else set()
    return found.pop() if len(found) == 1 else ""


def moment(day_text: str, time_text: str, *, order: str = "") -> str:
    """`2026-11-28 20:15`, with its offset where one was typed, of a day and a time or of both."""
    typed = plain_form(time_text)
    date_part, clock_part = _split(typed)
    if date_part and clock_part:
        return f"{day(date_part, order=order)} {_clock(clock_part, time_text)}"
    if not day_text:
        raise Invalid("imports.no_day", text=excerpt(time_text))
    only_day, _ = _split(plain_form(day_text))
    return f"{day(only_day or day_text, order=order)} {_clock(typed, time_text)}"


def _split(typed: str) -> tuple[str, str]:
    """Day and time of a cell that has both; the time alone has no day."""
    match = re.fullmatch(r"(.*?\d{4}|\d{4}[-/.]?\d{2}[-/.]?\d{2})(?:[T ,]+|$)(.*)", typed)
    if match is None or _BARE_TIME.fullmatch(typed):
        return "", typed
    return match[1], match[2]


def _clock(typed: str, text: str) -> str:
    bare = typed.casefold().strip()
    offset = ""
    if found := _OFFSET.search(bare):
        offset, bare = found[1].upper(), bare[: found.start()]
    match = _TIME.fullmatch(bare.strip())
    compact = _BARE_TIME.fullmatch(bare.strip())
    try:
        if compact:
            clock = time(int(compact[1]), int(compact[2]))
        elif match and (match[2] or match[4]):
            clock = time(_hour(int(match[1]), match[4] or ""), int(match[2] or 0))
        else:
            raise ValueError
    except ValueError:
        raise Invalid("imports.time", text=excerpt(text)) from None
    return f"{clock:%H:%M}{offset}"


def _hour(hour: int, half: str) -> int:
    if half[:1] not in ("a", "p"):
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half[0] == "p" else 0)


def _bare(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", plain_form(text).casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(plain.split())
