/**
 * Figures of docs/pacing.md. `node models/training/pacing/measure.ts made` prints
 * what is found of pacemakers made by a seed, `… records` the real paced records and
 * the false spikes on all the others, both with `ISOLINE_DATA` set for the latter.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../../backend/formats/open.ts';
import { memorySource } from '../../../backend/formats/source.ts';
import { blockCount, detectIn, readBlock } from '../../../core/signal/detect.ts';
import { SPIKE_VALUES, takePacing } from '../../../core/signal/pacing-block.ts';
import { LEAST_SPIKE_RATE } from '../../../core/signal/spikes.ts';
import { readPaced } from '../../../test/rhythm/made-pacing.ts';

const FAULTS = [['loss of capture', 'suspected-loss-of-capture'], ['loss of sensing', 'suspected-loss-of-sensing'], ['no output', 'suspected-failure-to-pace']] as const;

/** Pacemakers of three modes at three rates, each with and without faults. */
async function made(): Promise<void> {
  console.log('rate, pole, mode: spikes found of planted, false; paced beats of planted, false; faults found of planted, told in all; told where there are none');
  for (const rate of [250, 500, 1000]) {
    for (const pole of ['unipolar', 'bipolar'] as const) {
      for (const mode of ['VVI', 'AAI', 'DDD'] as const) {
        const sums = { spikes: 0, found: 0, extra: 0, paced: 0, called: 0, wrong: 0, free: 0 };
        const faults = FAULTS.map(() => ({ planted: 0, found: 0, told: 0 }));
        for (let seed = 1; seed <= 4; seed++) {
          const day = await readPaced({ rate, seconds: 300, seed: 1000 * seed + rate + (pole === 'unipolar' ? 7 : 0), mode, pole, faults: seed % 2 === 1 });
          const near = (a: number, b: number, seconds: number): boolean => Math.abs(a - b) <= seconds * rate;
          const paced = day.truth.beats.filter(({ kind }) => kind === 'paced');
          const called = day.peaks.filter((_, i) => day.codes[i] === '/');
          sums.spikes += day.truth.spikes.length;
          sums.found += day.truth.spikes.filter(({ at }) => day.spikes.some((spike) => near(spike, at, 0.008))).length;
          sums.extra += day.spikes.filter((spike) => !day.truth.spikes.some(({ at }) => near(spike, at, 0.012))).length;
          sums.paced += paced.length;
          sums.called += paced.filter(({ at }) => called.some((peak) => near(peak, at, 0.1))).length;
          sums.wrong += called.filter((peak) => !paced.some(({ at }) => near(peak, at, 0.1))).length;
          FAULTS.forEach(([fault, kind], i) => {
            const told = day.findings.filter((finding) => finding.kind === kind);
            const planted = day.truth.faults.filter((one) => one.kind === fault);
            const number = told.reduce((sum, { evidence }) => sum + (evidence['count'] ?? 1), 0);
            if (seed % 2 === 0) sums.free += number;
            else faults[i]!.told += number;
            faults[i]!.planted += planted.length;
            faults[i]!.found += planted.filter(({ at }) => told.some(({ from, to }) => at >= from - 0.2 * rate && at <= to + 0.2 * rate)).length;
          });
        }
        console.log(`${rate} ${pole} ${mode}: ${sums.found}/${sums.spikes}, ${sums.extra}; ${sums.called}/${sums.paced}, ${sums.wrong}; ${FAULTS.map(([fault], i) => `${fault} ${faults[i]!.found}/${faults[i]!.planted}, ${faults[i]!.told}`).join('; ')}; ${sums.free}`);
      }
    }
  }
}

/** Records whose patients have a pacemaker, by their headers, their beats or the set's own page. */
const PACED: Readonly<Record<string, readonly string[]>> = {
  mitdb: ['102', '104', '107', '217'],
  qtdb: ['sel102', 'sel104'],
  cudb: ['cu12', 'cu15', 'cu24', 'cu32'],
  vfdb: ['602'],
  ludb: ['8', '34', '45', '74', '90', '93', '95', '104', '111'],
};

async function records(data: string): Promise<void> {
  for (const set of ['mitdb', 'qtdb', 'cudb', 'vfdb', 'ludb', 'cinc2017', 'nstdb', 'svdb', 'cpsc2021']) {
    let hours = 0;
    let blind = 0;
    let spikes = 0;
    const where: string[] = [];
    for (const record of readdirSync(join(data, set)).filter((file) => file.endsWith('.hea')).map((file) => file.slice(0, -4)).sort()) {
      const reader = await openRecording(join(data, set, `${record}.hea`));
      const source = await memorySource(reader);
      await reader.close();
      const own = source.length / source.sampleRate / 3600;
      if (source.sampleRate < LEAST_SPIKE_RATE) {
        blind += own;
        continue;
      }
      let found = 0;
      let beats = 0;
      for (let block = 0; block < blockCount(source); block++) {
        const read = await readBlock(source, block);
        const first = detectIn(read).peaks;
        beats += first.length;
        found += (takePacing(read, first, (clean) => detectIn(clean).peaks).spikes?.length ?? 0) / SPIKE_VALUES;
      }
      if (PACED[set]?.includes(record)) console.log(`paced ${set}/${record}: ${found} spikes, ${beats} beats`);
      else {
        hours += own;
        spikes += found;
        if (found > 0) where.push(`${record} ${found}`);
      }
    }
    console.log(`${set}: ${hours.toFixed(2)} h without pacemaker, ${spikes} false spikes ${where.join(', ')}${blind > 0 ? `; ${blind.toFixed(2)} h below ${LEAST_SPIKE_RATE} samples a second, not looked at` : ''}`);
  }
}

const [what] = process.argv.slice(2);
if (what === 'made') await made();
else if (what === 'records') await records(process.env['ISOLINE_DATA'] ?? '');
else throw new Error('measure.ts made | records');
