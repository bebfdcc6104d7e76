/**
 * A reader who answers from a reference: for measuring what asks are worth. A
 * group is answered by its majority class, or called mixed where that is less
 * than nine tenths of it; each costs one ask.
 */
import { askState, nextAsk, proposal, UNSAID, type AskGround } from './asker.ts';

/** Share of a group that must be of one class for it to be answered as a whole. */
export const PURE = 0.9;

export interface Answered {
  /** Per row: what it is called after the asks: an index of `ASKED_CLASSES`, ARTEFACT, or UNSAID where it stays as it was. */
  labels: Int8Array;
  asks: number;
}

/**
 * @param truth per row an index of `ASKED_CLASSES`, or ARTEFACT where the reference has no such beat
 * @param most asks at most
 */
export function answerFrom(truth: ArrayLike<number>, ground: AskGround, most: number): Answered {
  const labels = new Int8Array(ground.features.count).fill(UNSAID);
  const mixed = new Set<string>();
  let state = askState(ground, labels, mixed);
  let asks = 0;
  while (asks < most) {
    const ask = nextAsk(state, mixed);
    if (!ask) break;
    asks++;
    const counts = new Map<number, number>();
    for (const row of ask.rows) counts.set(truth[row]!, (counts.get(truth[row]!) ?? 0) + 1);
    const [said, count] = [...counts].reduce((commonest, each) => (each[1] > commonest[1] ? each : commonest));
    if (count >= PURE * ask.rows.length) for (const row of ask.rows) labels[row] = said;
    else mixed.add(ask.name);
    state = askState(ground, labels, mixed);
  }
  const after = proposal(state);
  labels.forEach((said, row) => {
    if (said !== UNSAID) after[row] = said;
  });
  return { labels: after, asks };
}

/** A reader who labels every beat before a row, as a technician who goes through the first minutes; no ask. */
export function labelUntil(truth: ArrayLike<number>, ground: AskGround, end: number): Answered {
  const labels = Int8Array.from({ length: ground.features.count }, (_, row) => (row < end ? truth[row]! : UNSAID));
  const after = proposal(askState(ground, labels, new Set()));
  labels.forEach((said, row) => {
    if (said !== UNSAID) after[row] = said;
  });
  return { labels: after, asks: 0 };
}

