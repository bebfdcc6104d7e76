/** A computer that is measured at once: what it found is made. */
import { PRINTED_HOURS, type BenchmarkReport, type BenchmarkResult } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkState } from '../../core/contract/benchmark.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { notice } from '../../core/contract/notice.ts';

const SHORT = { hours: PRINTED_HOURS, leads: 1, sampleRate: 360 };
const DAY = { hours: 24, leads: 3, sampleRate: 250 };
const PATCH = { hours: 336, leads: 1, sampleRate: 200 };

const figure = (name: BenchmarkResult['name'], seconds: number, more: Partial<BenchmarkResult> = {}): BenchmarkResult => ({ name, device: 'cpu', seconds, ratioToUnfused: null, peakMb: null, peakAboveIdleMb: null, coreSeconds: null, joules: null, beatsPerSecond: null, spread: seconds / 10, repetitions: 5, beats: null, recording: DAY, stages: {}, note: '', ...more });

/** Figures of a whole run on two cores, some of them. */
export function madeFigures(): BenchmarkReport {
  return {
    takenAt: '2026-11-22T16:30:00.000Z',
    machine: { cpu: 'AMD EPYC', cores: 2, memoryGb: 23.5, os: 'Linux 6.18 x64', node: '24.21.0', program: '0.1.0', kernels: 'wasm' },
    quick: false,
    idleMb: 52.5,
    loadBefore: 0.1,
    disturbed: false,
    device: { name: 'cpu', reason: 'processor: there is no other device here' },
    results: [
      figure('3h-1lead-classify', 0.22, { recording: SHORT, beats: 13_941, beatsPerSecond: 63_368, ratioToUnfused: 28.4, stages: { classify: 0.22 } }),
      figure('3h-1lead-warm', 0.52, { recording: SHORT, beats: 13_941, beatsPerSecond: 26_810, ratioToUnfused: 12.5, coreSeconds: 0.9, stages: { filter: 0.05, detect: 0.08, pacing: 0.01, context: 0.06, evidence: 0.03, classify: 0.22, waves: 0.07 } }),
      figure('unfused-3h', 6.51, { recording: SHORT, beats: 13_941, beatsPerSecond: 2141, coreSeconds: 6.6, stages: { segmentation: 0.26, cwt: 2.75, network: 3.5 } }),
      figure('3h-1lead', 1.9, { recording: SHORT, beats: 13_941, beatsPerSecond: 7350, coreSeconds: 3.69, peakMb: 234.3, peakAboveIdleMb: 181.8 }),
      figure('strip-10s', 0.0138, { recording: { ...DAY, hours: 10 / 3600 }, repetitions: 200 }),
      figure('24h-3lead', 12.6, { beats: 102_224, beatsPerSecond: 8113, coreSeconds: 22.9, repetitions: 3, peakMb: 442, peakAboveIdleMb: 389 }),
      figure('24h-3lead-findings', 13.4, { repetitions: 3 }),
      figure('first-hour', 1.6, { repetitions: 3 }),
      figure('open-case', 0.18),
      figure('render-pdf', 0.41),
      figure('14d-1lead', 75.6, { recording: PATCH, beats: 1_411_200, beatsPerSecond: 18_667, coreSeconds: 151, repetitions: 1, spread: 0, peakMb: 531, peakAboveIdleMb: 478 }),
      figure('worklist-10000', 0.084, { recording: null }),
    ],
    notice: notice('0.1.0'),
  };
}

export function fakeBenchmark(): Client<Contract>['benchmark'] {
  let state: BenchmarkState = { running: null, last: madeFigures(), trouble: '' };
  const listeners = new Set<() => void>();
  const set = (next: BenchmarkState): BenchmarkState => {
    state = next;
    for (const listener of listeners) listener();
    return state;
  };
  return {
    state: async () => state,
    changes: () => {
      let wake: () => void = () => undefined;
      let over = false;
      const listener = (): void => wake();
      listeners.add(listener);
      return {
        items: (async function* () {
          while (!over) {
            yield state;
            await new Promise<void>((resolve) => (wake = resolve));
          }
        })(),
        result: Promise.resolve(),
        cancel: () => {
          over = true;
          listeners.delete(listener);
          wake();
        },
      };
    },
    start: async ({ quick }) => set({ ...state, running: { quick, device: 'cpu', startedAt: '2026-11-22T17:00:00.000Z', step: { doing: 'case', recording: DAY, turn: 2, turns: 3, share: 0.45, row: 'day', part: 5, parts: 11 } } }),
    stop: async () => set({ ...state, running: null }),
    save: async ({ path }) => ({ path }),
  };
}
