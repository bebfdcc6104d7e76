/** Intervals and ST of a day that never was: QT follows the night, one lead's ST sinks in the evening. */
import type { BeatColumns } from '../../core/beats/columns.ts';
import type { WaveTrends } from '../../core/rhythm/wave-trends.ts';

export function fakeTrends(sampleCount: number, rate: number): WaveTrends {
  const minutes = Math.floor(sampleCount / rate / 60);
  const each = <T>(make: (share: number, i: number) => T): T[] => Array.from({ length: minutes }, (_, i) => make(i / Math.max(1, minutes), i));
  const from = Float64Array.from(each((_, i) => i * 60 * rate));
  const noise = (i: number): number => Math.sin(i * 12.9898) * 43758.5453 % 1;
  const level = (depth: number): Float32Array => Float32Array.from(each((share, i) => 0.02 + 0.01 * noise(i) - (share > 0.36 && share < 0.42 ? depth : 0)));
  return {
    formula: 'fridericia',
    from,
    qt: Float32Array.from(each((share, i) => (i % 97 < 4 ? Number.NaN : 385 + 22 * Math.sin(share * 6.3 - 1) + 5 * noise(i)))),
    qtc: Float32Array.from(each((share, i) => (i % 97 < 4 ? Number.NaN : 418 + 8 * Math.sin(share * 9) + 7 * noise(i) + (share > 0.7 && share < 0.74 ? 55 : 0)))),
    st: [{ lead: 0, from, level: level(0.03) }, { lead: 2, from, level: level(0.16) }],
    narrow: [1],
  };
}

/** Every third beat of the same class is alike, each a little less than the one before. */
export function fakeAlike(beats: BeatColumns, keys: Int32Array, revision: number): { revision: number; keys: Int32Array; likeness: Int8Array } {
  const code = beats.code[beats.key.indexOf(keys[0] ?? 0)];
  const found = beats.key.filter((key, row) => !keys.includes(key) && beats.code[row] === code).filter((_, i) => i % 3 === 0).slice(0, 60);
  return { revision, keys: found, likeness: Int8Array.from(found, (_, i) => 98 - i) };
}
