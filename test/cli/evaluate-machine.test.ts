import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { labelsOfMachine, type MachineJob, type MachineOutput } from '../../cli/evaluate/machine-labels.ts';
import { leadsOf, leadWords } from '../../cli/evaluate/leads.ts';
import { forkProcess, useProcessStarter } from '../../backend/companions.ts';
import { AnalysisPool } from '../../cli/evaluate/pool.ts';
import { scorePlace, type ScoreRequest } from '../../cli/evaluate/score.ts';
import { codeOf } from '../../core/beats/classes.ts';
import { AppError } from '../../core/contract/errors.ts';
import { annotations } from '../scoring/cases.ts';

const job = (path: string): MachineJob => ({ path, leads: [], peaks: null, rate: 100, model: null, device: null });

function output(part: Partial<MachineOutput>): MachineOutput {
  return { samples: new Float64Array(), codes: new Uint8Array(), probabilities: new Uint8Array(), shares: new Float32Array(), template: new Int32Array(), embedding: new Int8Array(), bias: { N: 0, S: 0, V: 0, F: 0 }, unreadable: [], findings: [], length: 60_000, leads: ['MLII'], modelName: 'm', modelSha256: 'ab', seconds: {}, ...part };
}

describe('processes that analyse', () => {
  let pool: AnalysisPool;
  beforeEach(() => {
    pool = new AnalysisPool(2, join(import.meta.dirname, 'stand-in-worker.ts'));
  });
  afterEach(() => pool.close());
  const run = (path: string): Promise<MachineOutput> => pool.run(job(path), () => {});

  it('share the records of a queue between them', async () => {
    const outputs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(run));
    expect(outputs.map(({ leads }) => leads[0])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(new Set(outputs.map(({ seconds }) => seconds['pid'])).size).toBe(2);
    expect(outputs[0]!.samples).toEqual(Float64Array.of(1, 2));
  });

  it('fail one record by name and go on with the others, though a process dies', async () => {
    const settled = await Promise.allSettled(['a', 'fails', 'dies', 'b', 'dies', 'c'].map(run));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    const codes = settled.map((result) => (result.status === 'rejected' && result.reason instanceof AppError ? result.reason.code : ''));
    expect(codes).toEqual(['', 'file-truncated', 'engine-lost', '', 'engine-lost', '']);
  });

  it('tell how far a record is', async () => {
    const fractions: number[] = [];
    await pool.run(job('a'), (fraction) => fractions.push(fraction));
    expect(fractions).toEqual([0.5]);
  });

  it('end when they are closed, and what was waiting is cancelled', async () => {
    const waiting = ['hangs', 'hangs', 'a'].map(run);
    pool.close();
    const settled = await Promise.allSettled(waiting);
    expect(settled.map((result) => (result.status === 'rejected' && result.reason instanceof AppError ? result.reason.code : ''))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});

describe('processes that a shell starts in its own way', () => {
  afterEach(() => useProcessStarter(forkProcess));

  it('are started by it, and a start that fails fails the record by name', async () => {
    const asked: string[] = [];
    useProcessStarter((file, name) => {
      asked.push(`${basename(file)} ${name}`);
      return asked.length === 1 ? Promise.reject(new Error('no room')) : forkProcess(file, name);
    });
    const pool = new AnalysisPool(1, join(import.meta.dirname, 'stand-in-worker.ts'));
    try {
      const settled = await Promise.allSettled(['a', 'b'].map((path) => pool.run(job(path), () => {})));
      expect(settled[0]).toMatchObject({ status: 'rejected', reason: { code: 'engine-lost', message: expect.stringContaining('no room') } });
      expect(settled[1]).toMatchObject({ status: 'fulfilled', value: { leads: ['b'] } });
      expect(asked).toEqual(['stand-in-worker.ts analysis', 'stand-in-worker.ts analysis']);
    } finally {
      pool.close();
    }
  });
});

describe('labels of the machine', () => {
  it('leave artefacts out and map finer codes by protocol', () => {
    const machine = output({ samples: Float64Array.of(1, 2, 3, 4), codes: Uint8Array.from(['N', '|', 'j', 'V'], codeOf) });
    expect([...labelsOfMachine(machine, 'ec57').classes]).toEqual([0, 1, 2]);
    expect([...labelsOfMachine(machine, 'literature').classes]).toEqual([0, 0, 2]);
    expect([...labelsOfMachine(machine, 'ec57').samples]).toEqual([1, 3, 4]);
  });
});

describe('leads as they are named', () => {
  const header = { record: '100', leads: [{ name: 'MLII', gain: 200, baseline: 0, bits: 12 }, { name: 'V5', gain: 200, baseline: 0, bits: 12 }] };

  it('by number or name', () => {
    expect(leadWords(undefined)).toEqual([]);
    expect(leadWords('all')).toEqual([]);
    expect(leadsOf(header, leadWords('1,MLII'))).toEqual([1, 0]);
    expect(leadsOf(header, ['v5'])).toEqual([1]);
  });

  it('and those that are not there are refused', () => {
    expect(() => leadsOf(header, ['2'])).toThrow('100 has no lead "2"');
    expect(() => leadsOf(header, ['V1'])).toThrow(AppError);
  });
});

describe('a record with a signal', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isoline-machine-'));
    // Format 16, two leads of ten minutes at 100 samples a second; the second lead counts upwards and has a gap.
    const samples = new Int16Array(2 * 60_000);
    for (let i = 0; i < 60_000; i++) samples[2 * i + 1] = i === 7 ? -32_768 : i % 1000;
    await writeFile(join(folder, 'r.dat'), new Uint8Array(samples.buffer));
    await writeFile(join(folder, 'r.hea'), 'r 2 100 60000\nr.dat 16 200 12 0 0 0 0 MLII\nr.dat 16 100(50)/mV 12 0 0 0 0 V5\n');
    await writeFile(join(folder, 'r.atr'), writeAnnotations(annotations([[40_000, 'N'], [40_100, 'V'], [40_200, 'N'], [40_300, '+']])));
    await writeFile(join(folder, 'r.qrs'), writeAnnotations(annotations([[40_001, 'N'], [40_199, 'N']])));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const request = (given: string | null): ScoreRequest => ({
    place: { id: 't/r', record: 'r', path: join(folder, 'r') },
    protocol: 'ec57',
    reference: 'atr',
    tested: { kind: 'machine', given },
    leads: ['V5'],
    adapt: 'none',
    model: 'm',
    device: 'cpu',
  });

  it('is analysed with its own R peaks', async () => {
    const jobs: MachineJob[] = [];
    const { score, machine } = await scorePlace(
      request(null),
      async (asked) => {
        jobs.push(asked);
        return output({ samples: Float64Array.of(40_000, 40_100), codes: Uint8Array.from(['N', 'V'], codeOf), unreadable: [{ from: 40_150, to: 40_250 }] });
      },
      () => {},
    );
    expect(jobs).toEqual([{ path: join(folder, 'r'), leads: ['V5'], peaks: null, rate: 100, model: 'm', device: 'cpu' }]);
    expect(score.figures.V).toEqual({ se: 100, ppv: 100, f1: 100 });
    expect(score.figures.qrs.se).toBeCloseTo(200 / 3, 10);
    expect(score.abstainedBeats).toBe(1);
    expect(machine).toMatchObject({ modelName: 'm', leads: ['MLII'] });
  });

  it('is analysed with the R peaks of the reference or of another file', async () => {
    const peaksOf = async (given: string): Promise<number[]> => {
      let peaks: number[] = [];
      await scorePlace(
        request(given),
        async (asked) => {
          peaks = [...(asked.peaks ?? [])];
          return output({ samples: asked.peaks ?? new Float64Array(), codes: new Uint8Array(peaks.length) });
        },
        () => {},
      );
      return peaks;
    };
    expect(await peaksOf('atr')).toEqual([40_000, 40_100, 40_200]);
    expect(await peaksOf('qrs')).toEqual([40_001, 40_199]);
  });

  it('is read into memory in millivolts, NaN where nothing was measured or recorded', async () => {
    const reader = await openRecording(join(folder, 'r.hea'));
    try {
      const source = await memorySource(reader, [1]);
      expect(source).toMatchObject({ sampleRate: 100, leadNames: ['V5'], length: 60_000 });
      const [lead] = await source.read(-2, 9);
      expect([...lead!].map((value) => (Number.isNaN(value) ? 'gap' : Math.round(value * 100)))).toEqual(['gap', 'gap', -50, -49, -48, -47, -46, -45, -44, 'gap', -42]);
      const [end] = await source.read(59_999, 60_002);
      expect([...end!].map((value) => Number.isNaN(value))).toEqual([false, true, true]);
      await expect(memorySource(reader, [2])).rejects.toThrow('r has no lead 2');
    } finally {
      await reader.close();
    }
  });
});
