"""The shows of a set-up file: when and where each is, and that no two want one screen at once."""

from __future__ import annotations

from boxoffice.domain import times
from boxoffice.domain.layouts import printable
from boxoffice.services.setup import values
from boxoffice.services.setup.files import Path
from boxoffice.services.setup.models import ShowText
from boxoffice.services.setup.scope import Scope

MOST_SHOWS = 50_000


def resolve_show(scope: Scope, path: Path, show: ShowText) -> None:
    """One show, or the same at several times; a show that is there keeps what is left out."""
    existing = scope.house.shows.get(show.key) if show.key else None
    scope.need(show, existing, path, "movie", "screen", "at")
    movie = show.movie or str((existing or {})["movie"])
    screen = show.screen or str((existing or {})["screen"])
    scope.known(movie, "movies", (*path, "movie"))
    scope.known(screen, "screens", (*path, "screen"))
    zone = scope.columns("theatres", scope.columns("screens", screen)["theatre"])["zone"]
    moments = _moments(scope, path, show, zone)
    if existing is not None and not show.at:
        moments = [((*path, "key"), existing["starts_at_ms"])]
    if show.key and (len(moments) > 1 or not values.is_show_key(show.key)):
        raise scope.document.fault(
            "setup.show_key", (*path, "key"), key=printable(show.key), times=len(moments)
        )
    if show.draft and show.closed:
        raise scope.document.fault("setup.draft_and_closed", (*path, "closed"))
    given = show.model_fields_set
    runtime_ms = scope.columns("movies", movie)["runtime_minutes"] * 60_000
    for where, starts_at_ms in moments:
        local = times.local(starts_at_ms, zone=zone).isoformat(timespec="minutes")
        key = show.key or f"{screen}@{local}"
        scope.claim("shows", key, where)
        scope.made.shows[key] = {
            "movie": movie,
            "screen": screen,
            "starts_at_ms": starts_at_ms,
            "ends_at_ms": starts_at_ms + runtime_ms,
            "language": show.language if "language" in given else None,
            "subtitles": show.subtitles if "subtitles" in given else None,
            "format": show.format if "format" in given else None,
            "draft": show.draft,
            "closed": show.closed if "closed" in given else None,
        }


def _moments(scope: Scope, path: Path, show: ShowText, zone: str) -> list[tuple[Path, int]]:
    moments: list[tuple[Path, int]] = []
    for index, text in enumerate(show.at):
        where: Path = (*path, "at", index)
        starts = scope.parsed(where, values.moments_ms, text, zone=zone, now_ms=scope.now_ms)
        moments += [(where, starts_at_ms) for starts_at_ms in starts]
        if len(scope.made.shows) + len(moments) > MOST_SHOWS:
            raise scope.document.fault("setup.too_many_shows", where, most=MOST_SHOWS)
    return moments


def refuse_overlaps(scope: Scope) -> None:
    """Two shows on one screen need the turnaround between them."""
    by_screen: dict[str, list[tuple[int, str]]] = {}
    for key, show in scope.made.shows.items():
        by_screen.setdefault(show["screen"], []).append((show["starts_at_ms"], key))
    for screen, shows in by_screen.items():
        turnaround_ms = scope.columns("screens", screen)["turnaround_ms"]
        shows.sort()
        before = ""
        for starts_at_ms, after in shows:
            if before and starts_at_ms < scope.made.shows[before]["ends_at_ms"] + turnaround_ms:
                later = _later(scope, before, after)
                with scope.dropping("shows", later):
                    _overlap(scope, before, after, later, turnaround_ms)
                scope.drop("shows", later)
                if later == after:
                    continue
            before = after


def _later(scope: Scope, *keys: str) -> str:
    """Which of two shows stands later in the file."""
    places = scope.made.places
    return max(keys, key=lambda key: (places["shows", key]["line"], places["shows", key]["column"]))


def _overlap(scope: Scope, before: str, after: str, later: str, turnaround_ms: int) -> None:
    other = before if later == after else after
    screen = scope.made.shows[after]["screen"]
    zone = scope.columns("theatres", scope.columns("screens", screen)["theatre"])["zone"]
    free_at_ms = scope.made.shows[before]["ends_at_ms"] + turnaround_ms
    place, elsewhere = (scope.made.places["shows", key] for key in (later, other))
    raise scope.document.fault(
        "setup.shows_overlap", (),
        **{**place, "column": 1}, show=later, other=other,
        other_line=elsewhere["line"], other_file=elsewhere["file"],
        free_at=times.local(free_at_ms, zone=zone).isoformat(timespec="minutes"),
        screen=screen,
    )  # fmt: skip
