/** Sentences of the thresholds. */
import type { ThresholdName } from '../../../../core/rhythm/thresholds.ts';
import { count } from '../../format.ts';

/** What each is called, and its rule in a few words. */
const NAMES: Readonly<Record<ThresholdName, readonly [string, string]>> = {
  pauseSeconds: ['Pause', 'an RR interval of at least this'],
  urgentPauseSeconds: ['Urgent pause', 'from this length on it is told first'],
  vtRate: ['V tachycardia', 'from this rate on; slower ones are idioventricular'],
  svRunRate: ['S run', 'from this rate on; slower ones are none'],
  afSeconds: ['AF, shortest episode', 'shorter ones are no finding'],
  afBias: ['AF, evidence', 'above 0 finds more, below 0 less'],
  bradycardiaDay: ['Slow rate, day', 'mean of 15 s below this'],
  bradycardiaNight: ['Slow rate, night', 'the same, in the night’s hours'],
  tachycardiaDay: ['Fast rate, day', 'mean of 15 s above this'],
  tachycardiaNight: ['Fast rate, night', 'the same, in the night’s hours'],
  nightFrom: ['Night from', 'hour of the clock, where the start is known'],
  nightTo: ['Night to', 'the same hour twice: no night'],
  qtcMs: ['Long QTc', 'for ten minutes and more'],
  stMv: ['ST', 'deviation for a minute and more'],
};

export const WT = {
  title: 'Thresholds',
  lead: 'what counts as a finding',
  names: NAMES,
  shipped: (value: string) => `shipped ${value}`,
  was: (value: string) => `was ${value}`,
  columns: { what: 'Threshold', cut: 'This study; pale: no finding', value: 'Value', effect: 'On this study' },
  counted: { pauses: 'pauses', runs: 'runs', episodes: 'episodes', stretches: 'stretches', minutes: 'minutes' },
  nothing: { pauses: 'no pauses', runs: 'no runs', episodes: 'no episodes', stretches: 'no such time in it', minutes: 'not measured' },
  of: (n: string, all: string, what: string) => `${n} of ${all} ${what}`,
  cut: (n: string, all: string, what: string, at: string, below: boolean) => `${n} of ${all} ${what} ${below ? 'below' : 'from'} ${at}${below ? '' : ' on'}`,
  bounds: (least: string, most: string) => `From ${least} to ${most}.`,
  order: 'It stands the wrong way round to its neighbour.',
  effect: 'Effect on this study',
  noStudy: 'Open a study, then come here from it: what a change does to it stands beside each line before it is kept.',
  looking: 'looking…',
  same: 'Nothing changes.',
  unchanged: 'As it stands.',
  lost: (n: number) => `${count(n)} that somebody has decided on would go.`,
  groups: { pause: 'Pauses', urgent: 'Urgent findings', vt: 'V tachycardias', ivr: 'Idioventricular rhythms', sv: 'S runs', af: 'Episodes of AF', slow: 'Slow rate', fast: 'Fast rate', qtc: 'Long QTc', st: 'ST episodes' },
  study: 'Keep for this study',
  studyHint: 'One edit: it can be undone, and the report prints what differs from shipped.',
  laboratory: 'Keep for new studies',
  laboratoryHint: 'Studies that are there already keep theirs.',
  shippedAll: 'As shipped',
  putBack: 'Put back',
  kept: 'Kept for this study.',
  keptLaboratory: 'Kept for new studies.',
  ofStudy: (name: string) => `of ${name}`,
};
