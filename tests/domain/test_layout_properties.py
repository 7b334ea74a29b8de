"""Any plan in, the same seats out, in every form; turned and scaled as one likes."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from boxoffice.domain import layout_csv, layout_drawing, layout_pretix
from boxoffice.domain.layout_read import read
from boxoffice.domain.layouts import Plan, find_faults
from tests.domain.halls import halls, pretix_turned, runs, sofas, told
from tests.domain.pretix_schema import problems_of


def bare(plan: Plan) -> set[tuple[object, ...]]:
    """Everything about the seats but their order."""
    left, front = min(seat.x for seat in plan.seats), min(seat.y for seat in plan.seats)
    return {
        (seat.zone, seat.row, seat.number, seat.category, seat.kind, seat.x - left, seat.y - front)
        for seat in plan.seats
    }


@given(halls())
def test_a_table_brings_every_seat_back_where_it_was(plan: Plan) -> None:
    again = read(layout_csv.write(plan)).plan
    assert bare(again) == bare(plan)
    assert [seat.guid for seat in again.seats] == [seat.guid for seat in plan.seats]


@given(halls())
def test_pretix_brings_every_seat_back_where_it_was(plan: Plan) -> None:
    written = layout_pretix.write(plan, name="Hall")
    assert problems_of(written) == []
    again = read(json.dumps(written)).plan
    assert told(again.seats) == told(plan.seats)
    assert (runs(again), sofas(again)) == (runs(plan), sofas(plan))
    guids = {seat.label: seat.guid for seat in plan.seats}
    assert {seat.label: seat.guid for seat in again.seats} == guids


@given(halls(straight=True, counted=True))
def test_a_drawing_brings_every_seat_back_where_it_was(plan: Plan) -> None:
    assert bare(read(layout_drawing.write(plan)).plan) == bare(plan)


@given(halls(), st.floats(-180, 180), st.floats(0.5, 400))
@settings(max_examples=200)
def test_a_turned_plan_keeps_its_rows_runs_and_sofas(
    plan: Plan, angle: float, pixels: float
) -> None:
    flat = Plan(tuple(replace(seat, zone="") for seat in plan.seats))
    again = read(pretix_turned(flat, angle=angle, pixels=pixels)).plan
    assert told(again.seats) == told(flat.seats)
    assert runs(again) == runs(flat)
    assert sofas(again) == sofas(flat)
    assert set(again.rows) == set(flat.rows)


@given(halls())
def test_halls_are_fit_for_sale(plan: Plan) -> None:
    assert find_faults(plan) == ()
