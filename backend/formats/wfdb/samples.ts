/**
 * Signal formats of WFDB: bytes to samples. Formats with a fixed number of
 * bytes for a fixed number of samples can be read at any place; format 8
 * (differences) only from the front. Source: WFDB Applications Guide, signal(5).
 */

import { INVALID_ADU } from '../../../core/study/recording.ts';

/** A format of which `samples` samples take `bytes` bytes. */
export interface Packing {
  samples: number;
  bytes: number;
  /** Decodes `count` samples from whole packs at the beginning of `bytes`. */
  decode(bytes: Uint8Array, count: number, out: Int32Array): void;
}

/** A true value that happens to be the mark of "never measured" moves by one adu. */
function real(value: number): number {
  return value === INVALID_ADU ? INVALID_ADU + 1 : value;
}

function ten(value: number): number {
  const signed = (value << 22) >> 22;
  return signed === -512 ? INVALID_ADU : signed;
}

function packing(samples: number, bytes: number, decode: Packing['decode']): Packing {
  return { samples, bytes, decode };
}

const decode212: Packing['decode'] = (bytes, count, out) => {
  let at = 0;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    // The byte in the middle holds the high nibbles: of the first sample low, of the second high.
    const middle = bytes[at + 1]!;
    const one = ((bytes[at]! | (middle << 8)) << 20) >> 20;
    const two = ((bytes[at + 2]! | ((middle & 0xf0) << 4)) << 20) >> 20;
    out[i] = one === -2048 ? INVALID_ADU : one;
    out[i + 1] = two === -2048 ? INVALID_ADU : two;
    at += 3;
  }
  if (i < count) {
    const one = ((bytes[at]! | (bytes[at + 1]! << 8)) << 20) >> 20;
    out[i] = one === -2048 ? INVALID_ADU : one;
  }
};

/** Packings by format number. */
export const PACKINGS: ReadonlyMap<number, Packing> = new Map<number, Packing>([
  [212, packing(2, 3, decode212)],
  [16, packing(1, 2, (bytes, count, out) => {
    for (let i = 0; i < count; i++) out[i] = ((bytes[2 * i]! | (bytes[2 * i + 1]! << 8)) << 16) >> 16;
  })],
  [61, packing(1, 2, (bytes, count, out) => {
    for (let i = 0; i < count; i++) out[i] = ((bytes[2 * i + 1]! | (bytes[2 * i]! << 8)) << 16) >> 16;
  })],
  [160, packing(1, 2, (bytes, count, out) => {
    for (let i = 0; i < count; i++) out[i] = (bytes[2 * i]! | (bytes[2 * i + 1]! << 8)) - 32768;
  })],
  [80, packing(1, 1, (bytes, count, out) => {
    for (let i = 0; i < count; i++) {
      const value = bytes[i]! - 128;
      out[i] = value === -128 ? INVALID_ADU : value;
    }
  })],
  [24, packing(1, 3, (bytes, count, out) => {
    for (let i = 0; i < count; i++) {
      const value = ((bytes[3 * i]! | (bytes[3 * i + 1]! << 8) | (bytes[3 * i + 2]! << 16)) << 8) >> 8;
      out[i] = value === -8388608 ? INVALID_ADU : real(value);
    }
  })],
  [32, packing(1, 4, (bytes, count, out) => {
    for (let i = 0; i < count; i++) {
      const value = bytes[4 * i]! | (bytes[4 * i + 1]! << 8) | (bytes[4 * i + 2]! << 16) | (bytes[4 * i + 3]! << 24);
      out[i] = value === -2147483648 ? INVALID_ADU : real(value);
    }
  })],
  [310, packing(3, 4, (bytes, count, out) => {
    for (let i = 0, at = 0; i < count; i += 3, at += 4) {
      const one = bytes[at]! | (bytes[at + 1]! << 8);
      const two = bytes[at + 2]! | (bytes[at + 3]! << 8);
      out[i] = ten(one >> 1);
      if (i + 1 < count) out[i + 1] = ten(two >> 1);
      if (i + 2 < count) out[i + 2] = ten((one >> 11) | ((two >> 11) << 5));
    }
  })],
  [311, packing(3, 4, (bytes, count, out) => {
    for (let i = 0, at = 0; i < count; i += 3, at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      out[i] = ten(word);
      if (i + 1 < count) out[i + 1] = ten(word >> 10);
      if (i + 2 < count) out[i + 2] = ten(word >> 20);
    }
  })],
]);

/** Signal formats that can be read. */
export const READABLE_FORMATS: readonly number[] = [8, ...PACKINGS.keys()];

/** Samples that `bytes` bytes of a packing hold. */
export function samplesIn(pack: Packing, bytes: number): number {
  const packs = Math.floor(bytes / pack.bytes);
  const left = bytes - packs * pack.bytes;
  // Two bytes of an unfinished 212 pair hold its first sample whole.
  return packs * pack.samples + (pack.bytes === 3 && pack.samples === 2 && left === 2 ? 1 : 0);
}
