"""Draw the icons of the collector's page from the mark; run it after the mark has changed.

python scripts/write_icons.py
"""

from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.in_browser import QUIET, find_chromium

STATIC = Path(__file__).resolve().parents[1] / "src" / "diaban" / "web" / "static" / "diaban"
# side in pixels, and the share that the mark takes: a mask may cut off what lies outside
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "icon-maskable": (512, 0.8)}


def main() -> None:
    mark = (STATIC / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(playwright), args=list(QUIET)
        )
        for name, (side, share) in ICONS.items():
            page = chromium.new_page(viewport={"width": side, "height": side})
            ground = "#0a5a66" if share < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;"
                f"background:{ground}}}svg{{width:{share:.0%};height:{share:.0%}}}</style>{mark}"
            )
            page.screenshot(path=STATIC / "field" / f"{name}.png", omit_background=True)
        chromium.close()


if __name__ == "__main__":
    main()
