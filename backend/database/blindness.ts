/**
 * Who sees what of two readings of one recording. Until both are signed, whoever
 * reads the one is shown nothing of the other. A reader is whom a case is given
 * to, and whoever has edited it in anything but its organisation.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import { assignedTo, firstName, readingsOf, secondName } from '../../core/review/case-people.ts';
import { valuesOf } from '../../core/review/state.ts';
import type { Cases } from './cases.ts';
import { isLong } from './long-case.ts';
import type { OpenCase } from './open-case.ts';
import { authorsOf } from './readers.ts';
import { isSigned } from './signatures.ts';

export interface Pair {
  first: string;
  second: string;
}

export class Blindness {
  readonly #cases: Cases;

  constructor(cases: Cases) {
    this.#cases = cases;
  }

  /** The loading of a long case that is not in memory yet, else null. Throws what `Cases.case` throws. */
  loading(caseId: string): Promise<unknown> | null {
    const open = this.#cases.case(caseId);
    return isLong(open) && !open.isLoaded ? this.#cases.loaded(caseId) : null;
  }

  /** Pairs of readings that a case is one of, where the other is here. */
  pairs(caseId: string): Pair[] {
    const { first, seconds } = readingsOf(this.#cases.case(caseId).state.edit);
    const all = seconds.map((second): Pair => ({ first: caseId, second }));
    if (first !== null) all.unshift({ first, second: caseId });
    return all.filter((pair) => this.#isThere(pair.first === caseId ? pair.second : pair.first));
  }

  #isThere(caseId: string): boolean {
    return this.#opened(caseId) !== 'missing';
  }

  #opened(caseId: string): OpenCase | 'missing' | 'damaged' {
    try {
      return this.#cases.case(caseId);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return thrown.code === 'case-missing' ? 'missing' : 'damaged';
    }
  }

  /** Whether the two readers of a pair are still kept from each other. */
  hides({ first, second }: Pair): boolean {
    const a = this.#opened(first);
    const b = this.#opened(second);
    if (a === 'missing' || b === 'missing') return false;
    if (a === 'damaged' || b === 'damaged') return true;
    if (readingsOf(a.state.edit).settling.some((one) => one.second === second)) return false;
    return !(isSigned(a.state.edit) && isSigned(b.state.edit));
  }

  /** Who reads a case of a pair, up to a revision of it. */
  readers(caseId: string, pair: Pair, upTo = Number.MAX_SAFE_INTEGER): Set<string> {
    const other = this.#opened(caseId === pair.first ? pair.second : pair.first);
    const open = this.#opened(caseId);
    // What the other case says of this one holds where this one cannot be read.
    const said = typeof other === 'string' ? undefined : valuesOf(other.state.edit, 'assignment').get(caseId === pair.second ? secondName(caseId) : firstName(caseId));
    const names = new Set<string>(said === undefined || said.startsWith('[') ? [] : [said]);
    if (typeof open === 'string') return names;
    names.add(assignedTo(open.state.edit));
    for (const { author } of authorsOf(open.db, upTo)) names.add(author);
    names.delete('');
    return names;
  }

  /** Whether a person has seen what a reading says: they opened, printed or exported it after it was begun. */
  hasSeen(caseId: string, name: string): boolean {
    const { db } = this.#cases.case(caseId);
    const begun = authorsOf(db).map(({ since }) => since).toSorted()[0];
    return begun !== undefined && db.access.lines().some(({ who, what, time }) => who === name && time >= begun && ['opened', 'printed', 'exported'].includes(what));
  }

  /** The pair that keeps a person out of a case, or null where none does. */
  #against(caseId: string, name: string): Pair | null {
    return this.pairs(caseId).find((pair) => this.hides(pair) && this.readers(caseId === pair.first ? pair.second : pair.first, pair).has(name)) ?? null;
  }

  /** Throws AppError `blind` where a person may not see what a case says. */
  refuse(caseId: string, author: string): void {
    const pair = this.#against(caseId, this.#cases.nameOf(author));
    if (!pair) return;
    throw new AppError('blind', 'You read this recording in another case, and neither reader sees the other.', {
      hint: 'This one can be opened once both readings are signed.',
      details: { caseId, other: caseId === pair.first ? pair.second : pair.first },
    });
  }

  /** As `refuse`, and a second reading is edited by its reader alone. */
  refuseEdit(caseId: string, author: string): void {
    this.refuse(caseId, author);
    const { edit } = this.#cases.case(caseId).state;
    const reader = assignedTo(edit);
    if (readingsOf(edit).first === null || reader === '' || reader === this.#cases.nameOf(author)) return;
    throw new AppError('blind', `This is the second reading of ${reader}.`, { hint: 'Give the case to another reader first.', details: { caseId, reader } });
  }

  /** Throws AppError `edit-refused` where a person cannot be given a case without seeing both readings. */
  refuseReader(caseId: string, name: string): void {
    for (const pair of this.pairs(caseId)) {
      if (!this.hides(pair)) continue;
      const other = caseId === pair.first ? pair.second : pair.first;
      if (this.readers(other, pair).has(name) || this.hasSeen(other, name)) throw notBlind(name);
    }
  }

  /** Throws AppError `edit-refused` where somebody cannot be asked about a case, for they may not open it. */
  refuseAsked(caseId: string, name: string): void {
    if (this.#against(caseId, name)) throw new AppError('edit-refused', `${name} reads this recording in another case and may not open this one yet.`, { hint: 'Ask somebody else.' });
  }

  /** A line as somebody may see it: of a case that is hidden from them, nothing that its reader made. */
  seenBy(row: StudyRow, author: string): StudyRow {
    if (!isReadTwice(row)) return row;
    if (!this.#isThere(row.caseId) || this.#opened(row.caseId) === 'damaged' || !this.#against(row.caseId, this.#cases.nameOf(author))) return row;
    return hidden(row);
  }

  /** As `seenBy` for many lines, told from the lines alone: nothing is opened for it. */
  allSeenBy(rows: readonly StudyRow[], author: string): StudyRow[] {
    const name = this.#cases.nameOf(author);
    const twice = new Map(rows.filter(isReadTwice).map((row) => [row.caseId, row]));
    const keeps = (row: StudyRow, other: StudyRow | undefined): boolean => {
      if (!other || (row.state === 'signed' && other.state === 'signed')) return false;
      const settling = row.readings.settling.some(({ second }) => second === other.caseId) || other.readings.settling.some(({ second }) => second === row.caseId);
      return !settling && (other.assignedTo === name || other.readers.includes(name));
    };
    return rows.map((row) => {
      if (!twice.has(row.caseId)) return row;
      const others = row.readings.first === null ? row.readings.seconds : [row.readings.first];
      return others.some((other) => keeps(row, twice.get(other))) ? hidden(row) : row;
    });
  }
}

function isReadTwice({ readings }: Pick<StudyRow, 'readings'>): boolean {
  return readings.first !== null || readings.seconds.length > 0;
}

/** A line that says whose recording it is and how far its reading has come, and nothing of what was read. */
function hidden({ caseId, facts, format, record, leadCount, seconds, state, progress, trouble, priority, importedAt, assignedTo: has, readings, readers }: StudyRow): StudyRow {
  return { caseId, facts, format, record, leadCount, seconds, state, progress, trouble, priority, importedAt, assignedTo: has, readings, readers, sketch: null, burdenV: null, burdenS: null, longestRrSeconds: null, seen: 0, items: 0, edits: 0, questions: [], blind: true };
}

/** The refusal of a second reader who has seen the first reading. */
export function notBlind(name: string): AppError {
  return new AppError('edit-refused', `${name} has read or seen the other reading of this recording.`, { hint: 'A second reader sees nothing of the first: choose somebody else.' });
}
