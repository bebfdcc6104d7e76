/** A finding by its RR intervals, with what stands before and behind; of fibrillation also what precedes the QRS complex inside and outside, averaged. */
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { CLASS_INDEX, CLASSES } from '../../../core/beats/classes.ts';
import { lowerBound } from '../../../core/beats/search.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { font, token, useDrawing } from '../../charts/canvas.ts';
import { clockSplits } from '../../charts/day-plot.ts';
import { count, tickWords } from '../../parts/format.ts';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { client, sayFailure, useSession } from '../../state/session.ts';
import { goToSample, useView } from '../../state/view.ts';

/** Seconds shown before and behind the episode: a fifth of it, within these. */
const AROUND = { least: 30, most: 300, share: 0.2 } as const;
/** Intervals outside are drawn at the edge, ms; those of a pause widen it, up to the most. */
const RANGE = { low: 250, high: 2000, most: 8000 } as const;
/** A longer one is no interval: there is no signal in between. */
const NONE = 10_000;
const GUTTER = 44;
const FOOT = 16;
/** Beats averaged on each side, evenly spread, and the time before the R peak that is shown, seconds. */
const AVERAGED = 64;
const BEFORE = 0.36;
/** The QRS complex begins about here, and is left out. */
const UNTIL = 0.06;

/** Rows of the beats of the sinus node or the atria within some rows, at most `AVERAGED`, evenly spread. */
function spread(classes: Uint8Array, from: number, to: number): number[] {
  const all: number[] = [];
  for (let row = from; row < to; row++) if (classes[row] === CLASS_INDEX.N || classes[row] === CLASS_INDEX.S) all.push(row);
  const step = Math.max(1, all.length / AVERAGED);
  return Array.from({ length: Math.min(AVERAGED, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

interface Mean {
  beats: number;
  mean: Float32Array;
  low: Float32Array;
  high: Float32Array;
}

/** Mean and the middle 70 percent of the first `until` samples of many traces of one length. */
export function meanOf(values: Float32Array, samples: number, until = samples): Mean {
  const beats = samples > 0 ? Math.floor(values.length / samples) : 0;
  const [mean, low, high] = [new Float32Array(until), new Float32Array(until), new Float32Array(until)];
  for (let i = 0; i < until; i++) {
    const at = Float32Array.from({ length: beats }, (_, beat) => values[beat * samples + i]!).filter((value) => !Number.isNaN(value)).sort();
    if (at.length === 0) {
      mean[i] = low[i] = high[i] = Number.NaN;
      continue;
    }
    mean[i] = at.reduce((sum, value) => sum + value, 0) / at.length;
    low[i] = at[Math.floor(0.15 * (at.length - 1))]!;
    high[i] = at[Math.ceil(0.85 * (at.length - 1))]!;
  }
  return { beats, mean, low, high };
}

function useMean(rows: readonly number[], lead: number): Mean | null {
  const caseId = useReview((review) => review.caseId);
  const beats = useReview((review) => review.beats);
  const [mean, setMean] = useState<Mean | null>(null);
  const keys = rows.map((row) => beats.key[row]!).join(' ');
  useEffect(() => {
    setMean(null);
    if (keys === '') return undefined;
    let wanted = true;
    client()
      .review.thumbnails({ caseId, keys: Int32Array.from(keys.split(' '), Number), lead, beforeSeconds: BEFORE, afterSeconds: 0 })
      .then(({ values, samples }) => wanted && setMean(meanOf(values, samples, Math.round(samples * (1 - UNTIL / BEFORE)))))
      .catch(sayFailure);
    return () => {
      wanted = false;
    };
  }, [caseId, keys, lead]);
  return mean;
}

function AtrialMean({ mean, room, title }: { mean: Mean | null; room: number; title: string }): ReactElement {
  const ref = useDrawing((context, width, height) => {
    if (!mean) return;
    const middle = mean.mean.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / Math.max(1, mean.mean.length);
    const y = (mv: number): number => height / 2 - ((mv - middle) / room) * (height - 10);
    const x = (i: number): number => (i / Math.max(1, mean.mean.length - 1)) * width;
    context.beginPath();
    mean.high.forEach((value, i) => (i === 0 ? context.moveTo(x(i), y(value)) : context.lineTo(x(i), y(value))));
    for (let i = mean.low.length - 1; i >= 0; i--) context.lineTo(x(i), y(mean.low[i]!));
    context.closePath();
    context.fillStyle = token('--band');
    context.fill();
    context.beginPath();
    mean.mean.forEach((value, i) => (i === 0 ? context.moveTo(x(i), y(value)) : context.lineTo(x(i), y(value))));
    context.strokeStyle = token('--ink');
    context.lineWidth = 1.5;
    context.stroke();
  });
  return (
    <figure>
      <figcaption>
        <b>{title}</b> <span className="q">{mean ? W.beats(mean.beats) : ''}</span>
      </figcaption>
      <canvas ref={ref} role="img" aria-label={`${title}: ${W.beats(mean?.beats ?? 0)}`} />
    </figure>
  );
}

/** Height of a mean, mV. */
function heightOf(mean: Mean | null): number {
  if (!mean) return 0;
  const part = mean.mean.filter((value) => !Number.isNaN(value));
  return part.length === 0 ? 0 : Math.max(...part) - Math.min(...part);
}

/** Whether waves before the QRS complex say something of a finding. */
const atrial = ({ kind }: Finding): boolean => kind === 'atrial-fibrillation' || kind === 'atrial-flutter';

/** Rows that are not averaged. */
const NO_ROWS: readonly number[] = [];

export function RrDetail({ finding }: { finding: Finding }): ReactElement {
  const study = useReview((review) => review.study);
  const beats = useReview((review) => review.beats);
  const classes = useReview((review) => review.derived.classes);
  const counted = useReview((review) => review.derived.counted);
  const theme = useSession((session) => session.theme);
  const lead = useView((view) => view.firstLead);
  const rate = rateOf(study);
  const start = startOf(study);
  const seconds = (finding.to - finding.from) / rate;
  const around = Math.max(AROUND.least, Math.min(AROUND.most, AROUND.share * seconds)) * rate;
  const [first, last] = [lowerBound(beats.sample, finding.from - around), lowerBound(beats.sample, finding.to + around)];
  const [inFrom, inTo] = [lowerBound(beats.sample, finding.from), lowerBound(beats.sample, finding.to + 1)];
  const waves = atrial(finding);
  const inside = useMemo(() => (waves ? spread(classes, inFrom, inTo) : NO_ROWS), [waves, classes, inFrom, inTo]);
  const outside = useMemo(() => (waves ? [...spread(classes, first, inFrom), ...spread(classes, inTo, last)] : NO_ROWS), [waves, classes, first, inFrom, inTo, last]);
  const [within, without] = [useMean(inside, lead), useMean(outside, lead)];
  const from = Math.max(0, finding.from - around);
  const to = Math.min(study?.recording.sampleCount ?? finding.to, finding.to + around);
  const x = (sample: number, width: number): number => GUTTER + ((sample - from) / Math.max(1, to - from)) * (width - GUTTER - 8);
  const rrAt = (row: number): number => (counted[row] !== 1 || counted[row - 1] !== 1 ? Number.NaN : (1000 * (beats.sample[row]! - beats.sample[row - 1]!)) / rate);
  const ref = useDrawing((context, width, height) => {
    let high: number = RANGE.high;
    let longest = -1;
    for (let row = Math.max(1, first); row < last; row++) {
      const ms = rrAt(row);
      if (!(ms <= NONE)) continue;
      if (row > inFrom && row < inTo && !(ms <= rrAt(longest))) longest = row;
      if (!waves && ms > high) high = Math.min(RANGE.most, 1.1 * ms);
    }
    const y = (ms: number): number => 4 + ((high - Math.max(RANGE.low, Math.min(high, ms))) / (high - RANGE.low)) * (height - FOOT - 8);
    const [left, right] = [x(finding.from, width), x(finding.to, width)];
    context.fillStyle = token('--sunk');
    context.fillRect(left, 0, right - left, height - FOOT);
    context.fillStyle = token('--you');
    for (const at of [left, right]) context.fillRect(at - 0.5, 0, 1, height - FOOT);
    context.font = font(10);
    context.textAlign = 'right';
    const step = high > 4000 ? 2000 : high > RANGE.high ? 1000 : 500;
    for (let ms = step; ms < high; ms += step) {
      context.fillStyle = token('--line-2');
      context.fillRect(GUTTER, y(ms), width - GUTTER - 8, 0.5);
      context.fillStyle = token('--ink-3');
      context.fillText(count(ms), GUTTER - 6, y(ms) + 3);
    }
    for (let row = Math.max(1, first); row < last; row++) {
      const ms = rrAt(row);
      if (!(ms <= NONE)) continue;
      const of = CLASSES[classes[row]!] ?? 'N';
      context.fillStyle = of === 'N' ? token('--ink-2') : token(`--c-${of}`);
      const size = of === 'N' ? 2.2 : 3.4;
      context.fillRect(x(beats.sample[row]!, width) - size / 2, y(ms) - size / 2, size, size);
    }
    if (longest >= 0 && rrAt(longest) > RANGE.high) {
      context.textAlign = 'left';
      context.font = font(10, 600);
      context.fillStyle = token('--you-ink');
      context.fillText(`${count(Math.round(rrAt(longest)))} ms`, Math.min(x(beats.sample[longest]!, width) + 6, width - 60), y(rrAt(longest)) + 3.5);
      context.font = font(10);
    }
    context.textAlign = 'center';
    context.fillStyle = token('--ink-3');
    const ticks = clockSplits(start, from / rate, to / rate, 8).filter((at) => x(at * rate, width) > GUTTER + 14 && x(at * rate, width) < width - 22);
    const words = tickWords(start, ticks, (study?.recording.sampleCount ?? 0) / rate, to - from < 600 * rate ? 'seconds' : 'minutes');
    for (const [i, at] of ticks.entries()) {
      context.fillText(words[i]!, x(at * rate, width), height - 4);
    }
  });
  const room = Math.max(0.08, 1.6 * heightOf(within), 1.6 * heightOf(without));
  return (
    <section className={waves ? 'rr-detail of-atria' : 'rr-detail'} aria-label={WF.af.title} data-testid="rr-detail" data-inside={inside.length} data-outside={outside.length}>
      <div className="bar">
        <h2>{WF.af.title}</h2>
        <span className="q">{WF.af.hint}</span>
        <span className="sp q">{waves ? WF.af.waves(study?.recording.leads[lead]?.name ?? '') : ''}</span>
      </div>
      <div className="parts" data-theme={theme}>
        <canvas
          ref={ref}
          role="img"
          aria-label={WF.af.words(count(Math.max(0, inTo - inFrom)))}
          data-testid="tachogram"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            goToSample(from + ((event.clientX - box.left - GUTTER) / Math.max(1, box.width - GUTTER - 8)) * (to - from));
          }}
        />
        {waves && <AtrialMean mean={within} room={room} title={WF.af.inside} />}
        {waves && <AtrialMean mean={without} room={room} title={WF.af.outside} />}
      </div>
    </section>
  );
}
