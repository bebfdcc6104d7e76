/** The live scan: the newest beats one over the other in up to three leads, the newest in the colour of its class. */
import { useEffect, useRef, type ReactElement } from 'react';
import { CLASSES } from '../../../core/beats/classes.ts';
import { font, token, useDrawing, useSize } from '../../charts/canvas.ts';
import { lineColour } from '../../charts/thumb.tsx';
import { count, fixed, moment } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WX } from '../../parts/words-scan.ts';
import { Key } from '../../sections/key.tsx';
import { useActions } from '../../state/keys.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { changeScanSpeed, endScan, forgetScan, SCAN_AFTER_MS, SCAN_BEFORE_MS, scannedBeats, scanShare, stepScan, toggleScan, TRAIL, useScan } from '../../state/scan.ts';
import { useSession } from '../../state/session.ts';

/** mV that the picture holds above and below the isoelectric line at the least. */
const ROOM = 1.2;

function Lead({ place, name, room }: { place: number; name: string; room: { low: number; high: number } }): ReactElement {
  const version = useScan((scan) => scan.version);
  const row = useScan((scan) => scan.row);
  const classes = useReview((review) => review.derived.classes);
  const theme = useSession((session) => session.theme);
  const frame = useRef<HTMLElement>(null);
  const size = useSize(frame);
  const ref = useDrawing((context, width, height) => {
    const beats = scannedBeats(place);
    const y = (mv: number): number => 4 + ((room.high - mv) / (room.high - room.low)) * (height - 22);
    const x = (i: number, samples: number): number => (i / Math.max(1, samples - 1)) * width;
    context.strokeStyle = token('--line');
    context.lineWidth = 1;
    const peak = (SCAN_BEFORE_MS / (SCAN_BEFORE_MS + SCAN_AFTER_MS)) * width;
    context.beginPath();
    context.moveTo(peak, 0);
    context.lineTo(peak, height - 16);
    context.stroke();
    context.font = font(10);
    context.fillStyle = token('--ink-3');
    context.textAlign = 'center';
    for (const ms of [-200, 0, 200, 400]) context.fillText(ms === 0 ? '0 ms' : String(ms), ((ms + SCAN_BEFORE_MS) / (SCAN_BEFORE_MS + SCAN_AFTER_MS)) * width, height - 4);
    context.textAlign = 'right';
    for (let mv = Math.ceil(room.low); mv <= room.high; mv++) {
      context.globalAlpha = 1;
      context.beginPath();
      context.moveTo(0, Math.round(y(mv)) + 0.5);
      context.lineTo(width, Math.round(y(mv)) + 0.5);
      context.stroke();
      if (y(mv) > 12) context.fillText(`${fixed(mv, 0)} mV`, width - 4, y(mv) - 3);
    }
    context.lineJoin = 'round';
    for (const { row: at, values, ago } of beats) {
      const of = CLASSES[classes[at] ?? 0] ?? 'N';
      // What is not N stays in its colour, so that it is still seen when the next has come.
      context.strokeStyle = ago === 0 && of === 'N' ? token('--ink') : lineColour(of);
      context.globalAlpha = ago === 0 ? 1 : (of === 'N' ? 0.3 : 0.6) * (1 - ago / TRAIL);
      context.lineWidth = ago === 0 ? 1.8 : 1;
      context.beginPath();
      let pen = false;
      for (let i = 0; i < values.length; i++) {
        const mv = values[i]!;
        if (Number.isNaN(mv)) {
          pen = false;
          continue;
        }
        if (pen) context.lineTo(x(i, values.length), y(mv));
        else context.moveTo(x(i, values.length), y(mv));
        pen = true;
      }
      context.stroke();
    }
    context.globalAlpha = 1;
  });
  return (
    <figure ref={frame} data-size={`${size.width} ${version} ${row} ${theme}`}>
      <figcaption>
        <b>{name}</b>
      </figcaption>
      <canvas ref={ref} role="img" aria-label={name} data-testid={`scan-${place}`} />
    </figure>
  );
}

/** Height of the picture, the same in all leads so that their zero lines are level: that of the largest template's average, and some room; mV. */
function roomOf(averages: readonly (readonly Float32Array[])[], leads: readonly number[], places: readonly number[]): { low: number; high: number } {
  let [low, high] = [-ROOM, ROOM];
  for (const average of averages) {
    for (const place of places) {
      for (const value of average[leads.indexOf(place)] ?? []) {
        low = Math.min(low, 1.15 * value);
        high = Math.max(high, 1.15 * value);
      }
    }
  }
  return { low, high };
}

export function ScanView(): ReactElement {
  const { row, playing, speed, leads } = useScan();
  const study = useReview((review) => review.study);
  const beats = useReview((review) => review.beats);
  const templates = useReview((review) => review.templates);
  const classes = useReview((review) => review.derived.classes);
  const caseId = useReview((review) => review.caseId);
  useEffect(() => forgetScan, [caseId]);
  useActions({
    'scan-pause': toggleScan,
    'scan-back': () => stepScan(-1),
    'scan-on': () => stepScan(1),
    'scan-faster': () => changeScanSpeed(1),
    'scan-slower': () => changeScanSpeed(-1),
    'scan-here': endScan,
  });
  const rate = rateOf(study);
  const sample = beats.sample[row] ?? 0;
  const of = CLASSES[classes[row] ?? 0] ?? 'N';
  const before = row > 0 ? Math.round((1000 * (sample - beats.sample[row - 1]!)) / rate) : null;
  const room = roomOf(templates.slice(0, 12).map(({ average }) => average), study?.run?.leads ?? [], leads);
  return (
    <section className="sec-template sec-scan" aria-label={WX.title} data-testid="scan" data-row={row} data-playing={playing} data-speed={speed}>
      <div className="bar">
        <h2>{WX.title}</h2>
        <button type="button" className="btn small" onClick={toggleScan} data-testid="scan-pause">
          {playing ? WX.pause : WX.play} <Key mode="scan">Space</Key>
        </button>
        <span className="m scan-at">
          <Mark of={of} /> {moment(startOf(study), sample / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds')}
          {before === null ? '' : `, RR ${count(before)} ms`}
        </span>
        <span className="sp q">
          <button type="button" className="ic" aria-label={WX.slower} title={WX.slower} onClick={() => changeScanSpeed(-1)}>
            −
          </button>{' '}
          {WX.speed(speed)}{' '}
          <button type="button" className="ic" aria-label={WX.faster} title={WX.faster} onClick={() => changeScanSpeed(1)} data-testid="scan-faster">
            +
          </button>
          <button type="button" className="btn small" onClick={endScan} data-testid="scan-here">
            {WX.here} <Key mode="scan">Enter</Key>
          </button>
        </span>
      </div>
      <div className="panels">
        {leads.map((lead, place) => (
          <Lead key={lead} place={place} name={study?.recording.leads[lead]?.name ?? ''} room={room} />
        ))}
      </div>
      <div className="scan-way" role="progressbar" aria-label={WX.way} aria-valuenow={Math.round(100 * scanShare())} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${100 * scanShare()}%` }} />
        <span className="q">
          {WX.of(row + 1, beats.key.length)} {moment(startOf(study), sample / rate, (study?.recording.sampleCount ?? 0) / rate)}
        </span>
      </div>
    </section>
  );
}
