"""A flight over the map of 2.2 million addresses in a headless Chromium: how smoothly it moves.

    .venv/bin/python benchmarks/map_flight.py                  # builds the city first: minutes
    .venv/bin/python benchmarks/map_flight.py --data FOLDER    # a folder that is built already

From the city down to single doors, along a street, and out again, twice: the first flight cuts its
tiles, the second has them kept; the third is over the same map with nothing but its background:
the floor of this machine. Chromium draws without a graphics card, as SwiftShader, on the
same processors that serve the tiles; what a person's machine with a card shows is smoother.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from city_server import City, scratch_folder, serve, wait_for_page

FLIGHT = """async ([lng, lat]) => {
  const map = document.getElementById('map').drawn;
  const frames = [], tasks = [];
  const watch = new PerformanceObserver(
    seen => tasks.push(...seen.getEntries().map(e => e.duration)));
  watch.observe({ type: 'longtask' });
  let last = performance.now(), flying = true;
  const count = now => {
    frames.push(now - last);
    last = now;
    if (flying) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  const moved = act => new Promise(done => { map.once('moveend', done); act(); });
  const to = (zoom, x, y, duration) => moved(() =>
    map.easeTo({ center: [lng + x, lat + y], zoom, duration, essential: true }));
  await to(11, 0, 0, 2000);
  await to(13, 0.03, 0.01, 3000);
  await to(13, -0.03, -0.01, 3000);
  await to(16, 0, 0, 3000);
  await to(18, 0.002, 0, 3000);
  await to(18, -0.002, 0.001, 3000);
  await to(10, 0, 0, 3000);
  flying = false;
  await new Promise(done => setTimeout(done, 200));
  watch.disconnect();
  return { frames: frames.slice(1), tasks };
}"""
EMPTY = """() => {
  const map = document.getElementById('map').drawn;
  for (const layer of map.getStyle().layers)
    if (layer.type !== 'background') map.setLayoutProperty(layer.id, 'visibility', 'none');
}"""
DOOR = [105.85, 21.03]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    with scratch_folder() as scratch:
        city = City(options.data or scratch)
        if options.data is None:
            city.build(options.households)
        with serve(city, [sys.executable, "-m", "diaban"]) as (port, _):
            wait_for_page(port)
            shutil.rmtree(city.folder / "indexes" / "tiles", ignore_errors=True)
            fly(f"http://127.0.0.1:{port}/map/", options.chromium)


def fly(url: str, chromium: str | None) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(120_000)
        page.goto(url)
        page.wait_for_selector("#map[data-ready=yes]")
        print(
            "| flight | frames/s | frame p50, ms | p95, ms | longest frame, ms | longest task, ms |"
        )
        print("|---|--:|--:|--:|--:|--:|")
        for name in ("first, tiles cut", "second, tiles kept"):
            report(name, page.evaluate(FLIGHT, DOOR))
        page.evaluate(EMPTY)
        report("background only", page.evaluate(FLIGHT, DOOR))
        browser.close()


def report(name: str, seen: dict[str, list[float]]) -> None:
    frames, tasks = sorted(seen["frames"]), seen["tasks"]
    rate = len(frames) / sum(frames) * 1000
    half, most = (frames[int(len(frames) * part)] for part in (0.5, 0.95))
    longest = max(tasks, default=0)
    print(f"| {name} | {rate:.0f} | {half:.0f} | {most:.0f} | {frames[-1]:.0f} | {longest:.0f} |")


if __name__ == "__main__":
    main()
