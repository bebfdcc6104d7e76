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
  'pause-with-blocked-p-wave': ['Pause, P waves not conducted', 'pauses with P waves not conducted'],
  'pause-in-atrial-fibrillation': ['Pause in AF', 'pauses in AF'],
  'pause-at-end-of-atrial-fibrillation': ['Pause at the end of AF', 'pauses at the end of AF'],
  'no-pause': ['No pause', 'gaps that are no pauses'],
  bradycardia: ['Slow rate', 'episodes of slow rate'],
  'atrial-flutter': ['Atrial flutter, suspected', 'episodes of suspected atrial flutter'],
  'r-on-t': ['R on T', 'R-on-T beats'],
  'suspected-wenckebach-block': ['AV block II (Wenckebach), suspected', 'episodes of suspected AV block II (Wenckebach)'],
  'suspected-mobitz-block': ['AV block II (Mobitz II), suspected', 'episodes of suspected AV block II (Mobitz II)'],
  'suspected-two-to-one-block': ['AV block 2:1, suspected', 'episodes of suspected AV block 2:1'],
  'suspected-complete-block': ['AV block III, suspected', 'episodes of suspected AV block III'],
  'suspected-bundle-branch-block': ['Wide QRS, bundle-branch block suspected', 'spans of wide QRS, bundle-branch block suspected'],
  'paced-rhythm': ['Paced rhythm', 'spans of paced rhythm'],
  'suspected-loss-of-capture': ['Loss of capture, suspected', 'suspected losses of capture'],
  tachycardia: ['Fast rate', 'episodes of fast rate'],
};
