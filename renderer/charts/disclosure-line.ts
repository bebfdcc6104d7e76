/** One line of full disclosure: when, how many beats, the trace with its ectopic beats coloured and lettered, findings as bars, what they are called. */
import { CLASSES } from '../../core/beats/classes.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { spanOfLine, type DisclosureLines, type SpanIndex } from '../../core/study/disclosure.ts';
import { namesIn } from '../../core/study/disclosure-print.ts';
import { drawHatch, font, token, type Pen } from './canvas.ts';
import { lowerBound } from '../../core/beats/search.ts';

/** Height of a line. */
export const LINE = 26;
/** Room for time, beats and the bar of findings on the left, for words on the right. */
export const LEFT = 96;
export const RIGHT = 126;
const ZERO = 18.5;
/** Letters stand no nearer than this; the beats between keep their colour. */
const LETTER_ROOM = 7.5;
/** What of the trace belongs to a beat, seconds before and after its R peak. */
const BEFORE = 0.16;
const AFTER = 0.3;

/** Least and greatest values of equal parts of `[from, to)`, mV, NaN where never measured. */
export interface EnvelopePiece {
  from: number;
  to: number;
  min: Float32Array;
  max: Float32Array;
}

export interface LineScene {
  lines: DisclosureLines;
  sampleRate: number;
  /** Pixels a millivolt. */
  gain: number;
  sample: Float64Array;
  classes: Uint8Array;
  /** 1 per beat that counts. */
  counted: Uint8Array;
  unreadable: Float64Array;
  findings: SpanIndex<Finding>;
  analysedTo: number;
  sampleCount: number;
  /** Label of a line's beginning; strong where a day begins; over it the day, where that is said. */
  time: (line: number) => { words: string; strong: boolean; day: string };
  name: (kind: Finding['kind'], count: number) => string;
  /** What is said of a finding that began earlier, by its end. */
  until: (sample: number) => string;
  words: { unreadable: string; notAnalysed: string; more: (first: string, others: number) => string };
}

/** What of a line is counted and said. */
export interface LineFacts {
  beats: number;
  /** Beats per class in the order of CLASSES. */
  counts: number[];
  words: string;
  found: Finding[];
}

export function lineFacts(scene: LineScene, line: number): LineFacts {
  const { from, to } = spanOfLine(scene.lines, line);
  const counts = CLASSES.map(() => 0);
  let beats = 0;
  for (let i = lowerBound(scene.sample, from); i < scene.sample.length && scene.sample[i]! < to; i++) {
    if (scene.counted[i] !== 1 || CLASSES[scene.classes[i]!] === 'X') continue;
    counts[scene.classes[i]!]!++;
    beats++;
  }
  const found = scene.findings.within(Math.max(from, 0), Math.min(to, scene.sampleCount));
  const names = namesIn(found, from, scene.name);
  const going = found.find((finding) => finding.from < from);
  const unreadable = spansWithin(scene.unreadable, from, to).length > 0;
  const words = names.length > 1 ? scene.words.more(names[0]!, names.length - 1) : (names[0] ?? (from >= scene.analysedTo && from < scene.sampleCount ? scene.words.notAnalysed : going ? scene.until(going.to) : unreadable ? scene.words.unreadable : ''));
  return { beats, counts, words, found };
}

function spansWithin(spans: Float64Array, from: number, to: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  // Pairs ascending and apart: the first whose end is not before the stretch.
  let low = 0;
  let high = spans.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle * 2 + 1]! <= from) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i * 2 < spans.length && spans[i * 2]! < to; i++) found.push({ from: Math.max(from, spans[i * 2]!), to: Math.min(to, spans[i * 2 + 1]!) });
  return found;
}

/** Draws a line with its upper left corner at the origin. */
export function drawLine(context: Pen, scene: LineScene, line: number, width: number, pieces: readonly EnvelopePiece[]): void {
  const { from, to } = spanOfLine(scene.lines, line);
  const perSample = (width - LEFT - RIGHT) / (to - from);
  const x = (sample: number): number => LEFT + (sample - from) * perSample;
  const { beats, words, found } = lineFacts(scene, line);

  const { words: time, strong, day } = scene.time(line);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'right';
  context.font = font(10.5, strong ? 600 : 400);
  context.fillStyle = token(strong ? '--ink' : '--ink-3');
  context.fillText(time, 46, ZERO + 1);
  if (day !== '') {
    context.font = font(9);
    context.fillText(day, 46, 9, 44);
  }
  context.font = font(10.5);
  context.fillStyle = token('--ink-2');
  if (beats > 0) context.fillText(String(beats), 76, ZERO + 1);
  context.strokeStyle = token('--line-2');
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(84.5, 3);
  context.lineTo(84.5, LINE - 3);
  context.stroke();

  for (const span of spansWithin(scene.unreadable, from, to)) drawHatch(context, x(span.from), 2, x(span.to) - x(span.from), LINE - 4, 0.7);
  drawFindings(context, found, from, to, x);

  context.save();
  context.beginPath();
  context.rect(LEFT, 0.5, width - LEFT - RIGHT, LINE);
  context.clip();
  context.lineJoin = 'round';
  context.strokeStyle = token('--trace');
  context.globalAlpha = 0.78;
  context.lineWidth = 0.75;
  trace(context, scene, pieces, from, to, x);
  context.globalAlpha = 1;
  const first = lowerBound(scene.sample, from - AFTER * scene.sampleRate);
  const labels: { at: number; letter: string }[] = [];
  for (let i = first; i < scene.sample.length && scene.sample[i]! < to + BEFORE * scene.sampleRate; i++) {
    const beatClass = CLASSES[scene.classes[i]!];
    if (scene.counted[i] !== 1 || beatClass === undefined || beatClass === 'N' || beatClass === 'X') continue;
    const at = scene.sample[i]!;
    context.strokeStyle = token(`--c-${beatClass}`);
    context.lineWidth = 1.1;
    trace(context, scene, pieces, Math.max(from, at - BEFORE * scene.sampleRate), Math.min(to, at + AFTER * scene.sampleRate), x);
    if (at >= from && at < to) labels.push({ at: x(at), letter: beatClass });
  }
  context.restore();
  context.textAlign = 'left';
  context.font = font(8.5, 600);
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, letter } of labels) {
    if (at - last < LETTER_ROOM) continue;
    context.fillStyle = token(`--t-${letter}`);
    context.fillText(letter, at + 3, 8.5);
    last = at;
  }
  if (words !== '') {
    context.font = font(10.5);
    context.fillStyle = token(found.length > 0 ? '--ink-2' : '--ink-3');
    context.fillText(fitted(context, words, RIGHT - 18), width - RIGHT + 9, ZERO + 1);
  }
}

/** Findings as a bar under the trace where they are, and one on the left where there is any. */
function drawFindings(context: Pen, found: readonly Finding[], from: number, to: number, x: (sample: number) => number): void {
  if (found.length === 0) return;
  context.fillStyle = token('--ink-2');
  const urgent = found.some(({ severity }) => severity === 'urgent');
  context.fillRect(urgent ? 81 : 82, 3, urgent ? 7 : 5, LINE - 6);
  for (const finding of found) {
    const [a, b] = [Math.max(from, finding.from), Math.min(to, finding.to)];
    const height = finding.severity === 'urgent' ? 3 : finding.severity === 'important' ? 2 : 1.2;
    context.fillRect(x(a), LINE - 1 - height, Math.max(2, x(b) - x(a)), height);
  }
}

/** The trace of `[from, to)`: from one part to the next by the end that is nearer, so that the line stays one. */
function trace(context: Pen, scene: LineScene, pieces: readonly EnvelopePiece[], from: number, to: number, x: (sample: number) => number): void {
  context.beginPath();
  let before: number | null = null;
  const y = (mv: number): number => Math.max(1, Math.min(LINE - 0.5, ZERO - mv * scene.gain));
  for (const piece of pieces) {
    if (piece.to <= from || piece.from >= to) continue;
    const wide = (piece.to - piece.from) / piece.min.length;
    const first = Math.max(0, Math.floor((from - piece.from) / wide));
    const end = Math.min(piece.min.length, Math.ceil((to - piece.from) / wide));
    for (let i = first; i < end; i++) {
      const low = piece.min[i]!;
      if (Number.isNaN(low)) {
        before = null;
        continue;
      }
      const at = x(piece.from + (i + 0.5) * wide);
      const up = y(piece.max[i]!);
      const down = y(low);
      const downFirst: boolean = before !== null && Math.abs(before - down) < Math.abs(before - up);
      const start: number = downFirst ? down : up;
      const stop: number = downFirst ? up : down;
      if (before === null) context.moveTo(at, start);
      else context.lineTo(at, start);
      if (Math.abs(stop - start) > 0.2) context.lineTo(at, stop);
      before = Math.abs(stop - start) > 0.2 ? stop : start;
    }
  }
  context.stroke();
}

function fitted(context: Pen, words: string, room: number): string {
  if (context.measureText(words).width <= room) return words;
  let length = words.length;
  while (length > 1 && context.measureText(`${words.slice(0, length)}…`).width > room) length--;
  return `${words.slice(0, length).trimEnd()}…`;
}
