/** What kinds of findings are called. */
import type { FindingKind } from '../../core/rhythm/finding.ts';

/** A finding of a kind, and several of them. */
export const KIND_NAME: Readonly<Record<FindingKind, readonly [string, string]>> = {
  'ventricular-couplet': ['V couplet', 'V couplets'],
  'ventricular-tachycardia': ['V tachycardia', 'V tachycardias'],
  'idioventricular-rhythm': ['Idioventricular rhythm', 'idioventricular rhythms'],
  'ventricular-bigeminy': ['V bigeminy', 'episodes of V bigeminy'],
  'ventricular-trigeminy': ['V trigeminy', 'episodes of V trigeminy'],
  'supraventricular-couplet': ['S couplet', 'S couplets'],
  'supraventricular-run': ['S run', 'S runs'],
  'supraventricular-bigeminy': ['S bigeminy', 'episodes of S bigeminy'],
  'supraventricular-trigeminy': ['S trigeminy', 'episodes of S trigeminy'],
  'atrial-fibrillation': ['AF', 'episodes of AF'],
  pause: ['Pause', 'pauses'],
  'pause-after-ectopic-beat': ['Pause after ectopic beat', 'pauses after ectopic beats'],
  'pause-in-atrial-fibrillation': ['Pause in AF', 'pauses in AF'],
  'pause-at-end-of-atrial-fibrillation': ['Pause at the end of AF', 'pauses at the end of AF'],
  'no-pause': ['No pause', 'gaps that are no pauses'],
  bradycardia: ['Slow rate', 'episodes of slow rate'],
  tachycardia: ['Fast rate', 'episodes of fast rate'],
};
