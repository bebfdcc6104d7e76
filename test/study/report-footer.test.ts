import { describe, expect, it } from 'vitest';
import type { RunInfo } from '../../core/contract/types.ts';
import { footerLines } from '../../core/study/report-footer.ts';

const run = (device: string): RunInfo => ({ runId: 1, modelName: 'wtcnn-s', modelVersion: '1', modelSha256: 'ab'.repeat(32), device, leads: [0], programVersion: '0.1.0', startedAt: '', sealedAt: '', analysedTo: 0, stages: {}, tookSeconds: 1 });
const lines = (device: string, head = 'cd'.repeat(32)): string[] => footerLines({ version: '0.1.0', study: { run: run(device), head }, beats: 108_041, changed: 3, seen: 2, items: 29 });

describe('the foot of a page', () => {
  it('says what it must', () => {
    expect(lines('cpu')).toEqual([
      'Isoline 0.1.0. Research and development use; not cleared as a medical device. A qualified person must review every result.',
      'Model wtcnn-s 1, sha256 abababab…abab; record cdcdcdcd…cdcd. Labels 108,041, of them 3 changed by the reader. 2 of 29 templates reviewed.',
    ]);
    expect(lines('cpu', '0'.repeat(64))[1]).toContain('record without edits.');
  });

  it('names the server that signal was sent to', () => expect(lines('triton:https://gpu.example:8000')[1]).toContain('abab, run by https://gpu.example:8000; record'));
});
