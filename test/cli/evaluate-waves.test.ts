import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { command } from '../../cli/evaluate.ts';
import { delineationReport } from '../../cli/evaluate/delineation.ts';
import { parseCommandLine, type CommandIo } from '../../cli/command.ts';
import { withData } from '../helpers/data.ts';

withData('waves scored against what readers marked', (data) => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  /** Training records as if they were a test list: what is tried is the way, not the network. */
  async function evaluate(set: string, records: string[], ...more: string[]): Promise<{ code: number; out: string[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'isoline-delineation-'));
    folders.push(folder);
    await symlink(join(data, set), join(folder, set));
    await writeFile(join(folder, 'splits.json'), JSON.stringify({ [set]: { test: records } }));
    const out: string[] = [];
    const io: CommandIo = { out: (text: string) => out.push(text), err: (text: string) => out.push(text), progress: () => undefined, isTerminal: false, cwd: folder, signal: new AbortController().signal };
    const code = await command.run(parseCommandLine(command, ['--data', folder, '--set', set, ...more]), io);
    return { code, out };
  }

  it('writes what its schema says, for both sets', async () => {
    for (const [set, records] of [['ludb', ['1', '38']], ['qtdb', ['sel16265']]] as const) {
      const { code, out } = await evaluate(set, [...records], '--json', '-');
      expect(code).toBe(0);
      const report = delineationReport.parse(JSON.parse(out.join('\n')));
      expect(report).toMatchObject({ set, list: 'test', convention: set, ownConvention: 'ludb', leads: 'all', windowMs: 150, seenInTraining: records, failed: [] });
      expect(report.records).toHaveLength(records.length);
      const { qrsOnset, tEnd } = report.delineation;
      expect(qrsOnset).toMatchObject({ found: 100, ppv: 100 });
      expect(tEnd.found).toBeGreaterThan(90);
      expect(Math.abs(qrsOnset.meanMs!)).toBeLessThan(15);
    }
  });

  it('looks for no P where the rhythm has none, takes the leads that are named, and names what failed', async () => {
    const { code, out } = await evaluate('ludb', ['38', 'none'], '--leads', 'ii,v1', '--json', '-');
    expect(code).toBe(1);
    expect(out[0]).toContain('none');
    const report = delineationReport.parse(JSON.parse(out.slice(1).join('\n')));
    expect(report.leads).toBe('ii,v1');
    expect(report.records).toMatchObject([{ record: '38', hasP: false }]);
    expect(report.failed).toMatchObject([{ record: 'none', code: 'file-missing' }]);
  });

  it('prints a table beside the tolerances', async () => {
    const { out } = await evaluate('ludb', ['1']);
    expect(out.join('\n')).toMatch(/QRS onset +100\.00 +100\.00 .* 6\.5 /);
  });
});
