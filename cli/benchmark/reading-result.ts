/** What `isoline benchmark --reading --json` writes. */
import { z } from 'zod';
import { machineFacts } from '../../core/contract/benchmark-report.ts';

const percent = z.number().min(0).max(100).nullable();
const classFigures = z.object({ se: percent, ppv: percent, f1: percent });

export const curvePoint = z.object({
  decisions: z.number().int().nonnegative(),
  V: classFigures,
  S: classFigures,
  /** Labels of S and V that are missing or false. */
  wrong: z.number().int().nonnegative(),
  /** Couplets, runs, bigeminy and trigeminy of S and V that the labels make and the reference does not, and the other way round. */
  wrongFindings: z.number().int().nonnegative(),
});
export type CurvePoint = z.infer<typeof curvePoint>;

const needed = z.number().int().nonnegative().nullable();
/** Decisions after which sensitivity and predictivity both stand at the level; null where they never did. */
export const decisionsTo = z.object({ V98: needed, V99: needed, S92: needed, S95: needed });
export type DecisionsTo = z.infer<typeof decisionsTo>;

export const reading = z.object({
  case: z.string(),
  beats: z.number().int().nonnegative(),
  /** Before the first decision. */
  start: curvePoint,
  curve: z.array(curvePoint),
  decisionsTo,
  /** `templatesBySize`: with all our orders; `templatesAsTheyLie`: in the gallery's own order and in that of time, no other. */
  baselines: z.object({ templatesBySize: decisionsTo, templatesAsTheyLie: decisionsTo, beatByBeat: decisionsTo }),
});
export type Reading = z.infer<typeof reading>;

export const readingReport = z.object({
  machine: machineFacts,
  model: z.string(),
  reading: z.array(reading),
  notice: z.string(),
});
export type ReadingReport = z.infer<typeof readingReport>;
