"""Roads drawn for tests, and a plain answer to every question, reached by other means.

The reference knows nothing of chains, grids, pieces or SciPy: it looks at every segment for the
nearest place, lays each door into a graph of dictionaries and runs Dijkstra with a heap.
"""

import heapq
import itertools
import math
from collections import defaultdict

import numpy as np

from diaban.engines.reach import Ways

LAT, LNG, STEP = 210_000_000, 1_058_000_000, 9_000  # some hundred metres
WALK = 5.0 / 0.06
CLASSES = ("primary", "residential", "service", "path")


def place(column: float, row: float) -> tuple[float, float]:
    """Return latitude and longitude of a place on the test's grid, degrees."""
    return (LAT + row * STEP) / 1e7, (LNG + column * STEP) / 1e7


def draw(*lines: tuple[list[tuple[int, int]], str, dict[str, str]]) -> Ways:
    """Draw ways through places (column, row) of the grid."""
    starts = np.cumsum([0] + [len(path) for path, _, _ in lines])
    places = [at for path, _, _ in lines for at in path]
    lat = [round(LAT + row * STEP) for _, row in places]
    lng = [round(LNG + column * STEP) for column, _ in places]
    return Ways(starts, lat, lng, [kind for _, kind, _ in lines], [tags for _, _, tags in lines])


def street(*path: tuple[int, int], kind: str = "residential", **tags: str):
    """Return one way as `draw` takes it."""
    return list(path), kind, tags


def random_roads(seed: int, side: int = 4, share: float = 0.6) -> Ways:
    """Draw a grid with gaps, diagonals, one-way streets and bends."""
    chance = np.random.default_rng(seed)
    lines = []
    for column, row in itertools.product(range(side), repeat=2):
        for right, up in ((1, 0), (0, 1), (1, 1)):
            end = column + right, row + up
            if max(end) >= side or chance.random() > share * (0.4 if right and up else 1.0):
                continue
            tags = {"oneway": str(chance.choice(["yes", "-1"]))} if chance.random() < 0.4 else {}
            path = [(column, row), end]
            if chance.random() < 0.3:
                bend = column + right / 2 + 0.13 * up, row + up / 2 + 0.13 * right
                path.insert(1, bend)
            lines.append((path, str(chance.choice(CLASSES)), tags))
    return draw(*(lines or [street((0, 0), (1, 0))]))


class Reference:
    """Every segment, in both directions, as dictionaries."""

    def __init__(self, ways: Ways, mode, plane) -> None:
        x, y = plane.to_metres(ways.lat_e7 / 1e7, ways.lng_e7 / 1e7)
        keys = list(zip(ways.lat_e7.tolist(), ways.lng_e7.tolist(), strict=True))
        self.at = dict(zip(keys, zip(x.tolist(), y.tolist(), strict=True), strict=True))
        self.steps = []
        for way, (first, last) in enumerate(itertools.pairwise(ways.starts.tolist())):
            speed = mode.speeds_kmh[ways.classes[way]]
            oneway = ways.tags[way].get("oneway") if mode.directions else None
            for one, other in itertools.pairwise(keys[first:last]):
                there = speed if oneway != "-1" else 0.0
                back = speed if oneway != "yes" else 0.0
                self.steps.append([one, other, there, back])
        self._open_ends(mode.pushing_kmh)

    def _open_ends(self, pushing: float) -> None:
        links = defaultdict(set)
        for one, other, there, back in self.steps:
            if there:
                links[one].add(other)
            if back:
                links[other].add(one)
        for step in self.steps:
            one, other, there, back = step
            if not there and not self._leads(links, one, other):
                step[2] = pushing
            if not back and not self._leads(links, other, one):
                step[3] = pushing

    @staticmethod
    def _leads(links, start, wanted) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            fresh = links[waiting.pop()] - seen
            seen |= fresh
            waiting += fresh
        return wanted in seen

    def foot(self, x: float, y: float):
        """Return the distance to the nearest road, and the place: a vertex, or a spot on a step.

        The place is None where two are equally near: then either is right.
        """
        best, spot = math.inf, None
        for number, (one, other, _, _) in enumerate(self.steps):
            (ax, ay), (bx, by) = self.at[one], self.at[other]
            square = (bx - ax) ** 2 + (by - ay) ** 2
            along = min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square, 0.0), 1.0)
            away = math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y)
            here = one if along == 0.0 else other if along == 1.0 else ("on", number, along)
            if away < best - 1e-6:
                best, spot = away, here
            elif away < best + 1e-6 and here != spot:
                spot = None
        return best, spot

    def journey(self, home, point) -> tuple[float, float]:
        """Return the least metres and the least minutes from a door to a door."""
        (off, start), (far, end) = self.foot(*home), self.foot(*point)
        graph = self._graph(start, end)
        walk = off + far
        return (
            walk + self._least(graph, start, end, 0),
            walk / WALK + self._least(graph, start, end, 1),
        )

    def _graph(self, *spots):
        graph = defaultdict(list)
        for number, (one, other, there, back) in enumerate(self.steps):
            (ax, ay), (bx, by) = self.at[one], self.at[other]
            length = math.hypot(bx - ax, by - ay)
            inner = {spot for spot in spots if spot[:2] == ("on", number)}
            stops = [(0.0, one), *sorted((spot[2], spot) for spot in inner), (1.0, other)]
            for (first, here), (second, after) in itertools.pairwise(stops):
                metres = (second - first) * length
                if there:
                    graph[here].append((after, metres, metres * 0.06 / there))
                if back:
                    graph[after].append((here, metres, metres * 0.06 / back))
        return graph

    @staticmethod
    def _least(graph, start, end, by: int) -> float:
        best, heap, order = {}, [(0.0, 0, start)], itertools.count(1)
        while heap:
            cost, _, here = heapq.heappop(heap)
            if here in best:
                continue
            best[here] = cost
            for other, *amounts in graph[here]:
                if other not in best:
                    heapq.heappush(heap, (cost + amounts[by], next(order), other))
        return best.get(end, math.inf)
