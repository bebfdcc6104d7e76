/** The newest seconds of a recording that is still written: traces that run up to the right edge, and letters that are not told for good. */
import type { ReactElement } from 'react';
import { CLASSES } from '../../core/beats/classes.ts';
import { font, token, useDrawing } from './canvas.ts';
import { pxPerMm } from './ecg-scale.ts';
import { inTraceWidth, traceLead, type SignalPiece } from './signal.ts';

/** mm/s, true to scale; the height is as there is room for it. */
const SPEED = 25;
/** mm/mV at most. */
const GAIN = 10;
/** Below this height one lead is shown, above it the first three. */
const LOW = 100;
/** Room for letters above the traces, for names beside them, and behind the newest sample. */
const TOP = 20;
const SIDE = 46;
const AHEAD = 18;

export interface LiveStripProps {
  sampleRate: number;
  leadNames: readonly string[];
  /** The newest signal of all leads, mV. */
  piece: SignalPiece;
  sample: Float64Array;
  /** Index into CLASSES per beat. */
  classes: Uint8Array;
  /** A sentence for those who cannot see the picture. */
  description: string;
  /** Forces a new drawing when it changes. */
  version: string;
}

/** Least and largest of what was measured from `first` on. */
function rangeOf(mv: Float32Array, first: number): [number, number] {
  let low = 0;
  let high = 0;
  for (let i = Math.max(0, first); i < mv.length; i++) {
    if (mv[i]! < low) low = mv[i]!;
    if (mv[i]! > high) high = mv[i]!;
  }
  return [low, high];
}

/** A letter that may still change: grey, hollow, on a dashed line. */
function beat(context: CanvasRenderingContext2D, at: number, letter: string): void {
  context.strokeStyle = token('--ink-3');
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(at, TOP - 3);
  context.lineTo(at, TOP + 6);
  context.stroke();
  context.setLineDash([]);
  context.font = font(14, 600);
  context.textAlign = 'center';
  context.strokeText(letter, at, 14);
}

function draw(context: CanvasRenderingContext2D, width: number, height: number, { sampleRate, leadNames, piece, sample, classes }: LiveStripProps): void {
  const perSample = (SPEED * pxPerMm()) / sampleRate;
  const x = (at: number): number => width - AHEAD - (piece.to - at) * perSample;
  const from = Math.max(piece.from, piece.to - (width - SIDE - AHEAD) / perSample);
  const leads = leadNames.slice(0, height < LOW ? 1 : 3);
  const each = (height - TOP) / leads.length;
  const bounds = leads.map((_, lead) => rangeOf(piece.leads[lead]!, Math.floor(from - piece.from)));
  const scale = Math.min(GAIN * pxPerMm(), (0.94 * each) / Math.max(0.2, ...bounds.map(([low, high]) => high - low)));
  context.strokeStyle = token('--grid-1');
  context.lineWidth = 1;
  context.beginPath();
  for (let at = Math.ceil(from / (sampleRate / 5)) * (sampleRate / 5); at <= piece.to; at += sampleRate / 5) {
    context.moveTo(Math.round(x(at)) + 0.5, TOP);
    context.lineTo(Math.round(x(at)) + 0.5, height);
  }
  context.stroke();
  leads.forEach((name, lead) => {
    const [low, high] = bounds[lead]!;
    const middle = TOP + (lead + 0.5) * each;
    const y = (mv: number): number => middle - (mv - (low + high) / 2) * scale;
    context.save();
    context.beginPath();
    context.rect(SIDE, TOP, width - SIDE, height - TOP);
    context.clip();
    context.strokeStyle = token('--trace');
    inTraceWidth(context, () => traceLead(context, [piece], lead, from, piece.to, x, y));
    context.restore();
    context.font = font(11, 600);
    context.textAlign = 'right';
    context.fillStyle = token('--ink');
    context.fillText(name, SIDE - 8, middle + 4);
  });
  for (let i = sample.length - 1; i >= 0 && sample[i]! >= from; i--) beat(context, x(sample[i]!), CLASSES[classes[i]!] ?? '');
  context.strokeStyle = token('--you');
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x(piece.to) + 1, TOP);
  context.lineTo(x(piece.to) + 1, height);
  context.stroke();
}

export function LiveStrip(props: LiveStripProps): ReactElement {
  const ref = useDrawing((context, width, height) => draw(context, width, height, props));
  return <canvas ref={ref} className="live-strip" role="img" aria-label={props.description} data-testid="live-strip" data-to={props.piece.to} data-version={props.version} />;
}
