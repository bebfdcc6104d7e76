/** Pictures made for tests: a PNG of RGB noise, and the outline of a JPEG with a whole, tiny baseline picture. */
import { crc32, deflateSync } from 'node:zlib';

/** A chunk of a PNG with its checksum. */
export function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
}

/** A whole PNG, 8 bits RGB; `held` rows lie in it where that is another number than its height. */
export function pngOf(width: number, height: number, held = height): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(held * (1 + 3 * width));
  for (let y = 0; y < held; y++) for (let x = 0; x < 3 * width; x++) rows[y * (1 + 3 * width) + 1 + x] = (x * 7 + y * 13) & 255;
  return Uint8Array.from(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array(0))]));
}

/** The segments of a grey baseline JPEG; its picture is empty. */
export function jpegOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  const two = (n: number): number[] => [n >> 8, n & 255];
  const bytes = [
    [0xff, 0xd8],
    [0xff, 0xe0, ...two(16), 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
    [0xff, 0xdb, ...two(67), 0, ...Array<number>(64).fill(1)],
    [0xff, 0xc0, ...two(11), 8, ...two(height), ...two(width), 1, 1, 0x11, 0],
    [0xff, 0xda, ...two(8), 1, 1, 0, 0, 63, 0],
    [0, 0xff, 0xd9],
  ];
  return Uint8Array.from(bytes.flat());
}
