"""Rebuild the vendored browser libraries in src/tomik/ui/static/vendor from pinned npm packages.

Needs Node.js and a package registry; run by a maintainer when a version changes, never by the product.
Usage: python tools/vendor_assets.py
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "vendor"
TARGET = HERE.parent / "src" / "tomik" / "ui" / "static" / "vendor"
PACKAGES = {
    "@tabler/core": "1.6.1",
    "@tabler/icons": "3.51.0",
    "htmx.org": "2.0.11",
    "echarts": "6.1.0",
    "sass": "1.108.2",
    "esbuild": "0.28.2",
}
BROWSERS = "--target=chrome105,firefox110,safari15.4"

TABLER_LICENCE = """The MIT License (MIT)

Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2011-2026 The Bootstrap Authors

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    """sRGB hex of an OKLCH colour, clipped to the gamut (Ottosson's matrices), for browsers before 2023."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    channels = (min(1.0, max(0.0, value)) for value in linear)
    encoded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in channels)
    return "#" + "".join(f"{round(value * 255):02x}" for value in encoded)


def lower_css(css: str) -> str:
    """Give custom properties Tabler's prefix and write plain OKLCH colours as hex."""
    css = re.sub(r"(?<![\w-])--(?!bs-|tblr-)(?=[a-z])", "--tblr-", css)
    plain = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)(?:deg)?\)")
    return plain.sub(lambda m: oklch_to_hex(float(m[1]) / 100, float(m[2]), float(m[3])), css)


def sprite(icons: Path, names: list[str]) -> str:
    """One SVG with a symbol per icon, used as <use href="…#ti-name">."""
    symbols = []
    for name in names:
        svg = (icons / f"{name}.svg").read_text(encoding="utf-8")
        body = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]).strip()
        symbols.append(
            f'<symbol id="ti-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def place(name: str, files: dict[str, str], *, version: str, licence: str) -> None:
    """Write one library folder with its files, VERSION and LICENSE."""
    folder = TARGET / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file_name, text in {**files, "VERSION": version + "\n", "LICENSE": licence}.items():
        (folder / file_name).write_text(text, encoding="utf-8")


def main() -> None:
    """Install the pinned packages in a temporary folder, build, and replace the vendored files."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
        (work / "package.json").write_text('{"private": true}', encoding="utf-8")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", *wanted], cwd=work, check=True)
        modules = work / "node_modules"
        for source in SOURCES.iterdir():
            shutil.copy(source, work / source.name)

        def run(tool: str, *arguments: str) -> str:
            command = [str(modules / ".bin" / tool), *arguments]
            return subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout

        scss = modules / "@tabler" / "core" / "scss"
        css = run("sass", "--style=compressed", "--no-source-map", "--quiet", f"-I{scss}", "tabler.scss")
        (work / "lowered.css").write_text(lower_css(css), encoding="utf-8")
        bundle = ("--bundle", "--minify", "--format=iife", BROWSERS)
        place(
            "tabler",
            {
                "tabler.min.css": run("esbuild", "lowered.css", "--minify", BROWSERS),
                "bootstrap.min.js": run("esbuild", "bootstrap.ts", *bundle),
                "icons.svg": sprite(
                    modules / "@tabler" / "icons" / "icons" / "outline",
                    (SOURCES / "icons.txt").read_text(encoding="utf-8").split(),
                ),
            },
            version=f"@tabler/core {PACKAGES['@tabler/core']}, @tabler/icons {PACKAGES['@tabler/icons']}",
            licence=TABLER_LICENCE,
        )
        place(
            "htmx",
            {"htmx.min.js": (modules / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")},
            version=f"htmx.org {PACKAGES['htmx.org']}",
            licence=(modules / "htmx.org" / "LICENSE").read_text(encoding="utf-8"),
        )
        place(
            "echarts",
            {
                "echarts.min.js": run("esbuild", "echarts.js", *bundle),
                "NOTICE": (modules / "echarts" / "NOTICE").read_text(encoding="utf-8"),
                "LICENSE-d3": (modules / "echarts" / "licenses" / "LICENSE-d3").read_text(encoding="utf-8"),
            },
            version=f"echarts {PACKAGES['echarts']}",
            licence=(modules / "echarts" / "LICENSE").read_text(encoding="utf-8"),
        )


if __name__ == "__main__":
    main()
