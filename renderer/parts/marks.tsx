/** Class marks: N dot, S triangle, V square, F diamond, Q ring, X cross. Shape and letter carry the class, colour only helps. */
import type { ReactElement } from 'react';
import type { BeatClass } from '../../core/beats/classes.ts';

export interface Shape {
  d: string;
  filled: boolean;
}

/** SVG path of a class mark about (x, y) with half size r. */
export function shapeOf(beatClass: BeatClass, x: number, y: number, r: number): Shape {
  switch (beatClass) {
    case 'N':
      return { d: `M${x - r * 0.62} ${y}a${r * 0.62} ${r * 0.62} 0 1 0 ${r * 1.24} 0a${r * 0.62} ${r * 0.62} 0 1 0 ${-r * 1.24} 0`, filled: true };
    case 'S':
      return { d: `M${x} ${y - r}L${x + r} ${y + r * 0.8}H${x - r}Z`, filled: true };
    case 'V':
      return { d: `M${x - r * 0.85} ${y - r * 0.85}h${r * 1.7}v${r * 1.7}h${-r * 1.7}Z`, filled: true };
    case 'F':
      return { d: `M${x} ${y - r * 1.15}L${x + r * 1.15} ${y}L${x} ${y + r * 1.15}L${x - r * 1.15} ${y}Z`, filled: true };
    case 'Q':
      return { d: `M${x - r * 0.8} ${y}a${r * 0.8} ${r * 0.8} 0 1 0 ${r * 1.6} 0a${r * 0.8} ${r * 0.8} 0 1 0 ${-r * 1.6} 0`, filled: false };
    case 'X':
      return { d: `M${x - r * 0.75} ${y - r * 0.75}l${r * 1.5} ${r * 1.5}m0 ${-r * 1.5}l${-r * 1.5} ${r * 1.5}`, filled: false };
  }
}

export function Mark({ of, size = 10 }: { of: BeatClass; size?: number }): ReactElement {
  const shape = shapeOf(of, size / 2, size / 2, size / 2 - 0.8);
  return (
    <svg className="mk" width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      {shape.filled ? <path d={shape.d} fill={`var(--c-${of})`} /> : <path d={shape.d} fill="none" stroke={`var(--c-${of})`} strokeWidth="1.6" />}
    </svg>
  );
}
