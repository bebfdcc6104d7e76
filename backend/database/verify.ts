/** The proof of a case: chains, samples, and current state recomputed from run and journal. */
import { findConflictOfAll } from '../../core/review/conflict.ts';
import { applyAll } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import { encodeChanges } from '../../core/review/codec.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Change } from '../../core/review/edit.ts';
import { files } from '../store/files.ts';
import { decodeSampleSegment, segmentName } from '../store/segment.ts';
import { samplesFolder } from '../store/staging.ts';
import { join } from 'node:path';
import { baseState } from './case-state.ts';
import { runPutInForce } from './eras.ts';
import type { OpenCase } from './open-case.ts';
import { ERASED } from './private-values.ts';
import { verifySigned } from './signatures.ts';

/** Steps through the proof: yields the share that is done, returns the troubles in words. */
export function* verifyCase(open: OpenCase): Generator<number, string[]> {
  const { db } = open;
  const troubles: string[] = [];
  const revision = Math.max(1, db.journal.head().sequence);
  for (const { sequence, troubles: found } of db.journal.verify()) {
    troubles.push(...found);
    if (sequence % 100 === 0) yield (0.2 * sequence) / revision;
  }
  const damaged = db.journal.privateValues.damaged();
  if (damaged > 0) troubles.push(`${damaged} texts beside the journal do not fit their hashes.`);
  troubles.push(...db.access.verify());
  troubles.push(...verifySigned(open.folder, db));
  yield 0.2;
  troubles.push(...(yield* verifyState(open)));
  const sums = db.segmentSums();
  for (const { idx, crc } of sums) {
    troubles.push(...verifySegment(open, idx, crc));
    yield 0.5 + (0.5 * (idx + 1)) / sums.length;
  }
  return troubles;
}

function* verifyState(open: OpenCase): Generator<number, string[]> {
  const { db, recording } = open;
  // Taken together, so that an edit made while the proof goes on does not count as a difference.
  const entries = [...db.journal.since(0)];
  const inUse = open.state.edit;
  let state: EditState = baseState(db, recording.header, []).edit;
  const troubles: string[] = [];
  for (const { sequence, changes } of entries) {
    const runId = runPutInForce(changes);
    if (runId !== null) state = { beats: db.runs.columns(runId).beats, values: state.values };
    // What was erased can no longer be compared; the chain has proven it.
    const conflict = changes.some(erased) ? null : findConflictOfAll(state, changes);
    if (conflict) {
      troubles.push(`Edit ${sequence} replaces something that did not stand.`);
      return troubles;
    }
    state = applyAll(state, changes);
    if (sequence % 100 === 0) yield 0.2 + (0.3 * sequence) / entries.length;
  }
  if (!sameState(state, inUse)) troubles.push('The state in use is not the one that run and journal give.');
  return troubles;
}

function erased(change: Change): boolean {
  return change.op === 'set' && (change.before === ERASED || change.after === ERASED);
}

function sameState(a: EditState, b: EditState): boolean {
  const same = (x: ArrayBufferView, y: ArrayBufferView): boolean =>
    Buffer.compare(Buffer.from(x.buffer, x.byteOffset, x.byteLength), Buffer.from(y.buffer, y.byteOffset, y.byteLength)) === 0;
  const columns = ['key', 'sample', 'code', 'template', 'probability', 'likeness', 'source'] as const;
  const values = (state: EditState): Uint8Array =>
    encodeChanges(
      Array.from(state.values, ([entity, named]) => Array.from(named, ([name, after]): Change => ({ entity, op: 'set', name, before: null, after })))
        .flat()
        .toSorted((x, y) => (valueOrder(x) < valueOrder(y) ? -1 : 1)),
    );
  return columns.every((column) => same(a.beats[column], b.beats[column])) && same(values(a), values(b));
}

function valueOrder(change: Change): string {
  return change.op === 'set' ? `${change.entity}/${change.name}` : '';
}

function verifySegment(open: OpenCase, index: number, crc: number): string[] {
  try {
    const segment = decodeSampleSegment(files.readAll(join(samplesFolder(open.folder), segmentName(index))));
    return segment.sampleCrc === crc ? [] : [`Segment ${index} of the samples is not the one that was committed.`];
  } catch (thrown) {
    if (!(thrown instanceof AppError) && !(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return [`Segment ${index} of the samples: ${thrown.message}`];
  }
}
