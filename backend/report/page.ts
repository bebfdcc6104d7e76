/**
 * The report on A4, drawn from its content: head, facts, conclusion, the day in
 * numbers, heart rate, hours, strips. The first page takes one strip, every
 * further page as many as fit.
 */
import { notice } from '../../core/contract/notice.ts';
import { reportInLanguage } from '../../core/study/report-language.ts';
import type { ReportContent, ReportFact, ReportGroup, ReportHour, ReportSignatureBlock } from '../../core/study/report-content.ts';
import { BLOCKS, type Block, type ReportPlace } from '../../core/study/report-sections.ts';
import { INK, MEASURE, PAGE, Pen } from './ink.ts';
import { drawStrip, layOut } from './strip.ts';
import { drawTable } from './table.ts';
import { drawTrend, TREND_HEIGHT } from './trend.ts';

const LEFT = PAGE.margin;
const RIGHT = LEFT + MEASURE;
/** Nothing but signature and foot below this line. */
const BODY_END = PAGE.height - 58;
const SIGNATURE_HEIGHT = 44;
/** A second line under the signature. */
const SECOND_LINE = 11;
/** A line over the signature that says what was open. */
const OPEN_LINE = 13;
/** On every page where something could not be written as it is. */
const LACKING = 'Characters that this print cannot show stand as their Unicode numbers in brackets. Tell the patient by number and date of birth.';

/** Sizes of the facts under the head, the first in which all of them fit. */
const FACT_SIZES = [10.5, 10, 9.5, 9] as const;

/** Room for the laboratory's logo. */
const LOGO = { width: 150, height: 46 } as const;

/** The caution, without the name of the program before it. */
const CAUTION = notice('').replace(/^.*?\. /, '');

export interface DrawnReport {
  pdf: Uint8Array;
  pages: number;
  /** Where each section stands; nothing of full disclosure. */
  places: ReportPlace[];
}

/** Draws the whole report. `created` goes into the file as its date, so that equal content gives equal bytes. */
export async function drawReport(english: ReportContent, programFolder: string, created: Date): Promise<DrawnReport> {
  const content = reportInLanguage(english);
  const pen = new Pen(programFolder, content.title, created, { language: content.language ?? 'en' });
  const finished = collect(pen);
  pen.addPage();
  let y = drawHead(pen, content);
  y = drawFacts(pen, content.facts, y);
  y = drawConclusion(pen, content, y);
  y = drawGroups(pen, content.groups, y);
  for (const block of content.blocks ?? BLOCKS) y = drawBlock(pen, content, block, y);
  drawSignature(pen, content.signature, y);
  const pages = pen.doc.bufferedPageRange().count;
  for (let page = 0; page < pages; page++) {
    pen.toPage(page);
    drawFoot(pen, content.footer, page + 1, pages);
    drawNotes(pen);
  }
  pen.doc.end();
  return { pdf: await finished, pages, places: pen.places };
}

/** One section over the whole width, from `y` on; gives where it ends. */
function drawBlock(pen: Pen, content: ReportContent, block: Block, y: number): number {
  switch (block) {
    case 'trend':
      return drawTrendSection(pen, content, y);
    case 'hours':
      return drawHours(pen, content, y);
    case 'strips':
      return drawStrips(pen, content, y);
    case 'symptoms':
    case 'waves': {
      const table = content[block];
      return table ? drawTable(pen, table, y, BODY_END - SIGNATURE_HEIGHT, () => nextPage(pen), block) : y;
    }
  }
}

export function collect(pen: Pen): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    pen.doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pen.doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pen.doc.on('error', reject);
  });
}

function drawHead(pen: Pen, content: ReportContent): number {
  const { logo } = content;
  const scale = logo ? Math.min(LOGO.width / logo.width, LOGO.height / logo.height) : 0;
  const [logoWidth, logoHeight] = logo ? [logo.width * scale, logo.height * scale] : [0, 0];
  if (logo) pen.doc.image(Buffer.from(logo.bytes), RIGHT - logoWidth, 22, { width: logoWidth, height: logoHeight });
  const right = RIGHT - (logo ? logoWidth + 12 : 0);
  // The standing stands beside the title, or under it where the laboratory needs that room.
  const wideStatus = content.status === '' ? 0 : pen.widthOf(content.status, 10, 'semibold') + 16;
  const titleEnd = LEFT + pen.words(content.title, LEFT, 46, { size: 18, weight: 'bold' });
  const beside = wideStatus === 0 || right - (titleEnd + 10 + wideStatus) - 16 >= 190;
  if (wideStatus > 0) {
    const [x, y] = beside ? [titleEnd + 10, 31] : [LEFT, 54];
    pen.doc.lineWidth(1.2).strokeColor(INK.ink).roundedRect(x, y, wideStatus, 18, 3).stroke();
    pen.words(content.status, x + 8, y + 12.5, { size: 10, weight: 'semibold' });
  }
  const end = Math.max(titleEnd + (beside && wideStatus > 0 ? 10 + wideStatus : 0), beside ? 0 : LEFT + wideStatus);
  const room = Math.max(140, right - end - 16);
  const product = 'Isoline';
  const laboratory = content.laboratory === '' ? '' : ` ${pen.fitted(content.laboratory, room - 60, 10)}`;
  const wide = pen.widthOf(laboratory, 10);
  const address = content.address ?? [];
  // Name, address, number: each in its line, as close as they must be.
  const step = address.length === 0 ? 14 : 12;
  const first = address.length < 2 ? 36 : 30;
  pen.words(laboratory, right, first, { size: 10, colour: INK.ink2, align: 'right' });
  pen.words(product, right - wide, first, { size: 10, weight: 'semibold', align: 'right' });
  address.forEach((line, i) => pen.words(pen.fitted(line, room, 9.5), right, first + step * (i + 1), { size: 9.5, colour: INK.ink2, align: 'right' }));
  const last = first + step * (address.length + 1);
  pen.words(pen.fitted(content.printed, room, 10), right, last, { size: 10, colour: INK.ink2, align: 'right' });
  const bottom = Math.max(beside ? 63 : 81, last + 13, 22 + logoHeight + 6);
  pen.rule(LEFT, bottom, RIGHT, INK.ink, 1.5);
  return bottom + 1;
}

/** Widths that fit into `room`: what is short keeps its width, long names and indications share what is left. */
function shared(wanted: readonly number[], room: number): number[] {
  let left = room;
  let open = wanted.length;
  let fair = room / open;
  for (const width of wanted.toSorted((a, b) => a - b)) {
    fair = left / open;
    if (width > fair) break;
    left -= width;
    open--;
    fair = Number.POSITIVE_INFINITY;
  }
  return wanted.map((width) => Math.min(width, fair));
}

function drawFacts(pen: Pen, columns: readonly ReportFact[][], top: number): number {
  pen.began('identification', top);
  const gap = 14;
  const naturalAt = (size: number): { label: number; value: number }[] =>
    columns.map((column) => {
      const label = Math.max(...column.map((entry) => pen.widthOf(entry.label, size)));
      const value = Math.max(...column.map((entry) => pen.widthOf(entry.value + entry.assumed, size, 'semibold')));
      return { label, value };
    });
  const roomAt = (natural: { label: number }[]): number => MEASURE - gap * (columns.length - 1) - natural.reduce((sum, { label }) => sum + label + 8, 0);
  // Where words are long they are written smaller before any of them is cut.
  const size = FACT_SIZES.find((tried) => naturalAt(tried).reduce((sum, { value }) => sum + value, 0) <= roomAt(naturalAt(tried))) ?? FACT_SIZES.at(-1)!;
  const natural = naturalAt(size);
  const room = roomAt(natural);
  // What was assumed is never cut, and who the patient is only where it would take half the page.
  const firm = columns.map((column, index) => column.some((entry) => entry.assumed !== '') || (index === 0 && natural[index]!.value <= room / 2));
  const taken = natural.reduce((sum, { value }, index) => sum + (firm[index] ? value : 0), 0);
  const soft = shared(natural.map(({ value }, index) => (firm[index] ? 0 : value)), room - taken);
  const widths = natural.map(({ value }, index) => (firm[index] ? value : soft[index]!));
  const leftOver = Math.max(0, room - widths.reduce((sum, width) => sum + width, 0)) / Math.max(1, columns.length - 1);
  let x = LEFT;
  columns.forEach((column, index) => {
    const { label } = natural[index]!;
    column.forEach((entry, row) => {
      const y = top + 19 + row * 15.3;
      pen.words(entry.label, x, y, { size, colour: INK.ink3 });
      const value = pen.fitted(entry.value, widths[index]! + 1 - pen.widthOf(entry.assumed, size, 'semibold'), size, 'semibold');
      const width = pen.words(value, x + label + 8, y, { size, weight: 'semibold' });
      if (entry.assumed !== '') {
        const start = x + label + 8 + width;
        const wide = pen.words(entry.assumed, start, y, { size, weight: 'semibold' });
        pen.doc.lineWidth(1).strokeColor(INK.ink2).dash(2, { space: 2 }).moveTo(start, y + 3).lineTo(start + wide, y + 3).stroke().undash();
      }
    });
    x += label + 8 + widths[index]! + gap + leftOver;
  });
  const bottom = top + 19 + 2 * 15.3 + 12;
  pen.ended(bottom);
  pen.rule(LEFT, bottom, RIGHT);
  return bottom;
}

/** Over the foot: the caution in the language of the report, and what could not be written. The foot has the caution's own words. */
export function drawNotes(pen: Pen): void {
  const caution = pen.said(CAUTION);
  const notes = [...(caution === CAUTION ? [] : [caution]), ...(pen.lacked ? [pen.said(LACKING)] : [])];
  pen.words(pen.fitted(notes.join(' '), MEASURE, 9, 'semibold'), LEFT, PAGE.height - 49, { size: 9, weight: 'semibold' });
}

function heading(pen: Pen, title: string, detail: string, y: number): void {
  const width = pen.words(title, LEFT, y, { size: 11, weight: 'semibold' });
  pen.words(pen.fitted(detail, MEASURE - width - 8, 10), LEFT + width + 8, y, { size: 10, colour: INK.ink3 });
}

function drawConclusion(pen: Pen, { conclusion: text, conclusionBy }: ReportContent, top: number): number {
  pen.began('conclusion', top + 8);
  heading(pen, pen.said('Conclusion'), conclusionBy, top + 20);
  let y = top + 38 - 17.5;
  for (const line of pen.broken(text === '' ? pen.said('None written.') : text, 690, 12)) {
    // A conclusion of many words goes on over the page.
    if (y + 17.5 > BODY_END - 6) y = nextPage(pen);
    y += 17.5;
    pen.words(line, LEFT, y, { size: 12, colour: text === '' ? INK.ink3 : INK.ink });
  }
  const bottom = y + 14;
  pen.ended(bottom - 6);
  pen.rule(LEFT, bottom, RIGHT);
  return bottom;
}

/** Height of the tallest column of groups. */
function groupsHeight(pen: Pen, columns: readonly ReportGroup[][], width: number): number {
  const lines = (group: ReportGroup): number => group.lines.reduce((sum, entry) => sum + (entry.value === '' ? pen.broken(entry.label, width, 10.5).length : 1), 0);
  return 19 + Math.max(0, ...columns.map((groups) => groups.reduce((sum, group) => sum + 25 + 14.5 * lines(group), 0)));
}

function drawGroups(pen: Pen, columns: readonly ReportGroup[][], start: number): number {
  const gap = 22;
  const width = (MEASURE - gap * (columns.length - 1)) / columns.length;
  const top = start + groupsHeight(pen, columns, width) > BODY_END ? nextPage(pen) : start;
  let lowest = top;
  columns.forEach((groups, index) => {
    const x = LEFT + index * (width + gap);
    let y = top + 19;
    for (const group of groups) {
      if (group.section) pen.began(group.section, y - 11);
      pen.words(String(group.number), x, y, { size: 10.5, colour: INK.ink3 });
      const wide = pen.words(group.title, x + 17, y, { size: 10.5, weight: 'semibold' });
      if (group.mark) pen.mark(group.mark, x + 17 + wide + 10, y - 4, 7.5);
      const limits = pen.said('normal');
      if (group.lines.some(({ limit }) => limit !== undefined) && 21 + wide + (group.mark ? 14 : 0) + pen.widthOf(limits, 9) < width) pen.words(limits, x + width, y, { size: 9, colour: INK.ink3, align: 'right' });
      pen.rule(x, y + 5, x + width, INK.line);
      y += 18;
      for (const entry of group.lines) {
        if (entry.value === '') {
          for (const line of pen.broken(entry.label, width, 10.5)) {
            pen.words(line, x, y, { size: 10.5, colour: INK.ink2 });
            y += 14.5;
          }
          continue;
        }
        const at = pen.words([entry.at, entry.limit ?? ''].filter((part) => part !== '').join(' · '), x + width, y, { size: 10.5, colour: INK.ink3, align: 'right' });
        const right = width - (at > 0 ? at + 4 : 0);
        // Figures of one width: otherwise a 7 and the comma behind it run into the next number.
        const value = pen.words(entry.value, x + right, y, { size: 10.5, weight: 'semibold', align: 'right', tabular: true });
        pen.words(pen.fitted(entry.label, right - value - 6, 10.5), x, y, { size: 10.5, colour: INK.ink2 });
        y += 14.5;
      }
      y += 7;
      if (group.section) pen.ended(y - 12);
    }
    lowest = Math.max(lowest, y - 12);
  });
  pen.rule(LEFT, lowest, RIGHT);
  return lowest;
}

function drawTrendSection(pen: Pen, content: ReportContent, start: number): number {
  const top = start + 25 + TREND_HEIGHT > BODY_END ? nextPage(pen) : start;
  pen.began('trend', top + 6);
  heading(pen, pen.said('Heart rate'), pen.said('least, mean and greatest; below it S and V beats'), top + 18);
  const bottom = top + 25 + drawTrend(pen, content.trend, LEFT, top + 25);
  pen.ended(bottom);
  return bottom;
}

const HOUR_COLUMNS: readonly { title: string; width: number; value: (hour: ReportHour) => string }[] = [
  { title: 'From', width: 40, value: (hour) => hour.from },
  { title: 'Beats', width: 46, value: (hour) => hour.beats },
  { title: 'Min', width: 38, value: (hour) => hour.min },
  { title: 'Mean', width: 40, value: (hour) => hour.mean },
  { title: 'Max', width: 38, value: (hour) => hour.max },
  { title: 'V', width: 34, value: (hour) => hour.V },
  { title: 'S', width: 34, value: (hour) => hour.S },
  { title: 'F', width: 26, value: (hour) => hour.F },
  { title: 'Unreadable', width: 64, value: (hour) => hour.unreadable },
];
const HOUR_ROW = 13;

/** The hours in two columns of at most twelve; longer recordings go on over further pages. */
function drawHours(pen: Pen, content: ReportContent, top: number): number {
  const gap = 26;
  const width = (MEASURE - gap) / 2;
  let y = top;
  let rest = content.hours;
  for (let first = true; rest.length > 0; first = false) {
    if (y + (first ? 60 : 120) > BODY_END) y = nextPage(pen);
    if (first) pen.began('hours', y + 6);
    heading(pen, pen.said('By the hour'), first ? '' : pen.said('continued'), y + 18);
    const room = Math.max(2, Math.floor((BODY_END - y - 46) / HOUR_ROW));
    const rows = Math.min(12, room, Math.ceil(rest.length / 2));
    [rest.slice(0, rows), rest.slice(rows, 2 * rows)].forEach((hours, column) => {
      if (hours.length > 0) drawHourTable(pen, hours, LEFT + column * (width + gap), y + 34, width);
    });
    y += 36 + rows * HOUR_ROW + 4;
    if (first) pen.ended(y);
    rest = rest.slice(2 * rows);
  }
  return y;
}

function drawHourTable(pen: Pen, hours: readonly ReportHour[], x: number, y: number, width: number): void {
  // Of several days each hour has its day before it.
  const named = Math.max(...hours.map(({ from }) => pen.widthOf(from, 9.5))) + 8;
  const columns = HOUR_COLUMNS.map((column, index) => (index === 0 ? { ...column, width: Math.max(column.width, named) } : column));
  const scale = width / columns.reduce((sum, column) => sum + column.width, 0);
  let right = x;
  for (const [index, column] of columns.entries()) {
    right += column.width * scale;
    const align = index === 0 ? 'left' : 'right';
    const at = index === 0 ? x : right;
    pen.words(pen.said(column.title), at, y, { size: 9.5, colour: INK.ink3, align });
    hours.forEach((hour, row) => {
      const value = column.value(hour);
      pen.words(value, at, y + 14.5 + row * HOUR_ROW, { size: 9.5, align, tabular: true, colour: value === '0' && index > 4 ? INK.ink4 : INK.ink });
    });
  }
  pen.rule(x, y + 4, x + width, INK.line2);
  hours.forEach((_, row) => pen.rule(x, y + 18 + row * HOUR_ROW, x + width, INK.sunk));
}

function drawStrips(pen: Pen, content: ReportContent, top: number): number {
  let y = top;
  for (const [index, strip] of content.strips.entries()) {
    const height = layOut(strip).height + 30;
    // Only the last page is signed: on the others the room is the strips'.
    const foot = index === content.strips.length - 1 ? SIGNATURE_HEIGHT : 0;
    if (y + height > BODY_END - foot) y = nextPage(pen);
    pen.began('strips', y + 8, index);
    heading(pen, strip.caption, strip.detail, y + 20);
    y += 28 + drawStrip(pen, strip, LEFT, y + 28);
    pen.ended(y);
  }
  return y;
}

function nextPage(pen: Pen): number {
  pen.addPage();
  return 24;
}

function drawSignature(pen: Pen, { name, date, reviewed, second, open }: ReportSignatureBlock, bodyEnd: number): void {
  const said = open ? pen.broken(`${open.items}. ${pen.said('Reason')}: ${open.reason}`, MEASURE, 9.5) : [];
  const shares = [1.2, 1, 0.8];
  const gap = 26;
  const unit = (MEASURE - gap * 2) / 3;
  // What was reviewed takes a second line where it needs one.
  const more = pen.broken(reviewed, unit * shares[0]!, 9.5).length > 1 ? SECOND_LINE : 0;
  if (bodyEnd > BODY_END - SIGNATURE_HEIGHT - more - said.length * OPEN_LINE) pen.addPage();
  const y = BODY_END - 30 - more;
  pen.began('signature', y - 16);
  said.forEach((words, i) => pen.words(words, LEFT, y - 23 - (said.length - 1 - i) * OPEN_LINE, { size: 9.5, weight: 'semibold' }));
  let x = LEFT;
  [
    ['Read by', reviewed, name],
    ['Second reading', second?.words ?? pen.said('not asked for'), second?.name ?? ''],
    ['Date and time', '', date],
  ].forEach(([title, below, above], index) => {
    const width = unit * shares[index]!;
    pen.words(pen.fitted(above!, width, 11, 'semibold'), x, y - 5, { size: 11, weight: 'semibold' });
    pen.rule(x, y, x + width, INK.ink);
    pen.words(pen.said(title!), x, y + 13, { size: 9.5, colour: INK.ink2 });
    const lines = pen.broken(below!, width, 9.5);
    lines.slice(0, 2).forEach((line, i) => pen.words(i === 1 && lines.length > 2 ? pen.fitted(lines.slice(1).join(' '), width, 9.5) : line, x, y + 25 + SECOND_LINE * i, { size: 9.5, colour: INK.ink3 }));
    x += width + gap;
  });
}

export function drawFoot(pen: Pen, footer: readonly [string, string], page: number, pages: number): void {
  const y = PAGE.height - 44;
  pen.rule(LEFT, y, RIGHT);
  const place = pen.said(`Page ${page} of ${pages}`);
  const wide = pen.words(place, RIGHT, y + 14, { size: 9, colour: INK.ink2, align: 'right' });
  pen.words(pen.fitted(footer[0], MEASURE - wide - 18, 9), LEFT, y + 14, { size: 9, colour: INK.ink2 });
  pen.words(pen.fitted(footer[1], MEASURE - 10, 9), LEFT, y + 27, { size: 9, colour: INK.ink2 });
}
