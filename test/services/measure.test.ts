/** Waves and ST from the file to the tables, the findings' JSON and a single beat. */
import { afterAll, describe, expect, it } from 'vitest';
import { dayJsonSchema } from '../../core/study/day-json.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder } from './helpers.ts';

afterAll(removeTemporaryFolders);

describe('waves of an analysed case', () => {
  it('stand in the day’s JSON, and any beat can be measured', async () => {
    const program = await openProgram();
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'waves', { minutes: 6, seed: 3 }));
    await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    const { files } = await program.client.export.labels({ caseId, formats: ['json'] });
    const day = dayJsonSchema.parse(JSON.parse(new TextDecoder().decode(files.find(({ name }) => name.endsWith('.json'))!.bytes)));
    const waves = day.findings.waves!;
    expect(waves.day.minutes).toBeGreaterThanOrEqual(4);
    expect(waves.day.qrs!).toBeGreaterThan(50);
    expect(waves.day.qt!).toBeGreaterThan(250);
    expect(waves.hours).toHaveLength(1);
    expect(waves.st.length).toBeGreaterThan(0);

    const { beats } = await program.client.review.state({ caseId });
    const row = beats.sample.findIndex((sample, i) => sample > 250 * 60 && beats.code[i] === 0 && beats.code[i - 1] === 0);
    const measured = await program.client.review.measure({ caseId, key: beats.key[row]! });
    expect(measured.rr).toBeCloseTo((1000 * (beats.sample[row]! - beats.sample[row - 1]!)) / 250, 6);
    expect(measured.qrs!).toBeGreaterThan(40);
    expect(Math.abs(measured.qt! - waves.day.qt!)).toBeLessThan(120);
    await failure(program.client.review.measure({ caseId, key: 1_000_000 }), 'invalid-input');
    await program.close();
  });
});
