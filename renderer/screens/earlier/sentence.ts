/** The comparison in a sentence or two for the report: figures that stand in both studies, and findings that somebody has decided on. */
import type { QtFormula } from '../../../core/waves/intervals.ts';
import { QT_FORMULA_NAMES } from '../../../core/waves/intervals.ts';
import { isChanged, type ComparedFigure, type ComparedFigureName, type ComparedStudies, type KindChange } from '../../../core/study/compared-studies.ts';
import { fixed, percent } from '../../parts/format.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { WE } from '../../parts/words-earlier.ts';

/** The sentence in the language of the window. What nobody has looked at is not in it. */
export function sentenceOf({ figures, kinds, vReviewed }: ComparedStudies, date: string, formula: QtFormula | undefined): string {
  const figure = (name: ComparedFigureName): (ComparedFigure & { earlier: number; now: number }) | null => {
    const found = figures.find((one) => one.name === name);
    return found && found.earlier !== null && found.now !== null ? { ...found, earlier: found.earlier, now: found.now } : null;
  };
  const perHour = (value: number): string => fixed(value, value < 10 ? 1 : 0);
  const parts: string[] = [];
  const v = figure('V/perHour');
  if (v && vReviewed && (v.earlier > 0 || v.now > 0)) parts.push(v.place === null ? WE.said.vPerHourPlain(perHour(v.earlier), perHour(v.now)) : WE.said.vPerHour(perHour(v.earlier), perHour(v.now), !isChanged(v)));
  const rate = figure('rate/mean');
  if (rate) parts.push(WE.said.rate(String(Math.round(rate.earlier)), String(Math.round(rate.now))));
  const qtc = figure('intervals/qtc');
  if (qtc && formula) parts.push(WE.said.qtc(String(Math.round(qtc.earlier)), String(Math.round(qtc.now)), QT_FORMULA_NAMES[formula]));
  const af = kinds.find(({ kind }) => kind === 'atrial-fibrillation');
  const afShare = figure('AF/burden');
  if (afShare && af && decidedOf(af)) parts.push(WE.said.af(percent(afShare.earlier), percent(afShare.now)));
  const named = (standing: KindChange['standing']): string => kinds.filter((change) => change.standing === standing && (change.now ?? change.earlier)!.severity !== 'note' && decidedOf(change)).map(({ kind }) => KIND_NAME[kind][1]).join(', ');
  const [fresh, gone] = [named('new'), named('gone')];
  return [`${[WE.said.compared(date), ...parts].join(': ').replaceAll(': ', '; ').replace('; ', ': ')}.`, fresh === '' ? '' : WE.said.new(fresh), gone === '' ? '' : WE.said.gone(gone)].filter((text) => text !== '').join(' ');
}

/** Whether all of a kind was decided on, in each study that has it. */
function decidedOf({ earlier, now }: KindChange): boolean {
  return (earlier?.open ?? 0) === 0 && (now?.open ?? 0) === 0;
}
