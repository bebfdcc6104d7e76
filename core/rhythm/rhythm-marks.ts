/**
 * Findings as the rhythm marks of a WFDB annotation file, as far as PhysioNet's
 * lists have a code for them: `(VF`, `(ASYS`, `(VT`, `(IVR`, `(SVTA`, `(B`, `(T`,
 * `(AFL`, `(AFIB`, `(BII`, `(P`, `(AB`, `(BI`, `(SBR`. Pauses, third-degree block,
 * R on T, long QT and ST have none. Where several go on at once the more serious
 * one is marked, and the other again behind it. `(N` says that none of these goes
 * on, not that the rhythm is sinus: that is not assessed.
 */
import type { Finding, FindingKind } from './finding.ts';

/** Labels by kind, most serious first. */
const LABELS: readonly (readonly [FindingKind, string])[] = [
  ['ventricular-fibrillation', '(VF'],
  ['asystole', '(ASYS'],
  ['ventricular-tachycardia', '(VT'],
  ['idioventricular-rhythm', '(IVR'],
  ['supraventricular-run', '(SVTA'],
  ['ventricular-bigeminy', '(B'],
  ['ventricular-trigeminy', '(T'],
  ['atrial-flutter', '(AFL'],
  ['atrial-fibrillation', '(AFIB'],
  ['suspected-mobitz-block', '(BII'],
  ['suspected-two-to-one-block', '(BII'],
  ['suspected-wenckebach-block', '(BII'],
  ['paced-rhythm', '(P'],
  ['supraventricular-bigeminy', '(AB'],
  ['suspected-first-degree-block', '(BI'],
  ['bradycardia', '(SBR'],
];
const NONE = '(N';

export interface RhythmMark {
  sample: number;
  label: string;
}

/**
 * Changes of rhythm, ascending. The first stands at sample 0, so that a reader can
 * tell "none found" from "not looked for". A span holds its last R peak: the
 * change stands one sample behind it.
 */
export function rhythmMarks(findings: readonly Finding[]): RhythmMark[] {
  const spans = findings.flatMap(({ kind, from, to }) => {
    const rank = LABELS.findIndex(([name]) => name === kind);
    return rank < 0 ? [] : [{ from, to: to + 1, rank }];
  });
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const starts = [...spans].sort((a, b) => a.from - b.from);
  const open: typeof spans = [];
  const marks: RhythmMark[] = edges[0] === 0 ? [] : [{ sample: 0, label: NONE }];
  let next = 0;
  let current = marks.length === 0 ? '' : NONE;
  for (const edge of edges) {
    while (next < starts.length && starts[next]!.from <= edge) open.push(starts[next++]!);
    for (let i = open.length - 1; i >= 0; i--) if (open[i]!.to <= edge) open.splice(i, 1);
    const rank = open.reduce((least, span) => Math.min(least, span.rank), LABELS.length);
    const label = LABELS[rank]?.[1] ?? NONE;
    if (label === current) continue;
    marks.push({ sample: edge, label });
    current = label;
  }
  return marks;
}
