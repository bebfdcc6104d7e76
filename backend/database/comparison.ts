/**
 * Two readings of one recording, compared as their readers left them, and
 * settled by a third. What is compared stands still: the first reading as it was
 * signed, whatever is settled in it since; the second, which stays signed.
 */
import type { Comparison, ReaderOf } from '../../core/contract/colleagues.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { agreementOf, isUnanimous, type Agreement } from '../../core/review/agreement.ts';
import { assignedTo, readingsOf, settledOf, settlingName } from '../../core/review/case-people.ts';
import { settlePlan, toSettle, unsettled, type Decision } from '../../core/review/settle.ts';
import type { EditState } from '../../core/review/state.ts';
import { currentTemplates } from '../../core/review/templates.ts';
import type { Blindness, Pair } from './blindness.ts';
import { baseState } from './case-state.ts';
import type { Cases } from './cases.ts';
import { replayEras } from './eras.ts';
import type { OpenCase } from './open-case.ts';
import { isSigned, signatureOf } from './signatures.ts';
import { ulid } from './ulid.ts';

/** Comparisons kept: one that is being walked through, and one looked at beside it. */
const KEPT = 2;

interface Sides {
  /** What is compared, by cases and revisions. */
  of: string;
  first: { open: OpenCase; state: EditState; revision: number };
  second: { open: OpenCase; state: EditState; revision: number };
  agreement: Agreement;
}

/** Whether two cases hold the same samples: recordings of a set, or of one device, are often of one rate and length. */
function sameRecording(a: OpenCase, b: OpenCase): boolean {
  const [one, other] = [a, b].map(({ recording, db }) => JSON.stringify([recording.header.sampleRate, recording.header.sampleCount, db.segmentSums().map(({ crc }) => crc)]));
  return one === other;
}

export class Comparisons {
  readonly #cases: Cases;
  readonly #blindness: Blindness;
  #kept: Sides[] = [];

  constructor(cases: Cases, blindness: Blindness) {
    this.#cases = cases;
    this.#blindness = blindness;
  }

  /** Two readings as they are asked for, the second one behind its first where they belong together. */
  #ordered(pair: Pair): Pair & { linked: boolean } {
    const { first, second } = pair;
    if (this.#blindness.pairs(first).some((one) => one.first === second && one.second === first)) return { first: second, second: first, linked: true };
    return { ...pair, linked: this.#blindness.pairs(first).some((one) => one.first === first && one.second === second) };
  }

  /**
   * Two readings beside each other.
   *
   * @throws AppError `blind` while the two readers are kept from each other, `not-ready` where one is not analysed,
   *   `invalid-input` where they are not of one recording
   */
  compare(asked: Pair, author: string): Comparison {
    const { linked, ...pair } = this.#ordered(asked);
    const { first, second, agreement } = this.#sides(pair, linked);
    const settled = settledOf(first.open.state.edit, pair.second);
    const names = new Map<number, string>();
    for (const side of [second, first]) for (const { id, name } of templatesOf(side)) names.set(id, name);
    const used = new Set(agreement.beats.map(({ template }) => template).filter((id) => id > 0));
    const settling = readingsOf(first.open.state.edit).settling.some((one) => one.second === pair.second);
    return {
      first: this.#readerOf(pair.first, pair, first),
      second: this.#readerOf(pair.second, pair, second),
      linked,
      sampleRate: first.open.recording.header.sampleRate,
      agreement,
      templates: Object.fromEntries([...used].map((id) => [String(id), names.get(id) ?? `template ${id}`])),
      settling,
      settledBy: [...new Set(Array.from(settled.values(), ({ by }) => by))].filter((name) => name !== '').join(', '),
      settled: Object.fromEntries(settled),
      open: unsettled(agreement, settled),
      cannot: linked ? this.#whyNot(pair, this.#cases.nameOf(author), settling, first.revision) : 'These two cases do not belong together: neither is the second reading of the other.',
    };
  }

  #sides(pair: Pair, linked: boolean): Sides {
    const a = this.#cases.case(pair.first);
    const b = this.#cases.case(pair.second);
    if (linked && this.#blindness.hides(pair)) throw new AppError('blind', 'The two readings are compared once both are signed.', { hint: 'Until then neither reader sees the other.', details: { first: pair.first, second: pair.second } });
    for (const open of [a, b]) if (!open.state.run?.sealedAt) throw new AppError('not-ready', 'Only cases that are analysed to their end can be compared.', { hint: 'Wait for the analysis, or start it.', details: { caseId: open.recording.caseId } });
    if (pair.first === pair.second || !sameRecording(a, b)) throw new AppError('invalid-input', 'These are not two readings of one recording.', { hint: 'Name two cases of the same recording.', details: { first: pair.first, second: pair.second } });
    const settling = readingsOf(a.state.edit).settling.find((one) => one.second === pair.second);
    const revision = settling?.revision ?? a.db.journal.head().sequence;
    const of = `${pair.first} ${revision} ${pair.second} ${b.db.journal.head().sequence} ${b.state.run?.runId}`;
    const known = this.#kept.find((sides) => sides.of === of);
    if (known) return { ...known, first: { ...known.first, open: a }, second: { ...known.second, open: b } };
    const first = { open: a, state: settling ? stateAt(a, revision) : a.state.edit, revision };
    const second = { open: b, state: b.state.edit, revision: b.db.journal.head().sequence };
    const sides = { of, first, second, agreement: agreementOf(a.read(first.state), b.read(second.state), a.recording.header.sampleRate) };
    this.#kept = [sides, ...this.#kept].slice(0, KEPT);
    return sides;
  }

  #readerOf(caseId: string, pair: Pair, { open, revision }: Sides['first']): ReaderOf {
    const signed = signatureOf(open.db, open.state.edit) ?? open.db.journal.lastOfKind('sign-off');
    const names = [...this.#blindness.readers(caseId, pair, revision)].toSorted();
    return { caseId, name: assignedTo(open.state.edit) || names.join(', '), signedAt: signed?.time ?? '', revision };
  }

  /** Why somebody cannot settle, empty where they can. Readers of either do not: they would settle in their own cause. */
  #whyNot(pair: Pair, name: string, settling: boolean, revision: number): string {
    if (this.#blindness.readers(pair.first, pair, settling ? revision : undefined).has(name) || this.#blindness.readers(pair.second, pair).has(name)) return 'You are one of the two readers: a third one settles.';
    return '';
  }

  /**
   * Reopens the first reading to be settled, by somebody who has read neither.
   *
   * @throws AppError `edit-refused` where they have, where it has begun, where the two agree in everything, or where the first is not signed; `disk-full`. Then nothing has begun
   */
  begin(asked: Pair, author: string): EditResult {
    const { linked, ...pair } = this.#ordered(asked);
    const { agreement } = this.#sides(pair, linked);
    this.#refuse(pair, linked, author, false);
    if (isUnanimous(agreement)) throw refuse('The two readings agree in everything: there is nothing to settle.');
    return this.#cases.enterReopening(pair.first, 'Two readings are settled.', author, (open, { author: by }) => {
      const revision = open.db.journal.head().sequence;
      return { kind: 'settling', label: 'settling of two readings begun', reason: '', changes: [{ entity: 'assignment', op: 'set', name: settlingName(pair.second, revision), before: null, after: by }] };
    });
  }

  #refuse(pair: Pair, linked: boolean, author: string, begun: boolean): void {
    if (!linked) throw refuse('These two cases do not belong together.', 'Only a case and its second reading are settled.');
    const settling = readingsOf(this.#cases.case(pair.first).state.edit).settling.find((one) => one.second === pair.second);
    if (begun !== Boolean(settling)) throw refuse(begun ? 'Settling has not begun.' : 'Settling has begun already.');
    const why = this.#whyNot(pair, this.#cases.nameOf(author), begun, settling?.revision ?? 0);
    if (why !== '') throw refuse(why);
  }

  /** Settles a difference: an edit of the first reading. Throws AppError `edit-refused`, `case-locked`, `disk-full`. */
  settle(asked: Pair, difference: string, place: number | null, decision: Decision, author: string): EditResult {
    const { linked, ...pair } = this.#ordered(asked);
    const { first, second, agreement } = this.#sides(pair, linked);
    this.#refuse(pair, linked, author, true);
    first.open.refuseIfSigned();
    return this.#cases.enter(pair.first, author, (open, doer) =>
      settlePlan(open.state.edit, difference, place, decision, {
        second: pair.second,
        firstState: first.state,
        secondState: second.state,
        agreement,
        sameRun: sameRun(first.open, second.open),
        nextSerial: open.state.nextSerial,
        by: doer.author,
        time: new Date(doer.now).toISOString(),
        newId: () => ulid(doer.now),
      }),
    );
  }

  /** What the report of a case says of a second reading: by whom, and how far it has come; undefined where nobody was asked for one. */
  inReport(caseId: string): { name: string; words: string } | undefined {
    const { first, seconds } = readingsOf(this.#cases.case(caseId).state.edit);
    if (first !== null) return { name: '', words: 'this is the second reading' };
    if (seconds.length === 0) return undefined;
    const pair = this.#blindness.pairs(caseId).at(-1);
    if (!pair) return { name: '', words: 'asked for, not here any more' };
    const name = assignedTo(this.#cases.case(pair.second).state.edit);
    const shown = name === '' ? '' : this.#cases.shownName(name);
    if (this.#blindness.hides(pair)) return { name: shown, words: isSigned(this.#cases.case(pair.second).state.edit) ? 'signed, not compared yet' : 'asked for, not signed yet' };
    const { agreement } = this.#sides(pair, true);
    const settled = settledOf(this.#cases.case(caseId).state.edit, pair.second);
    const open = unsettled(agreement, settled).length;
    const by = [...new Set(Array.from(settled.values(), (one) => one.by))].filter((one) => one !== '').map((one) => this.#cases.shownName(one));
    const all = toSettle(agreement).length;
    const kappa = agreement.kappa.value === null ? 'kappa not defined' : `kappa ${agreement.kappa.value.toFixed(2)}`;
    return { name: shown, words: `${kappa}, ${all === 0 ? 'no difference' : open > 0 ? `${open} not settled` : `${all} settled${by.length === 1 ? ` by ${by[0]}` : ''}`}` };
  }

  /** Throws AppError `unsettled` where the settling of a case has begun and is not at its end: it is not signed before. */
  refuseUnsettled(caseId: string): void {
    const { edit } = this.#cases.case(caseId).state;
    for (const { second } of readingsOf(edit).settling) {
      const pair = this.#blindness.pairs(caseId).find((one) => one.second === second);
      // A second reading that was removed can no longer be settled against.
      if (!pair) continue;
      const open = unsettled(this.#sides(pair, true).agreement, settledOf(edit, second));
      if (open.length > 0) throw new AppError('unsettled', open.length === 1 ? '1 difference between the two readings is not settled.' : `${open.length} differences between the two readings are not settled.`, { hint: 'Settle them in the comparison, then sign.', details: { count: open.length, second } });
    }
  }

  /** Throws AppError `edit-refused` where a case is the second reading of one whose settling has begun: what is settled against stays as it was signed. */
  refuseSettled(caseId: string): void {
    const pair = this.#blindness.pairs(caseId).find((one) => one.second === caseId);
    if (!pair || !readingsOf(this.#cases.case(pair.first).state.edit).settling.some(({ second }) => second === caseId)) return;
    throw refuse('This second reading is being settled against, and stays as it was signed.', 'Correct the first reading instead.');
  }
}

function refuse(message: string, hint = 'Look at the comparison.'): AppError {
  return new AppError('edit-refused', message, { hint });
}

/** The state of a case after one of its entries. */
function stateAt(open: OpenCase, revision: number): EditState {
  const entries = [...open.db.journal.since(0)].filter(({ sequence }) => sequence <= revision);
  return replayEras(baseState(open.db, open.recording.header, entries).edit, entries);
}

/** Whether both cases show one and the same run, so that a beat's key means the same in both. */
function sameRun(a: OpenCase, b: OpenCase): boolean {
  const of = ({ state: { run } }: OpenCase): string => JSON.stringify([run?.modelSha256, run?.startedAt, run?.sealedAt, run?.device, run?.leads]);
  return of(a) === of(b);
}

function templatesOf({ open, state }: Sides['first']): { id: number; name: string }[] {
  return currentTemplates(state.beats, open.state.templates, () => ({ average: [], rate: 1, peak: 0 }));
}
