/** What a threshold cuts through, as a histogram: pale on the side that is no finding; a click or a drag moves the threshold. */
import { useMemo, type ReactElement } from 'react';

export interface ThresholdHistogramProps {
  from: number;
  to: number;
  bins: Uint32Array;
  /** Whether what lies below the threshold is counted. */
  below: boolean;
  /** The threshold as it is typed, and as it is kept. */
  value: number;
  was: number;
  /** What it shows, in words. */
  description: string;
  /** A number of the axis, in words. */
  inWords: (value: number) => string;
  /** Takes a place of the axis; absent where the threshold cannot be moved. */
  onPick?: (value: number) => void;
}

const WIDTH = 292;
const TALL = 26;
const HEIGHT = 38;
/** Room of the words of a number on the axis. */
const WORDS = 52;

export function ThresholdHistogram({ from, to, bins, below, value, was, description, inWords, onPick }: ThresholdHistogramProps): ReactElement {
  const x = (at: number): number => ((at - from) / (to - from)) * WIDTH;
  // By the root: one long pause beside a hundred short ones is still seen.
  const most = useMemo(() => Math.sqrt(Math.max(1, ...bins)), [bins]);
  const wide = WIDTH / bins.length;
  const at = Math.max(0, Math.min(WIDTH, x(value)));
  const pick = (event: React.PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onPick?.(from + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * (to - from));
  };
  return (
    <svg
      className={onPick ? 'cut move' : 'cut'}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={description}
      data-testid="threshold-histogram"
      onPointerDown={(event) => {
        if (!onPick || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pick(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && pick(event)}
    >
      {Array.from(bins, (n, bin) => {
        if (n === 0) return null;
        const middle = from + ((bin + 0.5) / bins.length) * (to - from);
        const tall = Math.max(2, (Math.sqrt(n) / most) * (TALL - 4));
        return <rect key={bin} x={bin * wide + 0.5} y={TALL - tall} width={wide - 1} height={tall} className={(below ? middle < value : middle >= value) ? 'in' : 'out'} />;
      })}
      <line x1={0} x2={WIDTH} y1={TALL + 0.5} y2={TALL + 0.5} className="base" />
      {value !== was && <line x1={x(was)} x2={x(was)} y1={0} y2={TALL} className="was" />}
      <line x1={at} x2={at} y1={0} y2={TALL} className="now" />
      <circle cx={at} cy={TALL + 0.5} r={3.5} className="now" />
      {at > WORDS + 10 && (
        <text x={0} y={HEIGHT - 1.5}>
          {inWords(from)}
        </text>
      )}
      {at < WIDTH - WORDS - 10 && (
        <text x={WIDTH} y={HEIGHT - 1.5} textAnchor="end">
          {inWords(to)}
        </text>
      )}
      <text x={Math.max(WORDS / 2, Math.min(WIDTH - WORDS / 2, at))} y={HEIGHT - 1.5} textAnchor="middle" className="here">
        {inWords(value)}
      </text>
    </svg>
  );
}
