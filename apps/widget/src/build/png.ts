import { zlibSync } from 'fflate';

/** A colour as red, green, blue. */
export type Colour = readonly [number, number, number];

/** A filled rectangle with round corners; `radius` 0 for square ones. All in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
  colour: Colour;
}

/** Draws boxes over each other and gives the picture as a PNG. The same boxes give the same bytes on every machine. */
export function drawPng(
  width: number,
  height: number,
  background: Colour,
  boxes: readonly Box[],
): Uint8Array {
  const rows = new Uint8Array((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = boxes.findLast((box) => covers(box, x, y))?.colour ?? background;
      rows.set(colour, y * (width * 3 + 1) + 1 + x * 3);
    }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
  return joinBytes([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function covers({ x: left, y: top, width, height, radius }: Box, x: number, y: number): boolean {
  if (x < left || y < top || x >= left + width || y >= top + height) return false;
  const dx = Math.max(left + radius - x - 0.5, x + 0.5 - (left + width - radius), 0);
  const dy = Math.max(top + radius - y - 0.5, y + 0.5 - (top + height - radius), 0);
  return dx * dx + dy * dy <= radius * radius || radius === 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
