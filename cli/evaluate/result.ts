/** What `isoline evaluate --json` writes; `docs/scoring.md` says what each key means. Keys are only ever added. */
import { z } from 'zod';
import { ADAPTS } from './adapt.ts';
import { PROTOCOLS } from '../../core/scoring/protocol.ts';
import { trainedOnSchema } from './model-facts.ts';

const count = z.number().int().nonnegative();
/** Percent; null where there is nothing to divide by. */
const percent = z.number().min(0).max(100).nullable();
const classFigures = z.object({ se: percent, ppv: percent, f1: percent });

const figures = z.object({
  qrs: z.object({ se: percent, ppv: percent }),
  N: classFigures,
  S: classFigures,
  V: classFigures,
  F: classFigures,
  macroF1: percent,
  macroF1NSV: percent,
});

/** `n` runs of the reference, `tested` runs that were found. */
const runFigures = z.object({ se: percent, ppv: percent, n: count, tested: count });

const episodeFigures = z.object({
  durationSe: percent,
  durationPpv: percent,
  episodeSe: percent,
  episodePpv: percent,
  referenceEpisodes: count,
  testedEpisodes: count,
  referenceHours: z.number().nonnegative(),
  testedHours: z.number().nonnegative(),
  falsePerDay: z.number().nonnegative().nullable(),
  falseEpisodes: count,
  days: z.number().nonnegative(),
  peopleAffected: count,
  people: count,
});

const byLength = z.object({ n: count, found: count });

/** 95 % over draws of records. */
const interval = z.object({ low: percent.unwrap(), high: percent.unwrap() }).nullable();
const classIntervals = z.object({ se: interval, ppv: interval, f1: interval });
const calibration = z.object({ error: z.number().min(0).max(1).nullable(), bins: z.array(z.object({ said: z.number(), were: z.number(), beats: count })) });

const recordFibrillation = z.object({
  referenceSeconds: count,
  testedSeconds: count,
  overlapSeconds: count,
  referenceEpisodes: count,
  found: count,
  testedEpisodes: count,
  right: count,
});

export const evaluationReport = z.object({
  set: z.string(),
  /** Null for a set that is a list by itself. */
  list: z.string().nullable(),
  protocol: z.enum(PROTOCOLS),
  /** `own`, `reference`, `annotations`, or the extension of the file that gave the R peaks. */
  beats: z.string(),
  /** Extension of the reference annotations. */
  reference: z.string(),
  /** Extension of the annotation files scored, null where the machine's output was. */
  annotator: z.string().nullable(),
  folds: z.boolean(),
  leads: z.string(),
  excluded: z.array(z.string()),
  /** Whether a reader answered the machine's asks from the reference, and how many asks that took in all. */
  adapt: z.enum(ADAPTS),
  asks: z.number().int(),
  /** Name of the model, several between commas; null where nothing was analysed. */
  model: z.string().nullable(),
  /** Hash of its graph; null for none or several. */
  modelSha256: z.string().nullable(),
  /** Records and beats as the model's manifest states them; a list for several models, null for none. */
  trainedOn: z.union([trainedOnSchema, z.array(trainedOnSchema)]).nullable(),
  /** Records scored here whose patients the model that labelled them was trained on. */
  seenInTraining: z.array(z.string()),
  /** Scored reference beats, and those of them whose classes are scored. */
  scoredBeats: count,
  scoredClassBeats: count,
  /** Share of the scored time that the tested labels call unreadable. */
  abstainedPercent: z.number().min(0).max(100),
  abstainedBeats: count,
  gross: figures,
  average: figures,
  /** Gross figures without record 232, for DS2 only: it holds two thirds of the S beats. */
  without232: figures.nullable(),
  /** What the machine's figures are worth; null where no classes of its own were scored. With asks answered, all but the intervals are of what it said before. */
  trust: z
    .object({
      intervals: z.object({ S: classIntervals, V: classIntervals }),
      /** Gross F1 with the best threshold for each record. */
      oracle: z.object({ S: percent, V: percent }),
      calibration: z.object({ S: calibration, V: calibration }),
      templates: z.object({ all: percent, S: percent, V: percent, perRecord: z.number().nullable(), most: count }),
      placement: z.object({ within5: percent.unwrap(), within17: percent.unwrap(), p95Ms: z.number().nonnegative() }).nullable(),
    })
    .nullable(),
  /** By signal-to-noise ratio, for the noise stress test only. */
  noise: z.array(z.object({ snr: z.number(), qrs: z.object({ se: percent, ppv: percent }), S: classFigures, V: classFigures, noisyAbstainedPercent: percent.unwrap() })).nullable(),
  /** Rows are the reference's classes, columns the tested ones. */
  confusion: z.object({ rows: z.array(z.string()).readonly(), columns: z.array(z.string()).readonly(), counts: z.array(z.array(count)) }),
  /** Null where no record's classes were scored. */
  runs: z.object({ vCouplets: runFigures, vRuns: runFigures, sCouplets: runFigures, sRuns: runFigures }).nullable(),
  /** Fibrillation with flutter, and alone; null where the tested side says nothing of rhythm. */
  rhythm: z
    .object({
      AF: episodeFigures,
      AFIB: episodeFigures,
      recordsWithMarks: count,
      /** Ventricular fibrillation with flutter, tachycardia, and both whichever it was called; only where the machine was scored. */
      VF: episodeFigures.optional(),
      VT: episodeFigures.optional(),
      ventricular: episodeFigures.optional(),
      ventricularWithoutFaulty: episodeFigures.nullable().optional(),
      faulty: z.array(z.string()).optional(),
      byLength: z.object({ VF: z.array(byLength), VT: z.array(byLength) }).optional(),
    })
    .nullable(),
  /** Urgent findings in recordings whose reference has none; null where no such recording was scored. */
  falseAlarms: z.object({ byKind: z.record(z.string(), count), records: count, recordsAffected: count, hours: z.number(), perDay: z.number(), upper95: z.number(), alarms: z.array(z.object({ id: z.string(), kind: z.string(), second: count, reason: z.string() })) }).nullable(),
  records: z.array(
    figures.extend({
      record: z.string(),
      paced: z.boolean(),
      beats: count,
      scoredSeconds: z.number().nonnegative(),
      abstainedPercent: z.number().min(0).max(100),
      abstainedBeats: count,
      confusion: z.array(z.array(count)),
      /** Group of the cross-validation whose model labelled it; null for the shipped or named model. */
      fold: count.nullable(),
      /** Leads used; null where nothing was analysed. */
      leads: z.array(z.string()).nullable(),
      /** Seconds per stage of the analysis. */
      seconds: z.record(z.string(), z.number().nonnegative()).nullable(),
      AF: recordFibrillation.nullable(),
      /** Ventricular fibrillation, flutter and tachycardia, whichever they were called; null where the machine was not scored. */
      ventricular: recordFibrillation.nullable(),
      /** Null where the record's classes are not scored. */
      runs: z.object({ vCouplets: runFigures, vRuns: runFigures, sCouplets: runFigures, sRuns: runFigures }).nullable(),
    }),
  ),
  failed: z.array(z.object({ record: z.string(), code: z.string(), message: z.string(), hint: z.string() })),
});
export type EvaluationReport = z.infer<typeof evaluationReport>;
