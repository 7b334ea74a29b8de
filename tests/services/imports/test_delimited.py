"""CSV in every habit of spreadsheets."""

from __future__ import annotations

import pytest

from boxoffice.errors import Invalid, InvalidFile
from boxoffice.present.words import sentence
from tests.services.imports.reading import plain, sheet_of

ROWS = [{"Title": "Dune", "Running time": "155"}, {"Title": "Nope", "Running time": "130"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_separates_cells_and_lines_is_found_out(delimiter: str, ending: str) -> None:
    lines = ["Title,Running time", "Dune,155", "Nope,130", ""]
    text = ending.join(line.replace(",", delimiter) for line in lines)
    assert plain(sheet_of(text)) == ROWS


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_header(mark: str) -> None:
    content = "Title;Running time\nDune;155\nNope;130\n".encode(mark)
    assert plain(sheet_of(content)) == ROWS


def test_a_decimal_comma_between_semicolons_stays_in_its_cell() -> None:
    found = sheet_of("Title;Rating;Count\nDune;7,4;4,0\nNope;6,8;1,0\n")
    assert plain(found)[0] == {"Title": "Dune", "Rating": "7,4", "Count": "4,0"}


def test_what_excel_says_before_the_headers_is_believed() -> None:
    found = sheet_of("sep=;\nTitle;Running time\nDune, part 2;155\n")
    assert plain(found) == [{"Title": "Dune, part 2", "Running time": "155"}]
    assert found.rows[0].line == 3


def test_blank_lines_and_empty_cells_are_no_rows_and_no_cells() -> None:
    found = sheet_of("\n;;\nTitle;Running time\n\n;\nDune;\n ;130;\n")
    assert plain(found) == [{"Title": "Dune"}, {"Running time": "130"}]
    assert [row.line for row in found.rows] == [6, 7]


def test_a_cell_knows_its_line_and_which_cell_of_it_it_is() -> None:
    found = sheet_of('Title,Note,Runtime\n"Dune","two\nlines",155\nNope,,130\n')
    cell = found.rows[1].cells["Runtime"]
    assert [row.line for row in found.rows] == [2, 4]
    assert (cell.line, cell.column) == (4, 3)


def test_one_header_twice_is_two_columns() -> None:
    assert sheet_of("Title,Genre,Genre\nDune,a,b\n").headers == ("Title", "Genre", "Genre (2)")


def test_a_row_with_more_cells_than_headers_is_left_out_and_told() -> None:
    found = sheet_of("Title,Runtime\nMe, Myself & Irene,116\nDune,155\n")
    assert plain(found) == [{"Title": "Dune", "Runtime": "155"}]
    (fault,) = found.faults
    assert sentence(fault) == (
        "films.csv, line 2, column 3: the row has 3 cells under 2 headers: put a text with the"
        " separator in it between quotation marks."
    )


def test_a_quotation_mark_never_closed_is_told_where_it_opens() -> None:
    with pytest.raises(InvalidFile) as raised:
        sheet_of('Title,Runtime\nDune,155\n"Nope,130\nElvis,160\n')
    assert sentence(raised.value) == (
        "films.csv, line 3: a quotation mark is opened and never closed."
    )


def test_latin_1_is_refused_with_its_byte_and_read_when_it_is_said() -> None:
    content = "Titel;Laufzeit\nFräulein;90\n".encode("cp1252")
    with pytest.raises(InvalidFile) as raised:
        sheet_of(content)
    assert sentence(raised.value) == (
        "films.csv, line 2, column 3: byte 0xE4 is not utf-8. Save the file as UTF-8, or say how"
        " it was saved: a sheet from Windows is often --encoding cp1252."
    )
    assert plain(sheet_of(content, encoding="cp1252"))[0]["Titel"] == "Fräulein"


def test_an_encoding_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(Invalid) as raised:
        sheet_of(b"Title\nDune\n", encoding="zip")
    assert raised.value.code == "imports.encoding"


@pytest.mark.parametrize("content", ["", " \n\t\n", "\ufeff"])
def test_nothing_is_told_as_nothing(content: str) -> None:
    with pytest.raises(InvalidFile) as raised:
        sheet_of(content)
    assert raised.value.code == "imports.empty"


def test_a_formula_is_a_text_like_any_other() -> None:
    found = sheet_of('Title,Runtime\n=1+1,90\n"\'=HYPERLINK(1)",91\n')
    assert [row["Title"] for row in plain(found)] == ["=1+1", "'=HYPERLINK(1)"]


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_told_to_be_saved_as_a_sheet(start: bytes) -> None:
    with pytest.raises(InvalidFile) as raised:
        sheet_of(start + bytes(range(256)), name="films.xlsx")
    assert sentence(raised.value) == (
        "films.xlsx is a workbook, not a sheet: save the sheet as CSV there, and import that."
    )
