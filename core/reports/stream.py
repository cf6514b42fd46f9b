"""A sheet of a workbook whose rows are written as they come, so that a long list needs no memory."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import WriteOnlyCell


class Stream:
    """A sheet of openpyxl's write-only workbook that is filled like any other: by ``cell(row, column)``, downwards.

    What is asked for of an earlier row is an error; all else (widths, paper, filter) is the sheet's own.
    """

    def __init__(self, sheet: Any) -> None:
        self.__dict__.update(_sheet=sheet, _row=1, _cells={})

    def cell(self, row: int, column: int) -> Any:
        """A cell of this row or of one below; with it the rows above are written."""
        if row < self._row:
            raise ValueError(f"row {row} is written")
        while self._row < row:
            self._write()
        if column not in self._cells:
            self._cells[column] = WriteOnlyCell(self._sheet)
        return self._cells[column]

    def end(self) -> None:
        """Write the last row."""
        if self._cells:
            self._write()

    def _write(self) -> None:
        last = max(self._cells, default=0)
        self._sheet.append([self._cells.get(column) for column in range(1, last + 1)])
        self._sheet.row_dimensions.pop(self._row, None)
        self.__dict__.update(_row=self._row + 1, _cells={})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheet, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._sheet, name, value)
