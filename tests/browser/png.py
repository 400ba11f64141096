"""A screenshot's PNG made small: one byte a pixel, from a palette of its 256 most frequent colours."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
Colour = tuple[int, int, int]


def smaller(png: bytes) -> bytes:
    """The same picture. Takes what Chromium makes: 8 bits a channel, not interlaced, opaque."""
    chunks = list(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", dict(chunks)[b"IHDR"][:10])
    assert depth == 8
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    rows = list(_rows(zlib.decompress(packed), width, height, CHANNELS[kind]))
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    index = {colour: _nearest(colour, palette) for colour in counted}
    drawn = b"".join(b"\0" + bytes(index[colour] for colour in row) for row in rows)
    return SIGNATURE + b"".join([
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", bytes(part for colour in palette for part in colour)),
        _chunk(b"IDAT", zlib.compress(drawn, 9)),
        _chunk(b"IEND", b""),
    ])  # fmt: skip


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    far = [sum((one - other) ** 2 for one, other in zip(colour, known, strict=True)) for known in palette]
    return far.index(min(far))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(raw: bytes, width: int, height: int, channels: int) -> Iterator[list[Colour]]:
    above = bytes(width * channels)
    for at in range(0, height * (len(above) + 1), len(above) + 1):
        above = _unfiltered(raw[at], raw[at + 1 : at + 1 + len(above)], above, channels)
        parts = [above[part::channels] for part in range(3)]
        yield list(zip(*parts, strict=True))


def _unfiltered(how: int, line: bytes, above: bytes, step: int) -> bytes:
    """One line with its filter undone: none, left, up, their mean, or Paeth's choice."""
    if how == 0:
        return line
    done = bytearray(line)
    for at in range(len(done)):
        left, up = done[at - step] if at >= step else 0, above[at]
        corner = above[at - step] if at >= step else 0
        done[at] = (done[at] + (left, up, (left + up) // 2, _paeth(left, up, corner))[how - 1]) & 255
    return bytes(done)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
