import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FindingKind } from '../../core/rhythm/finding.ts';
import { resample } from '../../core/signal/resample.ts';
import { withData } from '../helpers/data.ts';
import { findingsIn, hostOf, type Host } from './planted-seen.ts';
import { chance } from './made-day.ts';
import { plant, plantAfterEctopy, plantFibrillation, PLANTED, sourceOf, standStill, type Planted, type PlantedKind } from './planting.ts';

/** Training records with little ectopy, and some with much. */
const RECORDS = ['101', '112', '115', '122', '124', '209', '220'];
const ECTOPIC_RECORDS = ['116', '119', '205'];
const FIBRILLATION_HOSTS = ['101', '112', '115', '122'];
const EXPECTED: Readonly<Partial<Record<PlantedKind, FindingKind>>> = {
  pause: 'pause',
  'pause with P waves': 'pause-with-blocked-p-wave',
  'pause after ectopic beat': 'pause-after-ectopic-beat',
  'pause in fibrillation': 'pause-in-atrial-fibrillation',
  'pause at the end of fibrillation': 'pause-at-end-of-atrial-fibrillation',
};

interface Tally {
  planted: number;
  paused: number;
  right: number;
}

withData('planted pauses and drop-outs', (dataFolder) => {
  it('are told apart', async () => {
    const counts = new Map<PlantedKind, Tally>(PLANTED.map((kind) => [kind, { planted: 0, paused: 0, right: 0 }]));
    const wrong: string[] = [];
    const score = async (name: string, host: Host, planted: readonly Planted[]): Promise<void> => {
      const pauses = (await findingsIn(sourceOf(host.leads, host.leadNames, host.rate), host.classes)).filter(({ kind }) => kind.includes('pause'));
      for (const { kind, from, to } of planted) {
        const count = counts.get(kind)!;
        count.planted++;
        const found = pauses.find((pause) => Math.min(pause.to, to) - Math.max(pause.from, from) > 0.5 * (to - from));
        const paused = found !== undefined && found.kind !== 'no-pause';
        const expected = EXPECTED[kind];
        if (paused) count.paused++;
        if (expected === undefined ? !paused : found?.kind === expected) count.right++;
        else wrong.push(`${name} ${kind} ${(from / host.rate).toFixed(1)}: ${found ? `${found.kind}: ${found.reason}` : 'not found'}`);
      }
    };
    const path = (record: string): string => join(dataFolder, 'mitdb', `${record}.hea`);
    for (const [seed, record] of RECORDS.entries()) {
      const host = await hostOf(path(record));
      await score(record, host, plant(host.leads, host.peaks, host.ectopic, host.rate, seed + 1));
    }
    for (const [seed, record] of ECTOPIC_RECORDS.entries()) {
      const host = await hostOf(path(record));
      await score(record, host, plantAfterEctopy(host.leads, host.peaks, host.ectopic, host.rate, seed + 101));
    }
    for (const [seed, record] of FIBRILLATION_HOSTS.entries()) {
      const host = await hostOf(path(record));
      const foreign = await hostOf(join(dataFolder, 'cpsc2021', 'data_8_2.hea'));
      const fibrillation = {
        leads: foreign.leads.map((lead) => resample(lead, foreign.rate, host.rate)),
        peaks: foreign.peaks.map((peak) => Math.round((peak * host.rate) / foreign.rate)),
      };
      const { planted } = plantFibrillation(host.leads, host.peaks, fibrillation, host.rate, seed + 201);
      await score(record, host, planted);
    }
    const said = `${JSON.stringify([...counts])}\n${wrong.join('\n')}`;
    if (process.env['ISOLINE_SAY']) process.stdout.write(`${said}\n`);
    const sum = (pick: (tally: Tally) => number, pauses: boolean): number => [...counts].reduce((total, [kind, tally]) => total + (kind in EXPECTED === pauses ? pick(tally) : 0), 0);
    expect(sum(({ planted }) => planted, true), said).toBeGreaterThanOrEqual(200);
    expect(sum(({ paused }) => paused, true) / sum(({ planted }) => planted, true), said).toBeGreaterThanOrEqual(0.985);
    // Amplitude down to a twentieth while the amplifier's noise stays: not always to be seen.
    for (const [kind, { planted, paused }] of counts) if (!(kind in EXPECTED)) expect(paused / planted, `${kind}: ${said}`).toBeLessThanOrEqual(kind === 'amplitude dwindles' ? 0.1 : 0);
    expect(sum(({ right }) => right, true) / sum(({ planted }) => planted, true), said).toBeGreaterThanOrEqual(0.95);
  }, 180_000);

  it('leave a heart that stands still for 145 s without beats: asystole', async () => {
    const host = await hostOf(join(dataFolder, 'mitdb', '112.hea'));
    const still = { from: 420 * host.rate, to: 565 * host.rate };
    standStill(host, still, 0.05, chance(15));
    const found = (await findingsIn(sourceOf(host.leads, host.leadNames, host.rate), host.classes)).filter(({ kind, to, from }) => kind === 'asystole' && to > still.from && from < still.to);
    // A burst of the patient's own noise, as high as a beat, may cut it in parts.
    expect(found.length).toBeLessThanOrEqual(4);
    expect(found.reduce((sum, { from, to }) => sum + (to - from), 0) / host.rate, JSON.stringify(found)).toBeGreaterThan(140);
  }, 60_000);
});
