/** Evidence for the rhythm from signal and R peaks: waves in long intervals, seconds in which contact was lost. */
import { toModelPositions, MODEL_RATE } from '../../core/beats/conditioned.ts';
import { secondsOf, type Evidence } from '../../core/beats/evidence.ts';
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import { gapWaves, quietness } from '../../core/signal/gap-evidence.ts';
import { atrialMeasures } from '../../core/beats/atrial-wave.ts';
import { classOfCode } from '../../core/beats/classes.ts';
import { atrialColumn } from '../../core/rhythm/atrial.ts';
import { pickedDoubles } from '../../core/kernels/picked.ts';
import type { BlockLabels } from './label-block.ts';
import type { PreparedBlock, SignalSight } from './prepared-block.ts';

/** Seconds around a block in which waves of its beats and gaps may reach. */
const MARGIN = 4;

/** The columns of one block. */
export function rhythmEvidence({ index, source, window }: SignalSight): Evidence {
  const rate = source.sampleRate;
  const seconds = secondsOf(window.detection(index), rate);
  const from = index * BLOCK_SECONDS * MODEL_RATE;
  const to = from + seconds * MODEL_RATE;
  const span = window.cut({ from: from - MARGIN * MODEL_RATE, to: to + MARGIN * MODEL_RATE });
  const positions = toModelPositions(window.peaks().samples, rate);
  return {
    gapWaves: Float64Array.from(gapWaves(span, positions, from, to).flatMap(({ position, like, share, correlation }) => [(position * rate) / MODEL_RATE, like, share, correlation])),
    quietness: quietness(span, from, seconds),
  };
}

/** What stands before the beats of one block: needs their classes, for a ventricular beat has no P wave of its own. */
export function atrialEvidence(block: Pick<PreparedBlock, 'positions' | 'span'>, labels: Pick<BlockLabels, 'code'>): Evidence {
  // Loops: see `core/kernels/picked.ts`.
  const told: number[] = [];
  for (let i = 0; i < labels.code.length; i++) if ('NSQ'.includes(classOfCode(labels.code[i]!))) told.push(i);
  const measures = atrialMeasures(block.span, pickedDoubles(block.positions, told));
  return { atrial: atrialColumn(measures, told, labels.code.length) };
}
