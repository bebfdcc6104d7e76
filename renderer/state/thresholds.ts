/** What other thresholds would do to the study that is open: asked of the program, counted by group. Pure but for the asking. */
import { findingKey, PAUSE_KINDS, ST_KINDS, type Finding, type FindingKind } from '../../core/rhythm/finding.ts';
import { THRESHOLDS_SETTING, thresholdsValue, type ThresholdName, type Thresholds } from '../../core/rhythm/thresholds.ts';
import type { Impact } from '../../core/review/impact.ts';
import { isUndecided, standingFindings, stateOf, type EventStandings } from './events.ts';

export const GROUPS = ['pause', 'urgent', 'vt', 'ivr', 'sv', 'af', 'slow', 'fast', 'qtc', 'st'] as const;
export type Group = (typeof GROUPS)[number];

const KINDS: Readonly<Record<Exclude<Group, 'urgent'>, readonly FindingKind[]>> = {
  pause: PAUSE_KINDS,
  vt: ['ventricular-tachycardia'],
  ivr: ['idioventricular-rhythm'],
  sv: ['supraventricular-run'],
  af: ['atrial-fibrillation'],
  slow: ['bradycardia'],
  fast: ['tachycardia'],
  qtc: ['qt-prolonged'],
  st: ST_KINDS,
};

/** Which group stands beside which threshold. */
export const GROUP_OF: Readonly<Record<ThresholdName, Group>> = {
  pauseSeconds: 'pause',
  urgentPauseSeconds: 'urgent',
  vtRate: 'vt',
  svRunRate: 'sv',
  afSeconds: 'af',
  afBias: 'af',
  bradycardiaDay: 'slow',
  bradycardiaNight: 'slow',
  tachycardiaDay: 'fast',
  tachycardiaNight: 'fast',
  nightFrom: 'slow',
  nightTo: 'slow',
  qtcMs: 'qtc',
  stMv: 'st',
};

/** Findings of each group. */
export function countsOf(findings: readonly Finding[]): Record<Group, number> {
  const of = (group: Group): number => findings.filter((finding) => (group === 'urgent' ? finding.severity === 'urgent' : KINDS[group].includes(finding.kind))).length;
  return Object.fromEntries(GROUPS.map((group) => [group, of(group)])) as Record<Group, number>;
}

export interface ThresholdEffect {
  before: Record<Group, number>;
  after: Record<Group, number>;
  /** Findings that somebody has decided on and that would not be there any more. */
  lost: number;
}

/** What an impact comes to. `findings`: those of the study as it stands, rejected ones too. */
export function effectOf(findings: readonly Finding[], standings: EventStandings, { made, removed, changed }: Pick<Impact, 'made' | 'removed' | 'changed'>): ThresholdEffect {
  const counted = standingFindings(findings, standings);
  const gone = new Set(removed.map(findingKey));
  const other = new Map(changed.map((finding) => [findingKey(finding), finding]));
  const after = [...counted.flatMap((finding) => (gone.has(findingKey(finding)) ? [] : [other.get(findingKey(finding)) ?? finding])), ...made];
  return { before: countsOf(counted), after: countsOf(after), lost: removed.filter((finding) => !isUndecided(stateOf(standings, finding))).length };
}

/** The edit that sets them. */
export function thresholdsRequest(thresholds: Thresholds): { kind: 'setting'; name: string; value: string | null } {
  return { kind: 'setting', name: THRESHOLDS_SETTING, value: thresholdsValue(thresholds) };
}
