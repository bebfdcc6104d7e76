/** What a benchmark found: the computer, ours beside the unfused way, and every figure. */
import type { ReactElement, ReactNode } from 'react';
import { PRINTED, PRINTED_HOURS, type BenchmarkReport, type BenchmarkResult } from '../../../core/contract/benchmark-report.ts';
import { LOCAL_DEVICES } from '../../../core/contract/device.ts';
import { Fact } from '../../parts/controls.tsx';
import { count, fixed, momentHere } from '../../parts/format.ts';
import { WM } from '../../parts/words-benchmark.ts';
import { deviceName } from '../../parts/words-devices.ts';
import { lengthOf, nameOf, times, took } from './benchmark-words.ts';

/** More processes than this that wanted a core before the run make it one of a busy computer. */
const BUSY_LOAD = 0.5;

function deviceIn(name: string): string {
  const device = LOCAL_DEVICES.find((one) => one === name);
  return device ? deviceName(device) : name;
}

/** The computer, and what must be known of the run. */
export function MachineFacts({ report }: { report: BenchmarkReport }): ReactElement {
  const { machine, device, loadBefore } = report;
  const cautions = [...(report.quick ? [WM.ofQuick] : []), ...((loadBefore ?? 0) > BUSY_LOAD ? [WM.ofBusy(fixed(loadBefore!, 1))] : []), ...(report.disturbed ? [WM.ofDisturbed] : [])];
  return (
    <div className="block" data-testid="benchmark-machine">
      <h3>{WM.taken(momentHere(report.takenAt))}</h3>
      {cautions.map((words) => (
        <p key={words} className="caution">
          {words}
        </p>
      ))}
      <dl className="machine">
        <Fact term={WM.facts.processor}>{machine.cpu}</Fact>
        <Fact term={WM.facts.cores}>{count(machine.cores)}</Fact>
        <Fact term={WM.facts.memory}>{WM.units.gigabytes(fixed(machine.memoryGb, 1))}</Fact>
        <Fact term={WM.facts.system}>{machine.os}</Fact>
        <Fact term={WM.facts.program}>{`Isoline ${machine.program}, Node ${machine.node}, ${WM.kernels[machine.kernels]}`}</Fact>
        {device && (
          <Fact term={WM.facts.device}>
            {deviceIn(device.name)}
          </Fact>
        )}
      </dl>
    </div>
  );
}

/** Stages that find the beats, and what the network is told of them besides their signal. */
const SEGMENTING = ['filter', 'detect', 'pacing', 'context', 'evidence'] as const;

function Cell({ of, note }: { of: ReactNode; note?: string }): ReactElement {
  return (
    <td className="figure">
      {of}
      {note !== undefined && <span className="q">{note}</span>}
    </td>
  );
}

/** Ours, the unfused way on the same computer, and what was printed; nothing where it was not measured. */
export function BesideUnfused({ results }: { results: readonly BenchmarkResult[] }): ReactElement | null {
  const named = (name: string): BenchmarkResult | undefined => results.find((one) => one.name === name);
  const ours = named('3h-1lead-classify');
  const whole = named('3h-1lead-warm');
  const unfused = named('unfused-3h');
  if (!ours?.recording || !whole || !unfused) return null;
  const printed = ours.recording.hours === PRINTED_HOURS;
  const { ratioToUnfused } = whole;
  const { segmentation, cwt, network } = unfused.stages;
  // As it is printed, digit by digit.
  const print = (seconds: number): ReactElement => <Cell of={printed ? WM.units.seconds(fixed(seconds, 2)) : ''} />;
  const beats = SEGMENTING.reduce((sum, stage) => sum + (whole.stages[stage] ?? 0), 0);
  const stage = (seconds: number | undefined): ReactNode => (seconds === undefined ? '' : took(seconds));
  return (
    <div className="block" data-testid="benchmark-beside" data-ratio={ratioToUnfused ?? ''}>
      <h3>{WM.beside.title}</h3>
      <table className="lines low beside">
        <thead>
          <tr>
            <td>{'\u00a0'}</td>
            <th className="figure">{WM.beside.head.ours}</th>
            <th className="figure">{WM.beside.head.unfused}</th>
            <th className="figure">{printed ? WM.beside.head.printed : '\u00a0'}</th>
          </tr>
        </thead>
        <tbody>
          <tr className="ratio">
            <th scope="row">{WM.beside.ratio}</th>
            <td>{'\u00a0'}</td>
            <Cell of={ratioToUnfused === null ? WM.beside.void : <b data-testid="benchmark-ratio">{times(ratioToUnfused)}</b>} />
            <Cell of={printed ? <b>{times(PRINTED.whole / whole.seconds)}</b> : ''} />
          </tr>
          <tr>
            <th scope="row">{WM.beside.segmentation}</th>
            <Cell of={took(beats)} />
            <Cell of={stage(segmentation)} />
            {print(PRINTED.segmentation)}
          </tr>
          <tr>
            <th scope="row">{WM.beside.transform}</th>
            <td className="figure" rowSpan={2}>
              {took(ours.seconds)}
              <span className="q">{WM.beside.both}</span>
            </td>
            <Cell of={stage(cwt)} />
            {print(PRINTED.transform)}
          </tr>
          <tr>
            <th scope="row">{WM.beside.network}</th>
            <Cell of={stage(network)} note={WM.beside.one} />
            {print(PRINTED.network)}
          </tr>
          <tr>
            <th scope="row">{WM.beside.all}</th>
            <Cell of={took(whole.seconds)} />
            <Cell of={took(unfused.seconds)} />
            {print(PRINTED.whole)}
          </tr>
        </tbody>
      </table>
      <p className="q">{WM.beside.what(lengthOf(ours.recording.hours), count(ours.beats ?? 0))}</p>
      {printed && <p className="q">{WM.beside.printed}</p>}
    </div>
  );
}

function FigureRow({ result, memory, energy }: { result: BenchmarkResult; memory: boolean; energy: boolean }): ReactElement {
  const { seconds, spread, repetitions, coreSeconds, beatsPerSecond, peakMb, peakAboveIdleMb, joules, ratioToUnfused } = result;
  const { what, of } = nameOf(result);
  return (
    <tr data-testid="benchmark-figure" data-name={result.name}>
      <th scope="row">
        {what}
        {ratioToUnfused !== null && <b className="mark">{times(ratioToUnfused)}</b>}
        <span className="q">{of}</span>
      </th>
      <td className="figure">{took(seconds)}</td>
      <td className="figure">{repetitions > 1 ? took(spread) : ''}</td>
      <td className="figure">{count(repetitions)}</td>
      <td className="figure">{coreSeconds === null ? '' : took(coreSeconds)}</td>
      <td className="figure">{beatsPerSecond === null ? '' : count(beatsPerSecond)}</td>
      {memory && <td className="figure">{peakMb === null ? '' : WM.units.megabytes(count(Math.round(peakMb)))}</td>}
      {memory && <td className="figure">{peakAboveIdleMb === null ? '' : WM.units.megabytes(count(Math.round(peakAboveIdleMb)))}</td>}
      {energy && <td className="figure">{typeof joules === 'number' ? WM.units.joules(fixed(joules, 1)) : ''}</td>}
    </tr>
  );
}

/** Every figure, those with a ratio first. */
export function AllFigures({ report }: { report: BenchmarkReport }): ReactElement {
  const { results } = report;
  const hasRatio = ({ ratioToUnfused }: BenchmarkResult): boolean => ratioToUnfused !== null;
  const memory = results.some(({ peakMb }) => peakMb !== null);
  const energy = results.some(({ joules }) => typeof joules === 'number');
  const { head } = WM;
  return (
    <div className="block">
      <h3>{WM.table}</h3>
      <table className="lines figures" data-testid="benchmark-figures" data-count={results.length}>
        <thead>
          <tr>
            <th>{head.what}</th>
            {[head.median, head.spread, head.runs, head.cores, head.rate, ...(memory ? [head.peak, head.above] : []), ...(energy ? [head.joules] : [])].map((words) => (
              <th key={words} className="figure">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...results.filter(hasRatio), ...results.filter((one) => !hasRatio(one))].map((one) => (
            <FigureRow key={one.name} result={one} memory={memory} energy={energy} />
          ))}
        </tbody>
      </table>
      <p className="q">{[WM.median, ...(memory ? [] : [WM.noMemory]), ...(energy ? [] : [WM.noEnergy])].join(' ')}</p>
      <p className="q" lang="en">
        {report.notice}
      </p>
    </div>
  );
}
