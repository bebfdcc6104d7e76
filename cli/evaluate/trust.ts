/** How far the figures can be trusted, as the report and the table tell it (`core/scoring/trust.ts`). */
import type { Protocol } from '../../core/scoring/protocol.ts';
import { bootstrap, calibrationOf, perRecordOracle, placement, templatePurity, type Interval } from '../../core/scoring/trust.ts';
import { covered } from '../../core/scoring/labels.ts';
import type { EvaluationReport } from './result.ts';
import type { ScoredRecord } from './score.ts';

type Trust = NonNullable<EvaluationReport['trust']>;
type Noise = NonNullable<EvaluationReport['noise']>;

/** Noise of the stress test: from five minutes on, two minutes with and two without in turn. */
const FIRST_NOISE = 300;
const NOISE_SECONDS = 120;
const NAME = /^(\d+)e(_?)(\d+)$/;

/** Intervals, ceilings, calibration, templates and placement; null where no classes of the machine's were scored. */
export function trustOf(results: readonly ScoredRecord[], protocol: Protocol): Trust | null {
  const list = results.flatMap(({ beats }) => beats ?? []);
  if (list.length === 0) return null;
  // One model, or the five of the folds, which share their operating point.
  const { bias } = list[0]!;
  return {
    intervals: bootstrap(results.map(({ score }) => score), protocol),
    oracle: { S: perRecordOracle(list, 'S', protocol, bias), V: perRecordOracle(list, 'V', protocol, bias) },
    calibration: { S: calibrationOf(list, 'S'), V: calibrationOf(list, 'V') },
    templates: templatePurity(list),
    placement: placement(list),
  };
}

/** Figures of the noise stress test by signal-to-noise ratio, cleanest first; null for any other set. */
export function noiseOf(set: string, scored: readonly { record: string; result: ScoredRecord }[], summary: (part: readonly { record: string; result: ScoredRecord }[]) => Pick<Noise[number], 'qrs' | 'S' | 'V'>): Noise | null {
  if (set !== 'nstdb') return null;
  const levels = new Map<number, { record: string; result: ScoredRecord }[]>();
  for (const each of scored) {
    const name = NAME.exec(each.record);
    if (!name) continue;
    const snr = Number(name[3]) * (name[2] === '_' ? -1 : 1);
    levels.set(snr, [...(levels.get(snr) ?? []), each]);
  }
  return [...levels]
    .sort(([a], [b]) => b - a)
    .map(([snr, part]) => {
      let noisy = 0;
      let silent = 0;
      for (const { result } of part) {
        const end = FIRST_NOISE + result.score.scoredSeconds;
        for (let from = FIRST_NOISE; from < end; from += 2 * NOISE_SECONDS) {
          const to = Math.min(end, from + NOISE_SECONDS);
          noisy += to - from;
          silent += covered(result.beats?.unreadable ?? [], from, to);
        }
      }
      return { snr, ...summary(part), noisyAbstainedPercent: noisy > 0 ? (100 * silent) / noisy : 0 };
    });
}

function percent(value: number | null, digits = 2): string {
  return value === null ? '–' : value.toFixed(digits);
}

function range(interval: Interval | null): string {
  return interval === null ? '–' : `${interval.low.toFixed(1)}–${interval.high.toFixed(1)}`;
}

/** Lines of the table. */
export function trustLines({ trust, noise }: Pick<EvaluationReport, 'trust' | 'noise'>): string[] {
  const lines: string[] = [];
  if (trust) {
    const { intervals, oracle, calibration, templates, placement: placed } = trust;
    lines.push('', '95 % intervals over records (1000 draws), and F1 with the best threshold for each record:');
    for (const name of ['S', 'V'] as const) {
      const { se, ppv, f1 } = intervals[name];
      lines.push(`  ${name}  Se ${range(se)}  PPV ${range(ppv)}  F1 ${range(f1)}  oracle ${percent(oracle[name])}  calibration error ${percent(calibration[name].error, 4)}`);
    }
    lines.push(`Templates: ${percent(templates.all)} % of beats lie in one of their class, S ${percent(templates.S)} %, V ${percent(templates.V)} %; ${percent(templates.perRecord, 1)} a record, ${templates.most} at most`);
    if (placed) lines.push(`R peaks: ${percent(placed.within5)} % within 5 ms of the reference, ${percent(placed.within17)} % within 17 ms, 95 % within ${percent(placed.p95Ms, 1)} ms`);
  }
  if (noise) {
    lines.push('', 'SNR dB    QRS Se     PPV     sum    V F1    ~ of noisy time');
    for (const { snr, qrs, V, noisyAbstainedPercent } of noise) {
      const sum = qrs.se === null || qrs.ppv === null ? null : qrs.se + qrs.ppv;
      lines.push(`${String(snr).padStart(6)}  ${[qrs.se, qrs.ppv, sum, V.f1].map((value) => percent(value).padStart(8)).join('')}  ${percent(noisyAbstainedPercent).padStart(10)} %`);
    }
  }
  return lines;
}
