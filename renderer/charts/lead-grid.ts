/**
 * Leads in columns, as an ECG stands on paper: each column with its own beats
 * over it, all at true scale, and one lead over the whole width below them.
 * Columns show the same stretch, so that one beat is seen in all leads, or run on.
 */
import { lowerBound } from '../../core/beats/search.ts';
import { CLASSES } from '../../core/beats/classes.ts';
import { drawHatch, font, token } from './canvas.ts';
import { drawBeatMark, drawStrip, GUTTER, medianOf, millimetres, PAPER_TOP, pixelsPerSecond, samplesAcross, type StripScene } from './ecg-draw.ts';
import { caliperStep } from './ecg-over.ts';
import { pxPerMm } from './ecg-scale.ts';
import { inTraceWidth, traceLead } from './signal.ts';

export interface LeadGrid {
  columns: readonly (readonly number[])[];
  /** Lead of the long strip. */
  rhythm: number;
  /** Columns run on from one another; else all show the stretch round the current beat. */
  runOn: boolean;
}

/** Height of the lane of beats over the columns. */
const LANE = 24;
/** Height of the long strip with its lanes. */
const RHYTHM = 176;

/** Where the long strip begins, px from the top. */
export function rhythmTop(height: number): number {
  return Math.max(LANE + 80, height - RHYTHM);
}

/** Width of a column, px. */
function columnWidth(width: number, grid: LeadGrid): number {
  return (width - GUTTER) / grid.columns.length;
}

/** As much of a scene as places need. */
type Place = Pick<StripScene, 'from' | 'speed' | 'sampleRate' | 'sample' | 'current'>;

/** First sample of a column. */
export function columnFrom(scene: Place, grid: LeadGrid, width: number, column: number): number {
  const samples = (columnWidth(width, grid) / pixelsPerSecond(scene.speed)) * scene.sampleRate;
  if (grid.runOn) return scene.from + column * samples;
  const all = samplesAcross(width, scene.speed, scene.sampleRate);
  const middle = scene.sample[scene.current] ?? scene.from + all / 2;
  // The stretch is one of those that the long strip shows.
  return Math.max(scene.from, Math.min(scene.from + all - samples, middle - samples / 2));
}

/** The sample under a place of the picture. */
export function sampleInGrid(scene: Place, grid: LeadGrid, width: number, height: number, at: { x: number; y: number }): number {
  const perSample = pixelsPerSecond(scene.speed) / scene.sampleRate;
  if (at.y >= rhythmTop(height)) return scene.from + (at.x - GUTTER) / perSample;
  const wide = columnWidth(width, grid);
  const column = Math.max(0, Math.min(grid.columns.length - 1, Math.floor((at.x - GUTTER) / wide)));
  return columnFrom(scene, grid, width, column) + (at.x - GUTTER - column * wide) / perSample;
}

interface Box {
  left: number;
  width: number;
  bottom: number;
  from: number;
  to: number;
  x: (sample: number) => number;
}

function beatLane(context: CanvasRenderingContext2D, scene: StripScene, { from, to, x, left, width }: Box): void {
  for (let i = lowerBound(scene.sample, from); i < scene.sample.length && scene.sample[i]! <= to; i++) {
    const at = x(scene.sample[i]!);
    if (at < left + 12 || at > left + width - 14) continue;
    drawBeatMark(context, at, CLASSES[scene.classes[i]!] ?? 'Q', i === scene.current);
  }
}

/** What lies under the traces: the beat at hand, a brush, what cannot be read. */
function under(context: CanvasRenderingContext2D, scene: StripScene, { x, bottom, left, width }: Box): void {
  const tall = bottom - LANE;
  const here = scene.sample[scene.current];
  if (scene.brush) {
    context.fillStyle = token('--you-wash');
    context.fillRect(x(scene.brush.from), LANE, x(scene.brush.to) - x(scene.brush.from), tall);
  } else if (here !== undefined) {
    context.fillStyle = token('--you-wash');
    context.fillRect(x(here) - 18, LANE, 42, tall);
    context.strokeStyle = token('--you');
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x(here), LANE);
    context.lineTo(x(here), bottom);
    context.stroke();
    context.setLineDash([]);
  }
  const shut = [...scene.unreadable, ...(scene.analysedTo < scene.sampleCount ? [scene.analysedTo, scene.sampleCount] : [])];
  for (let i = 0; i + 1 < shut.length; i += 2) {
    const [x0, x1] = [Math.max(left, x(shut[i]!)), Math.min(left + width, x(shut[i + 1]!))];
    if (x1 > x0) drawHatch(context, x0, LANE, x1 - x0, tall, 0.55);
  }
}

/** Calipers as lines; the long strip says what they measure. */
function caliperLines(context: CanvasRenderingContext2D, scene: StripScene, { x, bottom }: Box): void {
  if (!scene.caliper) return;
  context.strokeStyle = token('--you');
  context.lineWidth = 1.2;
  context.beginPath();
  for (const sample of [scene.caliper.a, scene.caliper.b]) {
    context.moveTo(x(sample), LANE);
    context.lineTo(x(sample), bottom);
  }
  context.stroke();
}

function names(context: CanvasRenderingContext2D, scene: StripScene, leads: readonly number[], left: number, zero: readonly number[], row: number): void {
  leads.forEach((lead, place) => {
    context.font = font(11, 600);
    context.textAlign = 'left';
    context.strokeStyle = token('--paper');
    context.lineWidth = 4;
    const y = zero[place]! - Math.min(40, row * 0.3);
    context.strokeText(scene.leadNames[lead] ?? '', left + 6, y);
    context.fillStyle = token('--ink');
    context.fillText(scene.leadNames[lead] ?? '', left + 6, y);
  });
}

/** 1 mV by 200 ms in the gutter, at the first row. */
function pulse(context: CanvasRenderingContext2D, mv: number, speed: number, zero: number): void {
  const wide = Math.min(GUTTER - 8, 0.2 * pixelsPerSecond(speed));
  const top = Math.max(zero, LANE + 20 + mv);
  const left = (GUTTER - wide) / 2;
  context.strokeStyle = token('--ink-3');
  context.lineWidth = 1.1;
  context.beginPath();
  context.moveTo(left - 3, top);
  context.lineTo(left, top);
  context.lineTo(left, top - mv);
  context.lineTo(left + wide, top - mv);
  context.lineTo(left + wide, top);
  context.lineTo(left + wide + 3, top);
  context.stroke();
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.textAlign = 'center';
  context.fillText('1 mV', GUTTER / 2, top - mv - 5);
}

/** Draws all of it. */
export function drawLeadGrid(context: CanvasRenderingContext2D, width: number, height: number, scene: StripScene, grid: LeadGrid): void {
  const bottom = rhythmTop(height);
  const perSample = pixelsPerSecond(scene.speed) / scene.sampleRate;
  const mv = scene.gain * pxPerMm();
  const wide = columnWidth(width, grid);
  const most = Math.max(1, ...grid.columns.map((leads) => leads.length));
  const row = (bottom - LANE) / most;
  const zero = Array.from({ length: most }, (_, i) => LANE + (i + 0.56) * row);
  millimetres(context, width, LANE, bottom);
  grid.columns.forEach((leads, column) => {
    const left = GUTTER + column * wide;
    const from = columnFrom(scene, grid, width, column);
    const box: Box = { left, width: wide, bottom, from, to: from + wide / perSample, x: (sample) => left + (sample - from) * perSample };
    context.save();
    context.beginPath();
    context.rect(left, 0, wide, bottom);
    context.clip();
    beatLane(context, scene, box);
    context.beginPath();
    context.rect(left, LANE, wide, bottom - LANE);
    context.clip();
    under(context, scene, box);
    context.strokeStyle = token('--trace');
    const steps: (() => void)[] = [];
    leads.forEach((lead, place) => {
      const shift = scene.filtered ? 0 : medianOf(scene.pieces, lead, from, box.to);
      const y = (value: number): number => zero[place]! - (value - shift) * mv;
      inTraceWidth(context, () => traceLead(context, scene.pieces, lead, from, box.to, box.x, y));
      if (scene.caliper) steps.push(() => caliperStep(context, scene.pieces, lead, scene.caliper!, box.x, y, { right: left + wide, top: LANE, bottom }));
    });
    caliperLines(context, scene, box);
    names(context, scene, leads, left, zero, row);
    for (const write of steps) write();
    context.restore();
    context.strokeStyle = token('--line-2');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left + 0.5, LANE);
    context.lineTo(left + 0.5, bottom);
    context.stroke();
  });
  pulse(context, mv, scene.speed, zero[0]! + 6);

  context.save();
  context.translate(0, bottom);
  context.strokeStyle = token('--line');
  context.strokeRect(0, 0.5, width, 0);
  const x = (sample: number): number => GUTTER + (sample - scene.from) * perSample;
  drawStrip(context, width, height - bottom, { ...scene, leads: [grid.rhythm], pulse: false });
  if (!grid.runOn) {
    // The stretch that the columns show.
    const from = columnFrom(scene, grid, width, 0);
    context.strokeStyle = token('--you');
    context.lineWidth = 1;
    context.strokeRect(x(from) + 0.5, PAPER_TOP - 0.5, wide - 1, height - bottom - PAPER_TOP);
  }
  context.restore();
}
