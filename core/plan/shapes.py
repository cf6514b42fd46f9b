"""Polygons put together and taken apart by OGR, in metres of the plan's plane system."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from osgeo import ogr

from .effective import valid

LEAST_M2 = 1.0
"""A piece smaller than this is an error of drawing and is dropped."""
REACH_M = 0.01
"""How far a line reaches beyond its ends when it cuts."""


def union(shapes: Sequence[ogr.Geometry]) -> ogr.Geometry:
    """The union of many polygons at once."""
    together = ogr.Geometry(ogr.wkbMultiPolygon)
    for shape in shapes:
        for part in parts(shape):
            together.AddGeometry(part)
    if together.IsEmpty():
        return together
    found = together.UnionCascaded()
    return ogr.Geometry(ogr.wkbMultiPolygon) if found is None else found


def parts(shape: ogr.Geometry | None) -> list[ogr.Geometry]:
    """Polygons of a geometry that are worth keeping, the largest first."""
    found = [part for part in _polygons(shape) if part.GetArea() >= LEAST_M2]
    return sorted(found, key=lambda part: -part.GetArea())


def _polygons(shape: ogr.Geometry | None) -> list[ogr.Geometry]:
    if shape is None or shape.IsEmpty():
        return []
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        return [shape.Clone()]
    return [part for at in range(shape.GetGeometryCount()) for part in _polygons(shape.GetGeometryRef(at))]


def polygonal(shape: ogr.Geometry) -> ogr.Geometry | None:
    """The polygons of a geometry as one valid multipolygon; None where there is no area."""
    kept = parts(valid(shape))
    if not kept:
        return None
    together = ogr.Geometry(ogr.wkbMultiPolygon)
    for part in kept:
        together.AddGeometry(part)
    return together


def pieces(shape: ogr.Geometry, cut: ogr.Geometry) -> list[ogr.Geometry]:
    """What a line cuts a polygon into, the largest first; the polygon's own parts count as one where not cut."""
    found: list[ogr.Geometry] = []
    whole: list[ogr.Geometry] = []
    for part in parts(shape):
        faces = faces_of(part, cut)
        if len(faces) > 1:
            found += faces
        else:
            whole.append(part)
    if not found:
        return [shape]
    found.sort(key=lambda piece: -piece.GetArea())
    found[0] = union([found[0], *whole])
    return found


def faces_of(polygon: ogr.Geometry, cut: ogr.Geometry) -> list[ogr.Geometry]:
    """Faces of a polygon's boundary noded with a line, inside the polygon."""
    lines = polygon.GetBoundary().Union(cut)
    made = lines.Polygonize() if lines is not None else None
    return [face for face in parts(made) if _within(face, polygon)]


def _within(face: ogr.Geometry, shape: ogr.Geometry) -> bool:
    """Whether a face lies in a polygon, by its area: a spike makes its point on surface a corner."""
    return shared_area(face, shape) > face.GetArea() / 2


def grown(shape: ogr.Geometry, cut: ogr.Geometry, taken: ogr.Geometry) -> ogr.Geometry:
    """A zone with what a line outside adds to it: the faces between its edge and the line, where nobody else is."""
    lines = shape.GetBoundary().Union(cut)
    faces = parts(lines.Polygonize()) if lines is not None else []
    fresh = [face.Difference(taken) for face in faces if not _within(face, shape)]
    return union([shape, *fresh])


def divided(zones: Sequence[ogr.Geometry], cut: ogr.Geometry) -> list[ogr.Geometry]:
    """Zones whose common edges are moved to a line, pair by pair; together they cover the same land as before.

    A line from rim to rim of two zones divides their land anew: each face goes to the one that it was mostly of. One
    that begins and ends on their common edge hands what lies between the two over to the other zone.
    """
    new = [zone.Clone() for zone in zones]
    for one, other in combinations(range(len(new)), 2):
        edge = _lines(new[one].GetBoundary().Intersection(new[other].GetBoundary()))
        if not edge.IsEmpty():
            pair = [new[one], new[other]]
            new[one], new[other] = _by_faces(pair, cut) or _handed_over(pair, edge, cut)
    return new


def _by_faces(pair: Sequence[ogr.Geometry], cut: ogr.Geometry) -> list[ogr.Geometry] | None:
    """Two zones divided anew by a line from rim to rim; None where it is none, or would leave one with nothing."""
    given: list[list[ogr.Geometry]] = [[], []]
    divides = False
    for part in parts(union(pair)):
        faces = faces_of(part, cut)
        divides |= len(faces) > 1
        for face in (
            faces if len(faces) > 1 else [piece for zone in pair for piece in parts(_clipped(zone, part))]
        ):
            shares = [shared_area(face, zone) for zone in pair]
            given[shares.index(max(shares))].append(face)
    return [union(mine) for mine in given] if divides and all(given) else None


def _handed_over(pair: Sequence[ogr.Geometry], edge: ogr.Geometry, cut: ogr.Geometry) -> list[ogr.Geometry]:
    """Two zones after what lies between a line and their common edge has changed sides."""
    new = list(pair)
    for face in parts(edge.Union(cut).Polygonize()):
        if _lines(face.GetBoundary().Intersection(edge)).IsEmpty():
            continue  # a loop of the line itself
        loses, gains = (0, 1) if _within(face, pair[0]) else (1, 0)
        for piece in parts(face.Intersection(pair[loses])):
            new[loses] = union([new[loses].Difference(piece)])
            new[gains] = union([new[gains], piece])
    return new if all(parts(zone) for zone in new) else list(pair)


def _lines(shape: ogr.Geometry | None) -> ogr.Geometry:
    """The lines of what two borders have in common, without the points."""
    found = ogr.Geometry(ogr.wkbMultiLineString)
    for line in _line_strings(shape):
        found.AddGeometry(line)
    return found


def _line_strings(shape: ogr.Geometry | None) -> list[ogr.Geometry]:
    if shape is None or shape.IsEmpty():
        return []
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbLineString:
        return [shape]
    return [
        line for at in range(shape.GetGeometryCount()) for line in _line_strings(shape.GetGeometryRef(at))
    ]


def _clipped(zone: ogr.Geometry, part: ogr.Geometry) -> ogr.Geometry:
    return union(parts(zone.Intersection(part)))


def extended(line: ogr.Geometry, by: float = REACH_M) -> ogr.Geometry:
    """A line made a little longer at both ends, so that one that was drawn to an edge crosses it."""
    count = line.GetPointCount()
    if count < 2:
        return line
    longer = ogr.Geometry(ogr.wkbLineString)
    for at, inward in ((0, 1), (count - 1, count - 2)):
        x, y = line.GetX(at), line.GetY(at)
        step_x, step_y = x - line.GetX(inward), y - line.GetY(inward)
        length = (step_x**2 + step_y**2) ** 0.5 or 1.0
        if at == 0:
            longer.AddPoint_2D(x + by * step_x / length, y + by * step_y / length)
            for between in range(count):
                longer.AddPoint_2D(line.GetX(between), line.GetY(between))
        else:
            longer.AddPoint_2D(x + by * step_x / length, y + by * step_y / length)
    return longer


def shared_area(face: ogr.Geometry, shape: ogr.Geometry) -> float:
    """Square metres that two polygons have in common."""
    return float(sum(part.GetArea() for part in _polygons(face.Intersection(shape))))


def same(one: ogr.Geometry, other: ogr.Geometry) -> bool:
    """Whether two outlines differ by less than what is worth keeping."""
    apart = one.SymDifference(other)
    return apart is None or apart.GetArea() < LEAST_M2


def wkb(shape: ogr.Geometry) -> bytes:
    """A polygon as the WKB of a multipolygon."""
    made = polygonal(shape)
    return bytes((made or shape).ExportToWkb(ogr.wkbNDR))
