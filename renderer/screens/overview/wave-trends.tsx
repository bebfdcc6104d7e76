/** QT, QTc and ST over the day: linked with the day above, each number opens its minute. */
import { useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { QT_FORMULA_NAMES } from '../../../core/waves/intervals.ts';
import type { FindingKind } from '../../../core/rhythm/finding.ts';
import { settingsFrom, THRESHOLDS_SETTING } from '../../../core/rhythm/thresholds.ts';
import type { WaveTrends as Trends } from '../../../core/rhythm/wave-trends.ts';
import { rangeOf, WaveTrend, type TrendLine } from '../../charts/wave-trend.tsx';
import { fixed, moment } from '../../parts/format.ts';
import { WY } from '../../parts/words-diary.ts';
import { stateOf } from '../../state/events.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { client, openTab, sayFailure, useSession } from '../../state/session.ts';
import { currentRow, openSpan, useView } from '../../state/view.ts';

/** Dashes by which leads are told apart. */
const DASHES: readonly (readonly number[])[] = [[], [5, 3], [2, 2], [8, 2, 2, 2]];
const MINUTE = 60;

function useTrends(): Trends | null {
  const caseId = useReview((review) => review.caseId);
  // Asked for anew whenever the tables are: an edit may have taken a span away.
  const tables = useReview((review) => review.tables);
  const [trends, setTrends] = useState<Trends | null>(null);
  useEffect(() => {
    if (tables === null) return;
    let gone = false;
    client()
      .review.waveTrends({ caseId })
      .then((answer) => !gone && setTrends(answer))
      .catch(sayFailure);
    return () => {
      gone = true;
    };
  }, [caseId, tables]);
  return trends;
}

/** Place of the least (or greatest) value, -1 where there is none. */
function extreme(values: Float32Array, sign: 1 | -1): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!) && (best < 0 || sign * values[i]! > sign * values[best]!)) best = i;
  return best;
}

function median(values: Float32Array): number | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted.length === 0 ? null : sorted[sorted.length >> 1]!;
}

export function WaveTrends(): ReactElement {
  const trends = useTrends();
  const { study, findings, events, tables, settings, beats } = useReview();
  const brush = useView((view) => view.brush);
  const theme = useSession((session) => session.theme);
  const sampleRate = rateOf(study);
  const startMs = startOf(study);
  const seconds = Math.max(1, (study?.recording.sampleCount ?? 1) / sampleRate);
  const limits = settingsFrom(settings[THRESHOLDS_SETTING]);
  const names = study?.recording.leads.map(({ name }) => name) ?? [];
  const used = study?.run && study.run.leads.length > 0 ? study.run.leads : names.map((_, i) => i);
  const nameOf = (lead: number): string => names[used[lead] ?? -1] ?? String(lead + 1);
  const lines = useMemo(() => {
    if (!trends) return { qt: [], st: [] };
    const at = trends.from.map((sample) => sample / sampleRate + MINUTE / 2);
    const qt: TrendLine[] = [
      { name: 'QT', at, value: trends.qt, dash: [], strong: false },
      { name: 'QTc', at, value: trends.qtc, dash: [], strong: true },
    ];
    const st = trends.st.map(({ lead, from, level }, i): TrendLine => ({ name: String(lead), at: from.map((sample) => sample / sampleRate + MINUTE / 2), value: level, dash: DASHES[i % DASHES.length]!, strong: true }));
    return { qt, st };
  }, [trends, sampleRate]);
  if (!trends) return <p className="q empty" />;
  if (trends.from.length === 0 && trends.st.length === 0) return <p className="q empty">{tables?.waves ? WY.trends.nothing : WY.trends.none}</p>;

  const when = (sample: number): string => moment(startMs, sample / sampleRate, seconds);
  const open = (sample: number): void => {
    openSpan(sample, sample + MINUTE * sampleRate, WY.trends.minute(when(sample)));
    openTab('beats');
  };
  const at = (sample: number | undefined, words: ReactNode): ReactNode =>
    sample === undefined ? (
      '–'
    ) : (
      <button type="button" className="num" onClick={() => open(sample)}>
        {words} <span className="q">{when(sample)}</span>
      </button>
    );
  const go = (at: number): void => open(Math.max(0, Math.floor(at / MINUTE) * MINUTE * sampleRate));
  const spansOf = (...kinds: FindingKind[]): { from: number; to: number }[] => (findings ?? []).filter((finding) => kinds.includes(finding.kind) && stateOf(events, finding) !== 'rejected').map(({ from, to }) => ({ from: from / sampleRate, to: to / sampleRate }));
  const row = currentRow();
  const shared = { seconds, startMs, brush, place: row < 0 ? null : beats.sample[row]! / sampleRate, theme, onGo: go, onBrush: (next: { from: number; to: number }) => useView.setState({ brush: next }) };
  const longest = extreme(trends.qtc, 1);
  const middle = median(trends.qtc);
  return (
    <div className="trends" data-testid="wave-trends">
      <WaveTrend {...shared} lines={lines.qt} range={rangeOf(lines.qt, [340, limits.qtcLongMs], 20)} levels={[limits.qtcMs, limits.qtcLongMs].map((value) => ({ value, name: String(value) }))} spans={spansOf('qt-prolonged')} description={WY.trends.picture(WY.trends.qt, trends.from.length)} testid="trend-qt" />
      <dl>
        <dt>{WY.trends.qt}</dt>
        <dd>
          <b>{WY.trends.qtc(QT_FORMULA_NAMES[trends.formula])}</b>
        </dd>
        <dt>{WY.trends.median}</dt>
        <dd>{middle === null ? '–' : Math.round(middle)}</dd>
        <dt>{WY.trends.longest}</dt>
        <dd data-testid="longest-qtc">{at(trends.from[longest], Math.round(trends.qtc[longest] ?? 0))}</dd>
      </dl>
      <WaveTrend {...shared} lines={lines.st} range={rangeOf(lines.st, [-2 * limits.stMv, 2 * limits.stMv], 0.1)} levels={[-limits.stMv, 0, limits.stMv].map((value) => ({ value, name: fixed(value, 1) }))} spans={spansOf('st-depression', 'st-elevation')} description={WY.trends.picture(WY.trends.st, trends.from.length)} testid="trend-st" />
      <dl>
        {trends.st.slice(0, 4).map(({ lead, from, level }, i) => {
          const low = extreme(level, -1);
          const high = extreme(level, 1);
          const far = Math.abs(level[low] ?? 0) > Math.abs(level[high] ?? 0) ? low : high;
          return (
            <div key={lead}>
              <dt>
                <svg width="20" height="6" aria-hidden="true">
                  <path d="M0 3h20" stroke="currentColor" strokeDasharray={DASHES[i % DASHES.length]!.join(' ')} />
                </svg>{' '}
                {nameOf(lead)}
              </dt>
              <dd>{at(from[far], fixed(level[far] ?? 0, 2))}</dd>
            </div>
          );
        })}
        {trends.narrow.length > 0 && <dd className="q narrow">{WY.trends.narrow(trends.narrow.map(nameOf).join(', '))}</dd>}
      </dl>
      <p className="q">{WY.trends.hint}</p>
    </div>
  );
}
