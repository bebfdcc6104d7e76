/** `isoline watch`: the lines of beats that come, change and are told for good. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../cli/command.ts';
import { runCli } from '../../cli/main.ts';
import { beatText, BeatLines } from '../../cli/watch/beat-lines.ts';
import { CODES, codeOf } from '../../core/beats/classes.ts';
import type { LiveBeats } from '../../core/contract/live.ts';
import { growingWfdb } from '../helpers/growing-file.ts';
import { makeWfdb } from '../services/helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoline-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const beats = (...said: [number, string][]): LiveBeats => ({ sample: Float64Array.from(said, ([sample]) => sample), code: Uint8Array.from(said, ([, symbol]) => codeOf(symbol)), probability: new Uint8Array(5 * said.length).fill(51) });

describe('lines of beats', () => {
  it('are told once as they come, again where they change, and once for good', () => {
    const lines = new BeatLines(100);
    const told = (said: ReturnType<BeatLines['tail']>): string[] => said.map((line) => `${line.sample} ${line.code} ${line.state}`);
    expect(told(lines.tail({ from: 0, ...beats([100, 'N'], [200, 'V']) }))).toEqual(['100 N provisional', '200 V provisional']);
    // A peak that is placed a little later is the same beat.
    expect(told(lines.tail({ from: 0, ...beats([103, 'N'], [200, 'N'], [300, 'N']) }))).toEqual(['200 N changed', '300 N provisional']);
    expect(told(lines.tail({ from: 0, ...beats([103, 'N'], [300, 'N']) }))).toEqual(['200 N withdrawn']);
    // A tail that begins later came before the beats that are told for good.
    expect(told(lines.tail({ from: 250, ...beats([300, 'N'], [400, 'N']) }))).toEqual(['400 N provisional']);
    expect(told(lines.final({ from: 0, to: 250, ...beats([103, 'V'], [220, 'N']) }))).toEqual(['103 V final', '220 N final']);
    expect(told(lines.final({ from: 250, to: 350, ...beats() }))).toEqual(['300 N withdrawn']);
    const [line] = lines.final({ from: 350, to: 500, ...beats([400, 'N']) });
    expect(line).toEqual({ sample: 400, seconds: 4, class: 'N', code: CODES[codeOf('N')]![0], probability: [0.2, 0.2, 0.2, 0.2, 0.2], state: 'final' });
    expect(beatText(line!)).toBe('4.000\tN\tN\tfinal');
  });
});

describe('isoline watch', () => {
  it('prints beats as they come, and ends with the case', async () => {
    const file = growingWfdb(await makeWfdb(folder, 'live', { minutes: 0.5, seed: 3 }), join(folder, 'growing'));
    const out: string[] = [];
    const ctrlC = new AbortController();
    const io: CommandIo = {
      out: (text) => {
        out.push(text);
        // The recorder goes on as soon as something was told, and then it is said that it has ended.
        if (out.length === 1) file.write(file.left);
        if (text.startsWith('28')) ctrlC.abort();
      },
      err: () => undefined,
      progress: () => undefined,
      isTerminal: false,
      cwd: folder,
      signal: ctrlC.signal,
    };
    file.write(file.left / 2 + 1);
    expect(await runCli(['watch', file.path, '--data', join(folder, 'data')], io)).toBe(0);
    const [id, path] = out.at(-1)!.split('\t');
    expect(path).toBe(file.path);
    expect(id).toMatch(/^[0-9A-Z]{26}$/);
    const states = out.slice(0, -1).map((line) => line.split('\t')[3]);
    const final = states.filter((state) => state === 'final').length;
    expect(final).toBeGreaterThan(25);
    expect(states.indexOf('final')).toBeGreaterThan(states.lastIndexOf('provisional'));
    expect(states.filter((state) => state === 'provisional').length).toBeGreaterThan(20);
  });

  it('says in a line what makes no sense', async () => {
    const io: CommandIo = { out: () => undefined, err: () => undefined, progress: () => undefined, isTerminal: false, cwd: folder, signal: new AbortController().signal };
    for (const words of [['watch'], ['watch', 'a', 'b'], ['watch', 'a', '--end-after', '0']]) expect(await runCli([...words, '--data', join(folder, 'none')], io), words.join(' ')).toBe(2);
    expect(await runCli(['watch', 'nowhere.edf', '--data', join(folder, 'none')], io)).toBe(1);
  });
});
