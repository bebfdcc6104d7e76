/** The figures as a person reads them: ratios and medians first, then where the time goes. */
import type { BenchmarkReport, BenchmarkResult } from '../../core/contract/benchmark-report.ts';

const HEAD = ['', 'ratio', 'median s', 'spread s', 'runs', 'core s', 'beats/s', 'peak MB', 'above idle'];

/** Lines of the table. */
export function tableOf(report: BenchmarkReport): string[] {
  const { machine, results } = report;
  const width = Math.max(...results.map(({ name }) => name.length)) + 2;
  const ordered = [...results.filter(hasRatio), ...results.filter((one) => !hasRatio(one))];
  const lines = [
    `Isoline ${machine.program} on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, Node ${machine.node}`,
    ...(report.loadBefore === null ? [] : [`Before it began ${report.loadBefore.toFixed(1)} processes wanted a core${report.loadBefore > 0.5 ? ': these figures are of a busy machine' : ''}.`]),
    ...(report.device ? [`The network runs on ${report.device.name} (${report.device.reason}).`] : []),
    ...(report.quick ? ['Quick run: minutes stand in for hours, once. It shows that everything works, not how fast it is.'] : []),
    '',
    row(HEAD, width),
    ...ordered.map((one) =>
      row([one.name, one.ratioToUnfused === null ? '' : `${one.ratioToUnfused.toFixed(1)} ×`, one.seconds.toFixed(3), one.spread.toFixed(3), String(one.repetitions), one.coreSeconds === null ? '' : one.coreSeconds.toFixed(2), one.beatsPerSecond === null ? '' : String(one.beatsPerSecond), megabytes(one.peakMb), megabytes(one.peakAboveIdleMb)], width),
    ),
    '',
    ...ordered.filter(({ stages }) => Object.keys(stages).length > 1).map((one) => stagesOf(one, width)),
  ];
  const joules = results.filter((one) => typeof one.joules === 'number');
  lines.push('', ...(joules.length === 0 ? ['Energy is not measurable here: this computer tells none. Core s stand for it.'] : joules.map((one) => `${one.name.padEnd(width)}${one.joules!.toFixed(1)} J`)));
  if (report.idleMb === null && results.every(({ peakMb }) => peakMb === null)) lines.push('', 'Memory is not measurable here.');
  const notes = [...new Set(results.filter(({ note }) => note !== '').map(({ name, note }) => `${name}: ${note}`))];
  if (notes.length > 0) lines.push('', ...notes);
  lines.push('', report.notice);
  return lines;
}

function hasRatio({ ratioToUnfused }: BenchmarkResult): boolean {
  return ratioToUnfused !== null;
}

function megabytes(value: number | null): string {
  return value === null ? '' : value.toFixed(0);
}

function row(cells: readonly string[], width: number): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(width) : cell.padStart(11))).join('').trimEnd();
}

function stagesOf({ name, device, stages }: BenchmarkResult, width: number): string {
  const parts = Object.entries(stages).map(([stage, seconds]) => `${stage} ${seconds.toFixed(3)}`);
  return `${name.padEnd(width)}${device}: ${parts.join(', ')}`;
}
