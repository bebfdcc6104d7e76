/** The letters under which kinds of findings are chosen. Pure. */
import { FINDING_KINDS, type FindingKind } from '../../core/rhythm/finding.ts';
import { KIND_NAME } from '../parts/kind-names.ts';
import { WO } from '../parts/words-overview.ts';

/** What a pause may be; the last one is none. */
const PAUSES: Partial<Record<FindingKind, string>> = {
  pause: 'S',
  'pause-after-ectopic-beat': 'E',
  'pause-with-blocked-p-wave': 'B',
  'pause-in-atrial-fibrillation': 'A',
  'pause-at-end-of-atrial-fibrillation': 'Z',
  'no-pause': 'X',
};

const WISHED: Partial<Record<FindingKind, string>> = {
  'ventricular-tachycardia': 'V',
  'idioventricular-rhythm': 'I',
  'ventricular-couplet': 'C',
  'ventricular-bigeminy': 'B',
  'ventricular-trigeminy': 'T',
  'supraventricular-run': 'S',
  'supraventricular-couplet': 'D',
  'atrial-fibrillation': 'A',
  'atrial-flutter': 'L',
  pause: 'P',
  bradycardia: 'O',
  tachycardia: 'H',
  'no-pause': 'X',
};

/** Keys that may stand for a kind: letters, then digits. */
export const KIND_KEYS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789';

export interface KindChoice {
  kind: FindingKind;
  letter: string;
  /** In the fewest words. */
  name: string;
}

/** Kinds that a finding may be given, each with a letter of its own: those of a pause for a pause, all others else. */
export function kindChoices(kind: FindingKind | null): KindChoice[] {
  const pauses = kind !== null && PAUSES[kind] !== undefined;
  const wished = pauses ? PAUSES : WISHED;
  const list = FINDING_KINDS.filter((one) => (pauses ? PAUSES[one] !== undefined : PAUSES[one] === undefined || one === 'pause' || one === 'no-pause'));
  const taken = new Set(list.flatMap((one) => wished[one] ?? []));
  return list.map((one) => {
    const letter = wished[one] ?? (KIND_NAME[one][0].toUpperCase().replaceAll(/[^A-Z]/g, '') + KIND_KEYS).split('').find((candidate) => !taken.has(candidate)) ?? '';
    taken.add(letter);
    return { kind: one, letter, name: pauses && one === 'pause' ? WO.beat.sinusPause : KIND_NAME[one][0] };
  });
}
