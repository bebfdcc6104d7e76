/** Recordings that are still written: followed and analysed as they grow. */
import { z } from 'zod';
import { command, job, query, subscription } from './define.ts';
import { deviceSchema } from './device.ts';
import type { ErrorShape } from './errors.ts';
import type { AnalysisProgress, AnalysisResult } from './types.ts';

/** Beats and their labels as columns; `probability` is n × PROBABILITIES in 255ths. */
export interface LiveBeats {
  /** R peaks, samples of the recording, ascending. */
  sample: Float64Array;
  /** Indices into `CODES`. */
  code: Uint8Array;
  probability: Uint8Array;
}

/** Why a recording is taken to have ended: its header says so, nobody wrote for the time agreed on, a person said so, or its files changed underneath. */
export type LiveEnding = 'header' | 'quiet' | 'person' | 'changed';

export type LiveEvent =
  /** All beats that are not told for good, those of `[from, to)`; takes the place of the `tail` before. */
  | ({
      kind: 'tail';
      provisional: true;
      from: number;
      to: number;
      /** The newest signal of all leads, mV, filtered for the eye. */
      drawnFrom: number;
      drawn: Float32Array[];
      /** Core time that making the labels took, milliseconds. */
      milliseconds: number;
    } & LiveBeats)
  /** Beats of `[from, to)`, told for good: stored, and as in an analysis of the whole file. */
  | ({ kind: 'final'; from: number; to: number } & LiveBeats)
  /** How it stands. `samples` are there by now. `trouble`: why it is not followed any more, or what was wrong when it ended. */
  | { kind: 'state'; state: 'following' | 'ended' | 'stopped'; samples: number; analysedTo: number; endedBy: LiveEnding | null; trouble: ErrorShape | null };

/** Whether a file is one that is still written. */
export interface LiveLook {
  /** Its header leaves its length open. */
  open: boolean;
  /** It grew between two looks. */
  grows: boolean;
  /** Seconds of signal that are there. */
  seconds: number;
}

/** Longest silence that can be agreed on as the end, seconds. */
const LONGEST_QUIET = 86_400;

const caseId = z.string().min(1).max(64);

export const liveGroup = {
  /** Looks at a file twice. Throws `format-unknown` for what cannot be followed. */
  look: query<LiveLook>()(z.object({ path: z.string().min(1).max(4096) })),
  /** Follows a recording that is still written, in a new case or the one that it is followed in already. */
  start: command<{ caseId: string; resumed: boolean }>()(
    z.object({
      path: z.string().min(1).max(4096),
      /** The recording has ended when nothing was written for so long; null: only its header or a person says so. */
      endAfterSeconds: z.number().positive().max(LONGEST_QUIET).nullable().default(null),
      device: deviceSchema.default('auto'),
    }),
  ),
  /** Follows the recording of a case again, where the program ended or it was left. */
  resume: command<{ caseId: string }>()(z.object({ caseId, endAfterSeconds: z.number().positive().max(LONGEST_QUIET).nullable().default(null), device: deviceSchema.default('auto') })),
  /** Leaves a recording: its case stays as it is, and can be followed again. */
  stop: command<{ caseId: string }>()(z.object({ caseId })),
  /** The recording has ended: what is left is analysed as at a file's end, and the run is sealed. `withoutFile`: its files are gone, and it ends with what was followed. */
  end: job<AnalysisProgress, AnalysisResult>()(z.object({ caseId, withoutFile: z.boolean().default(false) })),
  /** Tells how it stands, then what comes. Ends when the listener leaves. */
  changes: subscription<LiveEvent>()(z.object({ caseId })),
};
