/**
 * A second reading is a case of its own: the same recording, the same sealed
 * run, and a journal that begins with whose reading it is. Each of the two names
 * the other in its chain; nothing else ties them, so that one can be removed,
 * backed up or handed over without the other.
 */
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { ASSIGNED, firstName, readingsOf, secondName } from '../../core/review/case-people.ts';
import type { Change } from '../../core/review/edit.ts';
import type { EditState } from '../../core/review/state.ts';
import { valuesOf } from '../../core/review/state.ts';
import { files } from '../store/files.ts';
import { lendSeal, sealOf } from '../store/keyring.ts';
import { segmentFrames } from '../store/segment.ts';
import { stageSegment } from '../store/staging.ts';
import { notBlind, type Blindness } from './blindness.ts';
import type { Cases } from './cases.ts';
import type { OpenCase } from './open-case.ts';
import { ERASED } from './private-values.ts';
import { ulid } from './ulid.ts';

const KIND = 'second-reading';

/**
 * Makes the case of a second reading. The first names it before it is there, so
 * that a second one is never found without its first; what could not be made
 * leaves nothing but that line and the one that takes it back.
 *
 * @throws AppError `not-ready`, `edit-refused` where it cannot be read again or not by this person, `disk-full`
 */
export async function makeSecondReading(cases: Cases, blindness: Blindness, caseId: string, to: string, author: string, signal: CancelSignal): Promise<{ caseId: string }> {
  const open = cases.case(caseId);
  const { run, edit } = open.state;
  const refused = (message: string, hint: string): AppError => new AppError('edit-refused', message, { hint, details: { caseId } });
  if (!run?.sealedAt || cases.busy(caseId)) throw new AppError('not-ready', 'Only a case that is analysed to its end can be read a second time.', { hint: 'Wait for the analysis, or start it.', details: { caseId } });
  const links = readingsOf(edit);
  if (links.first !== null) throw refused('This is a second reading itself.', 'Begin another one from the first.');
  if (blindness.pairs(caseId).some((pair) => !links.settling.some(({ second }) => second === pair.second))) throw refused('There is a second reading of this case already.', 'Compare and settle it first.');
  const pair = { first: caseId, second: '' };
  if (blindness.readers(caseId, pair).has(to) || blindness.hasSeen(caseId, to)) throw notBlind(to);
  const release = cases.hold(caseId);
  let made: string | null = null;
  try {
    const second = cases.createCase(open.recording.header, open.recording.sha256, author).caseId;
    made = second;
    link(cases, caseId, { [secondName(second)]: to }, 'second reading begun', author);
    await copySamples(cases, open, second, signal);
    const copy = cases.case(second);
    copy.db.write(() => copy.db.runs.adopt(open.db.runs, run.runId));
    copy.forget();
    cases.enter(second, author, (fresh) => ({ kind: KIND, label: 'second reading begun', reason: '', changes: beginning(fresh.state.edit, edit, caseId, to) }));
    const { warnings, sha256 } = open.recording;
    cases.finishImport(second, { warnings, sha256, annotations: open.db.importedAnnotations() });
    return { caseId: second };
  } catch (thrown) {
    if (made !== null) {
      cases.abortImport(made);
      unlink(cases, caseId, made, author);
    }
    throw thrown;
  } finally {
    release();
  }
}

/** Facts as they were corrected in the first, whose reading it is and who has it. */
function beginning(fresh: EditState, first: EditState, caseId: string, to: string): Change[] {
  const known = valuesOf(fresh, 'fact');
  const facts = Array.from(valuesOf(first, 'fact'), ([name, after]): Change => ({ entity: 'fact', op: 'set', name, before: known.get(name) ?? null, after })).filter((change) => change.op === 'set' && change.before !== change.after && change.after !== ERASED);
  return [...facts, { entity: 'assignment', op: 'set', name: firstName(caseId), before: null, after: '' }, { entity: 'assignment', op: 'set', name: ASSIGNED, before: null, after: to }];
}

/** Sets links between readings in a case; one that stands already is left. */
function link(cases: Cases, caseId: string, links: Readonly<Record<string, string | null>>, label: string, author: string): void {
  const known = valuesOf(cases.case(caseId).state.edit, 'assignment');
  const changes = Object.entries(links)
    .map(([name, after]): Change => ({ entity: 'assignment', op: 'set', name, before: known.get(name) ?? null, after }))
    .filter((change) => change.op === 'set' && change.before !== change.after);
  if (changes.length > 0) cases.enter(caseId, author, () => ({ kind: KIND, label, reason: '', changes }));
}

/** Takes back the link to a case that was not made. */
function unlink(cases: Cases, caseId: string, second: string, author: string): void {
  try {
    link(cases, caseId, { [secondName(second)]: null }, 'second reading not made', author);
  } catch (thrown) {
    // A link to a case that is not there means nothing; why it was not made is what to tell.
    if (!(thrown instanceof AppError)) throw thrown;
  }
}

/** The recording once more, segment by segment, so that nothing waits for it. */
async function copySamples(cases: Cases, from: OpenCase, to: string, signal: CancelSignal): Promise<void> {
  const { header } = from.recording;
  const frames = segmentFrames(header.sampleRate);
  const { count, samples } = from.db.segments();
  const staging = join(cases.dataFolder, 'incoming', ulid(Date.parse(from.recording.importedAt)));
  files.makeFolder(staging);
  const takeBack = lendSeal(staging, sealOf(cases.case(to).folder));
  try {
    for (let index = 0; index < count; index++) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled');
      const first = index * frames;
      cases.addSegment(to, index, stageSegment(staging, index, first, from.source.adu(first, Math.min(samples, first + frames))));
      await turn();
    }
  } finally {
    takeBack();
    files.remove(staging);
  }
}

/** Brings the links of a case into line with the cases that are here: after a restoring, or when a case came in from elsewhere. */
export function relink(cases: Cases, caseId: string, author: string): void {
  const { readings } = cases.row(caseId);
  const others = cases.list();
  const seconds = others.filter((row) => row.readings.first === caseId && !readings.seconds.includes(row.caseId));
  for (const { caseId: second, assignedTo } of seconds) link(cases, caseId, { [secondName(second)]: assignedTo }, 'second reading found again', author);
  const first = others.find((row) => row.caseId === readings.first);
  if (first && !first.readings.seconds.includes(caseId)) link(cases, first.caseId, { [secondName(caseId)]: cases.row(caseId).assignedTo }, 'second reading found again', author);
}
