import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { notice } from '../../core/contract/notice.ts';
import { root } from './sources.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const ROOM = /^(core|backend|cli|electron|renderer|models|resources|test|docs)\//;

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const named = [...text.matchAll(/`([^`\s*<>{}…]+)`/g)].map((match) => match[1] ?? '').filter((path) => ROOM.test(path));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('speaks of no machine', () => expect(text).not.toMatch(/(^|[\s`(])\/(root|home|work|tmp)\//m));
});

describe('the documentation', () => {
  const described: { version: string; dependencies: object; devDependencies: object; optionalDependencies: object } = JSON.parse(read('package.json'));

  it('is reached from its index', () => {
    const index = read('docs/index.md');
    expect(pages.filter((page) => page.startsWith('docs/') && page !== 'docs/index.md' && !index.includes(`(${page.slice(5)})`))).toEqual([]);
  });

  it('shows every picture that is kept for it', () => {
    const linked = pages.map(read).join('\n');
    expect(readdirSync(join(root, 'docs/screens')).filter((name) => !linked.includes(`screens/${name})`))).toEqual([]);
  });

  it('gives a reason for every dependency, and for nothing else', () => {
    const page = read('docs/dependencies.md');
    const named = new Set(page.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')));
    const used = new Set([described.dependencies, described.devDependencies, described.optionalDependencies].flatMap(Object.keys));
    expect([...used].filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => !used.has(name))).toEqual([]);
  });

  it('says in README and on every model card what the program is not', () => {
    const cards = readdirSync(join(root, 'models/repository'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('CARD.md'));
    expect(cards.length).toBeGreaterThan(0);
    expect(read('README.md')).toContain(notice(described.version));
    // A card keeps the version that the model was measured with.
    for (const card of cards) {
      const version = /Isoline (\d+\.\d+\.\d+)\./.exec(read(`models/repository/${card}`))?.[1] ?? '';
      expect(read(`models/repository/${card}`), card).toContain(notice(version));
    }
  });

  it('has a bill of materials from a tool, with what ships', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoline-sbom-'));
    await promisify(execFile)(process.execPath, [join(root, 'resources/scripts/sbom.ts'), join(folder, 'sbom.json')]);
    const bill: { bomFormat: string; components: { name: string }[] } = JSON.parse(readFileSync(join(folder, 'sbom.json'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(bill.bomFormat).toBe('CycloneDX');
    const names = bill.components.map(({ name }) => name);
    for (const name of ['better-sqlite3-multiple-ciphers', 'onnxruntime-node', 'pdfkit', 'electron', 'Inter']) expect(names).toContain(name);
    expect(names).not.toContain('vitest');
  });
});
