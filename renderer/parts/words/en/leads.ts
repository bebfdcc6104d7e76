/** Words of the leads of the strip. */
const GROUPS: Readonly<Record<string, string>> = { inferior: 'Inferior', lateral: 'Lateral' };

export const WL = {
  layout: 'Layout of the leads',
  layouts: { few: 'Few', '3x4': '3 × 4', '12x1': '12 × 1', '6x2': '6 × 2' },
  shown: 'Leads that are shown',
  all: 'All',
  groups: GROUPS,
  columns: 'Columns',
  same: 'same',
  runOn: 'run on',
  rhythm: 'Rhythm',
  voltages: 'QRS axis and voltage',
  ofBeat: (name: string) => `averaged beat of ${name}`,
  axis: { normal: 'normal axis', left: 'left axis', right: 'right axis', extreme: 'extreme axis' },
  noAxis: 'too small in I and aVF to point anywhere',
  sokolowLyon: 'Sokolow-Lyon',
  hypertrophy: 'suspected hypertrophy',
  caution: 'R and S, mV. Electrodes of a recorder stand elsewhere than those of a resting ECG.',
};
