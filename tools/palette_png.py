"""A small PNG of a screen: at most 256 colours, found by the browser that took the picture. No image library."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

# Colours are gathered in bins of 5 bits a channel; the fullest 256 bins, each with its mean colour, are the palette.
_QUANTISE = """async (source) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, image.width, image.height).data, bins = new Map();
  const bin = (i) => (data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3;
  for (let i = 0; i < data.length; i += 4) {
    const key = bin(i), sum = bins.get(key) || [0, 0, 0, 0];
    sum[0]++; sum[1] += data[i]; sum[2] += data[i + 1]; sum[3] += data[i + 2]; bins.set(key, sum);
  }
  const mean = (sum) => [1, 2, 3].map((part) => Math.round(sum[part] / sum[0]));
  const order = [...bins.keys()].sort((a, b) => bins.get(b)[0] - bins.get(a)[0] || a - b);
  const palette = order.slice(0, 256).map((key) => mean(bins.get(key)));
  const nearest = new Map(order.map((key) => {
    const colour = mean(bins.get(key)); let best = 0, least = Infinity;
    palette.forEach((one, index) => {
      const far = one.reduce((total, part, axis) => total + (part - colour[axis]) ** 2, 0);
      if (far < least) { least = far; best = index; }
    });
    return [key, best];
  }));
  const pixels = new Uint8Array(image.width * image.height);
  for (let i = 0, j = 0; i < data.length; i += 4, j++) pixels[j] = nearest.get(bin(i));
  let text = "";
  for (let i = 0; i < pixels.length; i += 32768) text += String.fromCharCode(...pixels.subarray(i, i + 32768));
  return { width: image.width, height: image.height, palette, pixels: btoa(text) };
}"""


def palette_png(browser: Any, png: bytes) -> bytes:
    """Return the picture with a palette: a quarter of the size, and to the eye the same."""
    page = browser.new_page()
    try:
        found = page.evaluate(_QUANTISE, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    finally:
        page.close()
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = bytes(part for colour in found["palette"] for part in colour)
    chunks = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
