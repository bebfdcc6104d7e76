/**
 * The strip: paper, traces, beats, RR, calipers. True scale at 4 CSS pixels a
 * millimetre; everything is a function of the scene, so that a test can draw it.
 */
import { CLASSES, type BeatClass } from '../../core/beats/classes.ts';
import { clock, moment } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { drawHatch, drawMark, font, keep, token } from './canvas.ts';
import { bounds, caliperStep, calipers, movedPeak, spikes } from './ecg-over.ts';
import { GUTTER, PAPER_TOP, pxPerMm, type Caliper } from './ecg-scale.ts';
import { lowerBound } from '../../core/beats/search.ts';
import { inTraceWidth, traceLead, type SignalPiece } from './signal.ts';

export { GUTTER, PAPER_TOP, PX_PER_MM, type Caliper } from './ecg-scale.ts';

export interface StripScene {
  sampleRate: number;
  /** Wall time of sample 0, UTC milliseconds of the local clock. */
  startMs: number;
  /** Sample at the left edge of the paper. */
  from: number;
  /** mm/s and mm/mV. */
  speed: number;
  gain: number;
  leadNames: readonly string[];
  /** Which leads are drawn, from the top. */
  leads: readonly number[];
  pieces: readonly SignalPiece[];
  filtered: boolean;
  sample: Float64Array;
  /** Index into CLASSES per beat. */
  classes: Uint8Array;
  /** Index of the current beat, -1 for none. */
  current: number;
  /** Unreadable spans, from, to pairs. */
  unreadable: Float64Array;
  /** Pacing spikes, samples; absent where there are none. */
  spikes?: Float64Array;
  analysedTo: number;
  sampleCount: number;
  caliper: Caliper | null;
  /** Crosshair of a beat to be inserted, sample. */
  crosshair: { sample: number; beatClass: BeatClass } | null;
  brush: { from: number; to: number } | null;
  /** Where the R peak of the current beat came from, sample, while it is moved. */
  moved?: { from: number } | null;
  /** False where the pulse stands elsewhere in the picture. */
  pulse?: boolean;
  /** A finding: its bounds, and what stands between them. */
  span: { from: number; to: number; label: string; hand?: 'from' | 'to' } | null;
}

/** Pixels a second on the paper. */
export function pixelsPerSecond(speed: number): number {
  return speed * pxPerMm();
}

/** Samples that fit between the gutter and the right edge. */
export function samplesAcross(width: number, speed: number, sampleRate: number): number {
  return (Math.max(0, width - GUTTER) / pixelsPerSecond(speed)) * sampleRate;
}

/** More leads than this stand close together, with room for the pulse below them. */
const MANY = 6;
const FOOT = 88;

/** Vertical places of the zero lines, as the eye expects them: room above the line, for R waves rise. */
export function zeroLines(leads: number, height: number): number[] {
  if (leads === 3) return [0.272, 0.542, 0.853].map((share) => PAPER_TOP + share * height);
  // Many close together: the pulse stands below them, not over the first names.
  if (leads > MANY) return Array.from({ length: leads }, (_, i) => PAPER_TOP + 14 + ((i + 0.5) / leads) * (height - FOOT));
  return Array.from({ length: leads }, (_, i) => PAPER_TOP + ((i + 0.58) / leads) * height);
}

/** Median of what is visible of a lead: where an unfiltered trace has its line. */
export function medianOf(pieces: readonly SignalPiece[], lead: number, from: number, to: number): number {
  const seen: number[] = [];
  for (const piece of pieces) {
    const values = piece.leads[lead];
    if (!values) continue;
    for (let i = Math.max(0, Math.floor(from - piece.from)); i < Math.min(values.length, to - piece.from); i += 7) if (!Number.isNaN(values[i]!)) seen.push(values[i]!);
  }
  seen.sort((a, b) => a - b);
  return seen[seen.length >> 1] ?? 0;
}

/** The millimetre grid right of the gutter, from `top` to `bottom`. */
export function millimetres(context: CanvasRenderingContext2D, width: number, top: number, bottom: number): void {
  for (const [step, name] of [
    [pxPerMm(), '--grid-1'],
    [pxPerMm() * 5, '--grid-5'],
  ] as const) {
    context.strokeStyle = token(name);
    context.lineWidth = 1;
    context.beginPath();
    for (let x = GUTTER + 0.5; x < width; x += step) {
      context.moveTo(x, top);
      context.lineTo(x, bottom);
    }
    for (let y = top + 0.5; y < bottom; y += step) {
      context.moveTo(GUTTER, y);
      context.lineTo(width, y);
    }
    context.stroke();
  }
}

function paper(context: CanvasRenderingContext2D, width: number, height: number): void {
  millimetres(context, width, PAPER_TOP, height);
  context.strokeStyle = token('--line');
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(GUTTER, PAPER_TOP - 0.5);
  context.lineTo(width, PAPER_TOP - 0.5);
  context.stroke();
}

function veil(context: CanvasRenderingContext2D, x0: number, x1: number, height: number): void {
  context.save();
  context.globalAlpha = 0.55;
  context.fillStyle = token('--paper');
  context.fillRect(x0, PAPER_TOP, x1 - x0, height - PAPER_TOP);
  context.restore();
  drawHatch(context, x0, PAPER_TOP, x1 - x0, height - PAPER_TOP, 0.55);
}

function spans(context: CanvasRenderingContext2D, scene: StripScene, x: (sample: number) => number, width: number, height: number): void {
  const left = scene.from;
  const right = scene.from + samplesAcross(width, scene.speed, scene.sampleRate);
  const tag = (text: string, at: number): void => {
    context.font = font(10);
    const wide = context.measureText(text).width + 26;
    context.fillStyle = token('--paper');
    context.fillRect(at + 3, PAPER_TOP + 4, wide, 17);
    drawMark(context, 'X', at + 11, PAPER_TOP + 12.5, 3.4);
    context.fillStyle = token('--t-X');
    context.textAlign = 'left';
    context.fillText(text, at + 19, PAPER_TOP + 16);
  };
  const edge = (at: number): void => {
    context.strokeStyle = token('--c-X');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(at, PAPER_TOP);
    context.lineTo(at, height);
    context.stroke();
  };
  for (let i = 0; i + 1 < scene.unreadable.length; i += 2) {
    const [from, to] = [scene.unreadable[i]!, scene.unreadable[i + 1]!];
    if (to <= left || from >= right) continue;
    const x0 = Math.max(GUTTER, x(from));
    const x1 = Math.min(width, x(to));
    veil(context, x0, x1, height);
    if (from > left) edge(x(from));
    if (to < right) edge(x(to));
    if (x1 - x0 > 80) tag(W.strip.unreadable, x0);
  }
  if (scene.analysedTo < right && scene.analysedTo < scene.sampleCount) {
    const x0 = Math.max(GUTTER, x(scene.analysedTo));
    veil(context, x0, width, height);
    if (width - x0 > 110) tag(W.strip.notAnalysed, x0);
  }
}

function beats(context: CanvasRenderingContext2D, scene: StripScene, x: (sample: number) => number, width: number): void {
  const left = scene.from - scene.sampleRate;
  const right = scene.from + samplesAcross(width, scene.speed, scene.sampleRate) + scene.sampleRate;
  const first = lowerBound(scene.sample, left);
  let before = -1;
  for (let i = first; i < scene.sample.length && scene.sample[i]! <= right; i++) {
    const at = x(scene.sample[i]!);
    const beatClass = CLASSES[scene.classes[i]!] ?? 'Q';
    const current = i === scene.current;
    const visible = at > GUTTER - 4 && at < width - 13;
    if (beatClass !== 'X') {
      if (before >= 0) {
        const xb = x(scene.sample[before]!);
        const mid = (at + xb) / 2;
        if (mid > GUTTER + 12 && mid < width - 12) {
          context.strokeStyle = token('--line-2');
          context.lineWidth = 1;
          const text = String(Math.round(((scene.sample[i]! - scene.sample[before]!) / scene.sampleRate) * 1000));
          const near = current || before === scene.current;
          context.font = font(10, near ? 600 : 400);
          const half = context.measureText(text).width / 2 + 3;
          context.beginPath();
          if (xb + 1.5 < mid - half) {
            context.moveTo(Math.max(GUTTER, xb + 1.5), 28.5);
            context.lineTo(mid - half, 28.5);
            context.moveTo(mid + half, 28.5);
            context.lineTo(Math.min(width, at - 1.5), 28.5);
          }
          context.stroke();
          context.fillStyle = token(near ? '--ink' : '--ink-3');
          context.textAlign = 'center';
          if (at - xb > half * 2 - 4) context.fillText(text, mid, 32);
        }
      }
      before = i;
    }
    if (!visible) continue;
    drawBeatMark(context, at, beatClass, current);
    context.strokeStyle = token(`--c-${beatClass}`);
    context.lineWidth = 1.2;
    context.beginPath();
    context.moveTo(at, PAPER_TOP - 13);
    context.lineTo(at, PAPER_TOP + 4);
    context.stroke();
  }
}

/** Mark and letter of a beat in the lane over the traces; the current one lies on a card. */
export function drawBeatMark(context: CanvasRenderingContext2D, at: number, beatClass: BeatClass, current: boolean): void {
  if (current) {
    context.fillStyle = token('--you-soft');
    context.strokeStyle = token('--you');
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(at - 15, 2, 30, 18, 4);
    context.fill();
    context.stroke();
  }
  drawMark(context, beatClass, at - 5.5, 11, 3.6);
  context.font = font(12, 600);
  context.fillStyle = token(`--t-${beatClass}`);
  context.textAlign = 'left';
  context.fillText(beatClass, at + 0.5, 15);
}

function seconds(context: CanvasRenderingContext2D, scene: StripScene, x: (sample: number) => number, width: number, height: number): void {
  const left = scene.startMs + (scene.from / scene.sampleRate) * 1000;
  const right = left + (samplesAcross(width, scene.speed, scene.sampleRate) / scene.sampleRate) * 1000;
  context.font = font(10);
  context.textAlign = 'left';
  const recorded = scene.sampleCount / scene.sampleRate;
  let full = true;
  // Slow paper has less room for a second than the first label needs.
  let taken = 0;
  for (let ms = Math.ceil(left / 1000) * 1000; ms <= right; ms += 1000) {
    const at = x(((ms - scene.startMs) / 1000) * scene.sampleRate);
    if (at < GUTTER) continue;
    const text = full ? moment(scene.startMs, (ms - scene.startMs) / 1000, recorded, 'seconds') : new Date(ms).getUTCSeconds() === 0 ? clock(ms, 'seconds') : String(new Date(ms).getUTCSeconds()).padStart(2, '0');
    if (at >= taken) {
      context.strokeStyle = token('--paper');
      context.lineWidth = 3;
      context.strokeText(text, at + 3, height - 5);
      context.fillStyle = token('--ink-3');
      context.fillText(text, at + 3, height - 5);
      taken = at + 3 + context.measureText(text).width;
    }
    context.strokeStyle = token('--ink-3');
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(at + 0.5, height - 4);
    context.lineTo(at + 0.5, height);
    context.stroke();
    full = false;
  }
}

function drawPulse(context: CanvasRenderingContext2D, { left, foot, wide, top, mv }: { left: number; foot: number; wide: number; top: number; mv: number }): void {
  context.strokeStyle = token('--ink-3');
  context.lineWidth = 1.1;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + foot, top);
  context.lineTo(left + foot, top - mv);
  context.lineTo(left + foot + wide, top - mv);
  context.lineTo(left + foot + wide, top);
  context.lineTo(left + 2 * foot + wide, top);
  context.stroke();
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.textAlign = 'center';
  if (top - mv - 5 > 46) context.fillText('1 mV', 23, top - mv - 5);
}

/** Draws the whole strip. */
export function drawStrip(context: CanvasRenderingContext2D, width: number, height: number, scene: StripScene): void {
  const perSample = pixelsPerSecond(scene.speed) / scene.sampleRate;
  const x = (sample: number): number => GUTTER + (sample - scene.from) * perSample;
  const mv = scene.gain * pxPerMm();
  const zero = zeroLines(scene.leads.length, height - PAPER_TOP);
  const to = scene.from + samplesAcross(width, scene.speed, scene.sampleRate);
  paper(context, width, height);

  context.save();
  context.beginPath();
  context.rect(GUTTER, PAPER_TOP, width - GUTTER, height - PAPER_TOP);
  context.clip();
  if (scene.brush) {
    context.fillStyle = token('--you-wash');
    context.fillRect(x(scene.brush.from), PAPER_TOP, x(scene.brush.to) - x(scene.brush.from), height - PAPER_TOP);
    context.strokeStyle = token('--you');
    context.lineWidth = 1;
    context.strokeRect(x(scene.brush.from), PAPER_TOP - 1, x(scene.brush.to) - x(scene.brush.from), height - PAPER_TOP + 2);
  }
  if (scene.span) {
    context.fillStyle = token('--you-wash');
    context.fillRect(x(scene.span.from), PAPER_TOP, x(scene.span.to) - x(scene.span.from), height - PAPER_TOP);
  }
  const here = scene.sample[scene.current];
  if (here !== undefined && !scene.span) {
    context.fillStyle = token('--you-wash');
    context.fillRect(x(here) - 18, PAPER_TOP, 42, height - PAPER_TOP);
    context.strokeStyle = token('--you');
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x(here), PAPER_TOP);
    context.lineTo(x(here), height);
    context.stroke();
    context.setLineDash([]);
  }
  context.restore();
  spans(context, scene, x, width, height);

  const yOf = scene.leads.map((lead, place) => {
    const shift = scene.filtered ? 0 : medianOf(scene.pieces, lead, scene.from, to);
    return (value: number): number => zero[place]! - (value - shift) * mv;
  });
  // The beat at hand, labels and marks are others at each key; the traces are the same until the paper turns.
  keep(context, { name: 'traces', width, height, from: [scene.sampleRate, scene.from, scene.speed, mv, scene.filtered, ...scene.leads, -1, ...scene.pieces] }, (kept) => {
    kept.beginPath();
    kept.rect(GUTTER, PAPER_TOP, width - GUTTER, height - PAPER_TOP);
    kept.clip();
    kept.strokeStyle = token('--trace');
    scene.leads.forEach((lead, place) => inTraceWidth(kept, () => traceLead(kept, scene.pieces, lead, scene.from, to, x, yOf[place]!)));
  });

  context.textAlign = 'right';
  context.font = font(11, 600);
  context.fillStyle = token('--ink');
  // At the highest gain the pulse takes the first name's place; the name moves under it.
  scene.leads.forEach((lead, place) => context.fillText(scene.leadNames[lead] ?? '', GUTTER - 7, zero[place]! + (place === 0 && mv > 60 ? 18 : 4)));
  // The pulse: 1 mV by 200 ms at the gain and speed that hold, in the gutter, clear of the lanes above.
  const top = scene.leads.length > MANY ? height - 20 : Math.max((zero[0] ?? PAPER_TOP + 85) - 20, PAPER_TOP + 6 + mv);
  const wide = 0.2 * pixelsPerSecond(scene.speed);
  const foot = wide > 30 ? 1 : 5;
  const left = (GUTTER - 2 - wide) / 2 - foot;
  if (scene.pulse !== false) drawPulse(context, { left, foot, wide, top, mv });
  context.textAlign = 'right';
  context.font = font(10);
  context.fillStyle = token('--ink-3');
  context.fillText(W.strip.rr, GUTTER - 7, 32);

  if (scene.spikes) spikes(context, scene.spikes, scene.from, to, x);
  beats(context, scene, x, width);
  seconds(context, scene, x, width, height);
  if (scene.crosshair) {
    const at = x(scene.crosshair.sample);
    context.strokeStyle = token('--you');
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(at, 20);
    context.lineTo(at, height);
    context.stroke();
    drawMark(context, scene.crosshair.beatClass, at - 5.5, 11, 3.6);
    context.font = font(12, 600);
    context.fillStyle = token('--you-ink');
    context.textAlign = 'left';
    context.fillText(`${scene.crosshair.beatClass}?`, at + 0.5, 15);
  }
  if (scene.moved && here !== undefined) movedPeak(context, scene.moved.from, here, scene.sampleRate, x, width, height);
  if (scene.span) bounds(context, scene.span, x, width, height);
  if (scene.caliper) calipers(context, scene, scene.caliper, x, width, height);
  // Over all traces.
  const { caliper } = scene;
  if (caliper) scene.leads.forEach((lead, place) => caliperStep(context, scene.pieces, lead, caliper, x, yOf[place]!, { right: width, top: PAPER_TOP, bottom: height }));
}
