/** A table over the whole width of the page, going on over further pages. */
import type { ReportPlace } from '../../core/study/report-sections.ts';
import type { ReportTable } from '../../core/study/report-waves.ts';
import { INK, MEASURE, PAGE, type Pen } from './ink.ts';

const ROW = 13;

/**
 * Draws a table and says where it ends.
 *
 * @param bodyEnd nothing is drawn below
 * @param nextPage begins a page and says where on it to begin
 * @param section what the table is of the report
 */
export function drawTable(pen: Pen, table: ReportTable, top: number, bodyEnd: number, nextPage: () => number, section: ReportPlace['section']): number {
  const left = PAGE.margin;
  const shares = table.widths ?? table.columns.map(() => 1);
  const unit = MEASURE / shares.reduce((sum, share) => sum + share, 0);
  const edges = shares.reduce<number[]>((ends, share) => [...ends, ends.at(-1)! + share * unit], [left]);
  let y = top;
  let rest = table.rows;
  for (let first = true; rest.length > 0; first = false) {
    if (y + 34 + 6 * ROW > bodyEnd) y = nextPage();
    if (first) pen.began(section, y);
    const wide = pen.words(table.title, left, y + 18, { size: 11, weight: 'semibold' });
    const detail = first ? table.detail : pen.said('continued');
    // What does not fit beside the title stands below it.
    const below = pen.fitted(detail, MEASURE - wide - 8, 10) === detail ? [] : pen.broken(detail, MEASURE, 10);
    if (below.length === 0) pen.words(detail, left + wide + 8, y + 18, { size: 10, colour: INK.ink3 });
    below.forEach((line, i) => pen.words(line, left, y + 31 + 13 * i, { size: 10, colour: INK.ink3 }));
    y += 13 * below.length;
    const rows = rest.slice(0, Math.max(1, Math.floor((bodyEnd - y - 46) / ROW)));
    table.columns.forEach((title, column) => {
      const align = column === 0 || table.words === true ? 'left' : 'right';
      const at = align === 'left' ? edges[column]! : edges[column + 1]!;
      const room = edges[column + 1]! - edges[column]! - 4;
      const shown = (text: string): string => (table.words === true ? pen.fitted(text, room, 9.5) : text);
      pen.words(pen.fitted(title, room, 9.5), at, y + 34, { size: 9.5, colour: INK.ink3, align });
      rows.forEach((row, i) => pen.words(shown(row[column] ?? ''), at, y + 48.5 + i * ROW, { size: 9.5, align, tabular: true, colour: row[column] === '–' ? INK.ink4 : INK.ink }));
    });
    pen.rule(left, y + 38, left + MEASURE, INK.line2);
    rows.forEach((_, i) => pen.rule(left, y + 52 + i * ROW, left + MEASURE, INK.sunk));
    y += 40 + rows.length * ROW + 4;
    if (first) pen.ended(y);
    rest = rest.slice(rows.length);
  }
  return y;
}
