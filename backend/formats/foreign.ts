/**
 * Formats of ECGs that Isoline does not read, known by their first bytes or
 * their ending: a recording that came along with others is then named as one
 * that stays out, which a letter or a list is not.
 */
import { extname } from 'node:path';

/** Endings that only such a format has. */
const ENDINGS: Readonly<Record<string, string>> = { '.dcm': 'DICOM', '.scp': 'SCP-ECG', '.atc': 'AliveCor' };

/** Elements that a file of XML begins with. */
const ELEMENTS: readonly (readonly [RegExp, string])[] = [
  [/<(?:\w+:)?AnnotatedECG\b/, 'HL7 aECG'],
  [/<(?:\w+:)?restingecgdata\b/, 'Philips XML'],
  [/<(?:\w+:)?RestingECG\b/, 'GE MUSE XML'],
];

function latin(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, to));
}

/** Name of the format of an ECG that is not read; null where the file is none that is known. `head`: its first bytes, up to 4096 of them are looked at. */
export function foreignFormat(path: string, head: Uint8Array): string | null {
  if (latin(head, 128, 132) === 'DICM') return 'DICOM';
  if (latin(head, 16, 22) === 'SCPECG') return 'SCP-ECG';
  if (latin(head, 0, 5) === 'ALIVE') return 'AliveCor';
  // UTF-16 says every Latin letter with a zero beside it.
  const text = latin(head, 0, 4096).replaceAll('\0', '');
  const element = text.includes('<') ? ELEMENTS.find(([pattern]) => pattern.test(text)) : undefined;
  return element?.[1] ?? ENDINGS[extname(path).toLowerCase()] ?? null;
}
