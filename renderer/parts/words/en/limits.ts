/** Words of the normal limits. */
import type { LimitName } from '../../../../core/study/normal-limits.ts';

const NAMES: Readonly<Record<LimitName, string>> = {
  rateMean: 'Mean rate',
  rateLowest: 'Lowest rate',
  rateHighest: 'Highest rate',
  longestRr: 'Longest RR',
  ventricular: 'V beats by the day',
  supraventricular: 'S beats by the day',
  pr: 'PR, median',
  qrs: 'QRS, median',
  qtcMen: 'QTc, median, men',
  qtcWomen: 'QTc, median, women',
  sdnn: 'SDNN, 24 h',
};

export const WL = {
  title: 'Normal limits',
  lead: 'what stands beside the figures',
  names: NAMES,
  columns: { figure: 'Figure', value: 'Measured', limits: 'Normal limits', least: 'From', most: 'To', source: 'Shipped, from' },
  low: 'below',
  high: 'above',
  within: 'within',
  noLimit: 'no limit set',
  none: 'Nothing that has limits was measured.',
  hint: 'Limits of adults. Ectopy by the day from 12 hours on, SDNN from 18 hours on. A limit is no finding and no threshold.',
  least: (what: string) => `${what}, from`,
  most: (what: string) => `${what}, to`,
  bounds: (floor: number, ceiling: number) => `From ${floor} to ${ceiling}.`,
  order: 'The lower limit is above the upper one.',
  empty: 'Empty is no limit. Signed reports keep what they were signed with.',
  kept: 'Kept; reports are drawn with these limits.',
} as const;
