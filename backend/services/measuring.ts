/** Intervals of one beat, measured by the engine while somebody looks at it. */
import { classOfCode } from '../../core/beats/classes.ts';
import { AppError } from '../../core/contract/errors.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { usableRr } from '../../core/study/heart-rate.ts';
import { BEAT_SECONDS, type BeatMeasurement } from '../../core/waves/measure-beat.ts';
import type { Cases } from '../database/cases.ts';
import type { Engine } from '../engine/pool.ts';

/** The beat with this key as it stands now. Errors: `invalid-input` where there is none, those of the engine. */
export async function measureOne(deps: { cases: Cases; engine?: Engine }, caseId: string, key: number): Promise<BeatMeasurement> {
  if (!deps.engine) throw new AppError('not-ready', 'Nothing can be measured here.');
  const { source, state, unreadable } = deps.cases.case(caseId);
  const { beats } = state.edit;
  const row = rowOf(beats, key);
  if (row < 0) throw new AppError('invalid-input', 'There is no such beat.', { hint: 'Open the case again.', details: { key } });
  const rate = source.sampleRate;
  const peak = beats.sample[row]!;
  const from = Math.floor(peak - BEAT_SECONDS * rate);
  const leads = source.read(from, Math.ceil(peak + BEAT_SECONDS * rate));
  let before = row - 1;
  while (before >= 0 && classOfCode(beats.code[before]!) === 'X') before--;
  const [, rr = Number.NaN] = before < 0 ? [] : usableRr(Float64Array.of(beats.sample[before]!, peak), rate, unreadable);
  let measured: BeatMeasurement | null = null;
  await deps.engine.run({ kind: 'measure', leads, sampleRate: rate, place: peak - from, rr: Number.isNaN(rr) ? null : 1000 * rr }, (message) => {
    if (message.type === 'measured') measured = message.measured;
    return Promise.resolve();
  });
  if (measured === null) throw new TypeError('the engine measured nothing');
  return measured;
}
