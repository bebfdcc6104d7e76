/** Widths of QRS complexes of the open study: estimated by the program when somebody asks, kept by beat and place. */
import { create } from 'zustand';
import type { Client } from '../../core/contract/define.ts';
import type { Contract } from '../../core/contract/contract.ts';
import { useReview } from './review.ts';
import { client, sayFailure } from './session.ts';

export interface Width {
  /** R peak that it holds for: a beat that was moved has none yet. */
  sample: number;
  /** NaN where no lead shows the beat. */
  ms: number;
  /** A bit for each lead that it was told by; 0 where the wave network measured it, on all of them. */
  leads: number;
}

/** Beats asked about at once: what else is asked meanwhile waits no longer than this takes. */
const AT_ONCE = 512;
/** Nothing is said of how far it is before this. */
const SAID_AFTER_MS = 700;

/** `told` counts what has come; `asked` is how far a list is, null where none is waited for, or not for long. */
export const useWidths = create<{ told: number; asked: { done: number; all: number } | null }>()(() => ({ told: 0, asked: null }));

const estimated = new Map<number, Width>();
const measured = new Map<number, Width>();
/** The study that these are of. */
let of: Client<Contract> | null = null;
let ofCase = '';
/** Which list is waited for. */
let turn = 0;

function own(): void {
  const { caseId } = useReview.getState();
  if (of === client() && ofCase === caseId) return;
  [of, ofCase] = [client(), caseId];
  estimated.clear();
  measured.clear();
  dropWidths();
}

/** The list that is waited for is not wanted any more. */
export function dropWidths(): void {
  turn++;
  if (useWidths.getState().asked) useWidths.setState({ asked: null });
}

const holds = (width: Width | undefined, sample: number): Width | null => (width?.sample === sample ? width : null);

/** What is known of a beat: measured before estimated; null where nothing is yet. */
export function widthOf(key: number, sample: number): Width | null {
  own();
  return holds(measured.get(key), sample) ?? holds(estimated.get(key), sample);
}

/** The estimate of a row, ms; NaN where there is none. Lists are ordered by it, so that all of a list is told in one way. */
export function estimateOf(row: number): number {
  const { key, sample } = useReview.getState().beats;
  return holds(estimated.get(key[row]!), sample[row]!)?.ms ?? Number.NaN;
}

/** The wave network has measured a beat. */
export function noteMeasured(key: number, sample: number, ms: number): void {
  own();
  measured.set(key, { sample, ms, leads: 0 });
  useWidths.setState({ told: useWidths.getState().told + 1 });
}

async function ask(keys: Int32Array<ArrayBuffer>, samples: Float64Array): Promise<void> {
  const caseId = ofCase;
  const { ms, leads } = await client().review.widths({ caseId, keys });
  if (caseId !== ofCase) return;
  keys.forEach((key, i) => estimated.set(key, { sample: samples[i]!, ms: ms[i]!, leads: leads[i]! }));
  useWidths.setState({ told: useWidths.getState().told + 1 });
}

/** Beat that is asked about, and the one that is next: of those that a reader walks past only the last. */
let one: { key: number; sample: number } | null = null;
let next: { key: number; sample: number } | null = null;

/** Estimates one beat, unless it is known. A failure is said; the beat stays without a width. */
export async function wantWidth(key: number, sample: number): Promise<void> {
  const known = widthOf(key, sample);
  if (known && !Number.isNaN(known.ms)) return;
  next = { key, sample };
  if (one) return;
  try {
    while ((one = next)) {
      next = null;
      await ask(Int32Array.of(one.key), Float64Array.of(one.sample));
    }
  } catch (thrown) {
    sayFailure(thrown);
  } finally {
    one = null;
  }
}

/**
 * Estimates those of some rows that are not known, in pieces.
 *
 * @returns `dropped` where the list is not wanted any more, or another was asked for; a failure is said
 */
export async function wantWidths(rows: Int32Array): Promise<'there' | 'dropped' | 'failed'> {
  own();
  const mine = ++turn;
  const { key, sample } = useReview.getState().beats;
  const missing = rows.filter((row) => !holds(estimated.get(key[row]!), sample[row]!)).sort();
  const begun = performance.now();
  try {
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const piece = missing.subarray(at, at + AT_ONCE);
      await ask(Int32Array.from(piece, (row) => key[row]!), Float64Array.from(piece, (row) => sample[row]!));
      if (mine !== turn) return 'dropped';
      if (performance.now() - begun > SAID_AFTER_MS) useWidths.setState({ asked: { done: Math.min(missing.length, at + AT_ONCE), all: missing.length } });
    }
    return 'there';
  } catch (thrown) {
    sayFailure(thrown);
    return mine === turn ? 'failed' : 'dropped';
  } finally {
    if (mine === turn) useWidths.setState({ asked: null });
  }
}
