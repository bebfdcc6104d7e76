/** Voltages of the dominant beat of a study: the averaged beat of its most frequent normal template. */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { TemplateInfo } from '../beats/columns.ts';
import { axisKind, SOKOLOW_LYON_MV, voltagesOf, type Voltages } from '../waves/frontal.ts';
import type { ReportLine } from './report-line.ts';

export type { Voltages } from '../waves/frontal.ts';

const ORDER = ['i', 'ii', 'iii', 'avr', 'avl', 'avf', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6'];

/** Place of a lead as an ECG is read; a modified lead stands where its own does, others come last. */
function placeOf(lead: string): number {
  const place = ORDER.indexOf(lead.trim().toLowerCase().replace(/^ml(i+)$/, '$1'));
  return place < 0 ? ORDER.length : place;
}

/**
 * Voltages of the dominant beat; null where I and aVF are not both there, or
 * there is no normal template.
 *
 * @param names of the leads of the averages
 */
export function dominantVoltages(templates: readonly TemplateInfo[], names: readonly string[]): (Voltages & { template: string }) | null {
  const there = names.map((name) => name.trim().toLowerCase());
  if (!there.includes('i') || !there.includes('avf')) return null;
  const [first] = templates.filter(({ beatClass, count, average }) => beatClass === CLASS_INDEX.N && count > 0 && average.length === names.length).toSorted((a, b) => b.count - a.count);
  if (!first) return null;
  const found = voltagesOf(first.average, names, first.rate, first.peak);
  return { ...found, leads: found.leads.toSorted((a, b) => placeOf(a.lead) - placeOf(b.lead)), template: first.name };
}

const mv = (value: number): string => (Math.round(value * 10) / 10 + 0).toFixed(1).replace('-', '\u2212');

const AXIS_WORDS = { normal: 'normal', left: 'left axis deviation', right: 'right axis deviation', extreme: 'extreme axis' } as const;
/** How the line of all leads begins. */
export const LEAD_VOLTAGES = 'R/S in mV: ';

/** Lines of the report; none where there are no voltages. */
export function voltageLines(found: Voltages | null): ReportLine[] {
  if (found === null) return [];
  const { axis, sokolowLyon, leads } = found;
  return [
    { label: 'QRS axis', value: axis === null ? 'not measurable' : `${String(axis).replace('-', '\u2212')}°, ${AXIS_WORDS[axisKind(axis)]}`, at: '' },
    ...(sokolowLyon === null ? [] : [{ label: sokolowLyon >= SOKOLOW_LYON_MV ? 'Sokolow-Lyon, suspected hypertrophy' : 'Sokolow-Lyon', value: `${mv(sokolowLyon)} mV`, at: '' }]),
    { label: `${LEAD_VOLTAGES}${leads.map(({ lead, r, s }) => `${lead} ${mv(r)}/${mv(s)}`).join(', ')}`, value: '', at: '' },
  ];
}
