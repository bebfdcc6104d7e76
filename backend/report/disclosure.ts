/** Pages of a full disclosure on A4: sixty lines each, time and beats on the left, what was found on the right. */
import { disclosureInLanguage } from '../../core/study/disclosure-language.ts';
import { LINE_MM, NO_VALUE, PAGE_LINES, type DisclosureContent, type PrintedLine } from '../../core/study/disclosure-print.ts';
import { CLASS_INK, INK, MEASURE, MM, PAGE, Pen } from './ink.ts';
import { collect, drawFoot, drawNotes, type DrawnReport } from './page.ts';

const LEFT = PAGE.margin;
const RIGHT = LEFT + MEASURE;
const TOP = 78;
const PITCH = (PAGE.height - 56 - TOP) / PAGE_LINES;
const TRACE = LEFT + 62;
const WIDE = LINE_MM * MM;
/** Where zero volts lie in a line. */
const ZERO = 0.76;
const LETTER_ROOM = 6;
/** What of the trace is drawn in the colour of its beat, seconds before and after the R peak. */
const BEFORE = 0.16;
const AFTER = 0.3;

/** Draws all pages, one after the other: only one is held at a time. */
export async function drawDisclosure(english: DisclosureContent, programFolder: string, created: Date): Promise<DrawnReport> {
  const content = disclosureInLanguage(english);
  const pen = new Pen(programFolder, content.title, created, { held: false, language: content.language ?? 'en' });
  const finished = collect(pen);
  const pages = Math.max(1, Math.ceil(content.lines.length / PAGE_LINES));
  for (let page = 0; page < pages; page++) {
    pen.addPage();
    drawHead(pen, content);
    const lines = content.lines.slice(page * PAGE_LINES, (page + 1) * PAGE_LINES);
    drawSeconds(pen, lines.length);
    lines.forEach((line, index) => drawLine(pen, line, TOP + index * PITCH, content));
    drawFoot(pen, content.footer, page + 1, pages);
    drawNotes(pen);
  }
  pen.doc.end();
  return { pdf: await finished, pages, places: [] };
}

function drawHead(pen: Pen, content: DisclosureContent): void {
  const wide = pen.words(content.title, LEFT, 38, { size: 13, weight: 'bold' });
  pen.words(pen.fitted(content.patient, MEASURE - wide - 220, 10.5, 'semibold'), LEFT + wide + 12, 38, { size: 10.5, weight: 'semibold' });
  const laboratory = content.laboratory === '' ? '' : `, ${content.laboratory}`;
  pen.words(pen.fitted(`Isoline${laboratory}, ${content.printed}`, 210, 9), RIGHT, 38, { size: 9, colour: INK.ink2, align: 'right' });
  pen.words(pen.fitted(content.caption, MEASURE, 9.5), LEFT, 55, { size: 9.5, colour: INK.ink2 });
  pen.rule(LEFT, 62, RIGHT, INK.ink, 1.2);
}

/** Sixths of a line, so that a place in it can be told. */
function drawSeconds(pen: Pen, lines: number): void {
  for (let sixth = 0; sixth <= 6; sixth++) {
    const x = TRACE + (sixth / 6) * WIDE;
    pen.doc.moveTo(x, TOP - 6).lineTo(x, TOP + lines * PITCH);
  }
  pen.doc.lineWidth(0.5).strokeColor(INK.line).stroke();
}

function drawLine(pen: Pen, line: PrintedLine, y: number, { mmPerMv, seconds }: Pick<DisclosureContent, 'mmPerMv' | 'seconds'>): void {
  const { doc } = pen;
  const base = y + PITCH * ZERO;
  const x = (share: number): number => TRACE + share * WIDE;
  pen.words(line.day === '' ? line.time : `${line.time} ${line.day}`, LEFT + 34, base + 3, { size: line.day === '' ? 8.5 : 6, colour: INK.ink2, align: 'right', tabular: true });
  pen.words(line.beats > 0 ? String(line.beats) : '', TRACE - 6, base + 3, { size: 8, colour: INK.ink3, align: 'right', tabular: true });
  for (const span of line.unreadable) drawHatch(pen, x(span.from), y + 1, x(span.to) - x(span.from), PITCH - 2);
  for (const bar of line.bars) doc.rect(x(bar.from), y + PITCH - 2, Math.max(1.5, x(bar.to) - x(bar.from)), 1.4).fill(INK.ink2);
  const trace = { base, gain: mmPerMv * MM, top: y - PITCH * 0.5 };
  drawTrace(pen, line, trace, { from: 0, to: 1, colour: INK.trace, width: 0.34 });
  for (const { at, beatClass } of line.marks) drawTrace(pen, line, trace, { from: at - BEFORE / seconds, to: at + AFTER / seconds, colour: CLASS_INK[beatClass].mark, width: 0.6 });
  let last = Number.NEGATIVE_INFINITY;
  for (const mark of line.marks) {
    const at = x(mark.at);
    const ink = CLASS_INK[mark.beatClass];
    // Where beats stand closer than their letters, the colour of the trace tells those between.
    if (at - last < LETTER_ROOM) continue;
    doc.rect(at + 1.6, y - 0.4, 5, 6.2).fill('#FFFFFF');
    pen.words(mark.beatClass, at + 2, y + 5, { size: 6.6, weight: 'bold', colour: ink.word });
    last = at;
  }
  pen.words(pen.fitted(line.words, RIGHT - TRACE - WIDE - 6, 6.5), TRACE + WIDE + 5, base + 2, { size: 6.5, colour: INK.ink2 });
}

/** A stretch of the trace as one path, written as it stands in the file: a day has three million points, and a tenth of a pixel is fine enough. */
function drawTrace({ doc }: Pen, { low, high }: PrintedLine, { base, gain, top }: { base: number; gain: number; top: number }, part: { from: number; to: number; colour: string; width: number }): void {
  const step = WIDE / low.length;
  const bottom = base + PITCH * 0.8;
  const path: string[] = [];
  let before: number | null = null;
  const end = Math.min(low.length, Math.ceil(part.to * low.length));
  for (let i = Math.max(0, Math.floor(part.from * low.length)); i < end; i++) {
    if (low[i] === NO_VALUE) {
      before = null;
      continue;
    }
    const x = (TRACE + (i + 0.5) * step).toFixed(1);
    const up = Math.max(top, Math.min(bottom, base - (high[i]! / 1000) * gain));
    const down = Math.max(top, Math.min(bottom, base - (low[i]! / 1000) * gain));
    // The end nearer to the pen first: the line goes on from where it is.
    const downFirst: boolean = before !== null && Math.abs(before - down) < Math.abs(before - up);
    const first: number = downFirst ? down : up;
    const second: number = downFirst ? up : down;
    path.push(`${x} ${first.toFixed(1)} ${before === null ? 'm' : 'l'}`);
    before = first;
    if (Math.abs(second - first) < 0.15) continue;
    path.push(`${x} ${second.toFixed(1)} l`);
    before = second;
  }
  doc.lineWidth(part.width).lineJoin('round').strokeColor(part.colour);
  if (path.length > 0) doc.addContent(`${path.join('\n')}\nS`);
}

function drawHatch(pen: Pen, x: number, y: number, width: number, height: number): void {
  if (width <= 0) return;
  const { doc } = pen;
  doc.save();
  doc.rect(x, y, width, height).clip();
  for (let at = x - height; at < x + width; at += 4) doc.moveTo(at, y + height).lineTo(at + height, y);
  doc.lineWidth(0.5).strokeColor(INK.hatch).stroke();
  doc.restore();
}
