/**
 * What a picture for the head of the report must be: PNG or JPEG, whole, of a
 * size that can be printed. Read from the bytes; nothing in them is believed
 * before it is checked, and nothing is decoded here.
 */
import { AppError } from '../contract/errors.ts';

export interface Picture {
  kind: 'png' | 'jpeg';
  bytes: Uint8Array;
  width: number;
  height: number;
}

/** Most bytes of a picture, and the least and most pixels of a side. */
export const PICTURE_LIMITS = { bytes: 512 * 1024, least: 8, most: 2000 } as const;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Values a pixel by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What a PNG says of itself, and where its compressed rows lie: `[from, to)` pairs of bytes. */
export interface PngOutline {
  width: number;
  height: number;
  /** Bytes of the rows once they are inflated, the filter byte of each included. */
  rows: number;
  data: [number, number][];
}

const damaged = (why: string): AppError => new AppError('format-damaged', 'This picture is damaged.', { hint: 'Save it anew as PNG or JPEG.', details: { why } });

/**
 * Looks at a picture.
 *
 * @throws AppError `format-unknown` where it is neither PNG nor JPEG, or a kind of them that is not printed;
 * `format-damaged` where it is not whole; `invalid-input` where it is too large or too small
 */
export function readPicture(bytes: Uint8Array): Picture {
  if (bytes.length > PICTURE_LIMITS.bytes) throw new AppError('invalid-input', 'The picture is too large.', { hint: `At most ${PICTURE_LIMITS.bytes / 1024} kB.`, details: { bytes: bytes.length } });
  const png = PNG_SIGNATURE.every((byte, i) => bytes[i] === byte);
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!png && !jpeg) throw new AppError('format-unknown', 'This is neither a PNG nor a JPEG picture.', { hint: 'Save it anew as PNG or JPEG.' });
  const { width, height } = png ? pngOutline(bytes) : jpegSize(bytes);
  const { least, most } = PICTURE_LIMITS;
  if (Math.min(width, height) < least || Math.max(width, height) > most) throw new AppError('invalid-input', 'The picture has too many pixels, or too few.', { hint: `Each side has ${least} to ${most} pixels.`, details: { width, height } });
  return { kind: png ? 'png' : 'jpeg', bytes, width, height };
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffffffff;
  for (let i = from; i < to; i++) crc = CRC[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Walks the chunks of a PNG to its end. Throws as `readPicture` does. */
export function pngOutline(bytes: Uint8Array): PngOutline {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: [number, number][] = [];
  let header: Omit<PngOutline, 'data'> | null = null;
  let palette = false;
  let needsPalette = false;
  for (let at = PNG_SIGNATURE.length; ; ) {
    if (at + 12 > bytes.length) throw damaged('it ends early');
    const length = view.getUint32(at);
    const from = at + 8;
    const to = from + length;
    if (to + 4 > bytes.length) throw damaged('a chunk reaches over its end');
    if (view.getUint32(to) !== crc32(bytes, at + 4, to)) throw damaged('a checksum does not fit');
    const name = String.fromCharCode(...bytes.subarray(at + 4, from));
    if ((header === null) !== (name === 'IHDR')) throw damaged('its header is not at its beginning');
    if (name === 'IHDR') {
      if (length !== 13) throw damaged('its header has another length');
      const [width, height, depth, colour, interlaced] = [view.getUint32(from), view.getUint32(from + 4), bytes[from + 8]!, bytes[from + 9]!, bytes[from + 12]!];
      const channels = CHANNELS[colour];
      if (channels === undefined || bytes[from + 10] !== 0 || bytes[from + 11] !== 0) throw damaged('its header says what no PNG says');
      if (interlaced !== 0 || depth > 8) throw new AppError('format-unknown', 'This kind of PNG is not printed.', { hint: 'Save it with 8 bits a colour, not interlaced.', details: { depth, interlaced } });
      if (![1, 2, 4, 8].includes(depth) || (channels > 1 && depth !== 8)) throw damaged('its header says what no PNG says');
      header = { width, height, rows: height * (1 + Math.ceil((width * channels * depth) / 8)) };
      needsPalette = colour === 3;
    } else if (name === 'PLTE') {
      if (length === 0 || length % 3 !== 0 || length > 768 || data.length > 0) throw damaged('its palette is none');
      palette = true;
    } else if (name === 'IDAT') data.push([from, to]);
    else if (name === 'IEND') {
      if (to + 4 !== bytes.length) throw damaged('something lies behind its end');
      break;
    }
    at = to + 4;
  }
  if (header === null || data.length === 0 || (needsPalette && !palette)) throw damaged('a part is missing');
  return { ...header, data };
}

/** Walks the segments of a JPEG to its picture. Throws as `readPicture` does. */
function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  if (bytes.at(-2) !== 0xff || bytes.at(-1) !== 0xd9) throw damaged('it ends early');
  for (let at = 2; ; ) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length) throw damaged('a segment does not begin as one');
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length - 2) throw damaged('a segment reaches over its end');
    if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      const parts = bytes[at + 9];
      if (length < 8 || parts === undefined || length !== 8 + 3 * parts) throw damaged('its header has another length');
      if (bytes[at + 4] !== 8 || (parts !== 1 && parts !== 3)) throw new AppError('format-unknown', 'This kind of JPEG is not printed.', { hint: 'Save it as grey or RGB with 8 bits a colour.', details: { parts } });
      if (size !== null) throw damaged('it has two headers');
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      throw new AppError('format-unknown', 'This kind of JPEG is not printed.', { hint: 'Save it as grey or RGB with 8 bits a colour.', details: { marker } });
    } else if (marker === 0xda) {
      if (size === null) throw damaged('its header is missing');
      return size;
    } else if (marker < 0xc0 || marker === 0xd8 || marker === 0xd9) throw damaged('a segment is none');
    at += 2 + length;
  }
}

/** Setting of the workplace that holds the lines under the laboratory's name, and most of them. */
export const ADDRESS_SETTING = 'laboratory.address';
export const ADDRESS_LINES = 3;

/** Lines of the laboratory's address; empty ones are left out. */
export function addressLines(value: string | undefined): string[] {
  return (value ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, ADDRESS_LINES);
}
