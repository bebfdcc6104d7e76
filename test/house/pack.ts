/** Packs the built program around a stand-in for the Electron binary, so that it can be done where no Electron is. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './sources.ts';

/** By this the fuse tools find the wire in an Electron binary. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;

/** A folder that the packer takes for an unpacked Electron of Linux; its fuses are all blown to "on". */
export function standInDistribution(folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  const wire = Buffer.concat([Buffer.from(SENTINEL, 'latin1'), Buffer.from([1, FUSES]), Buffer.from('1'.repeat(FUSES), 'latin1')]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(60), wire, Buffer.alloc(60)]));
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), '45.4.1');
  writeFileSync(join(folder, 'LICENSE'), '');
  return folder;
}

/** Runs electron-builder for Linux x64 without making an installer; returns the folder with the unpacked program. */
export async function packForLinux(work: string): Promise<string> {
  const distribution = standInDistribution(join(work, 'electron'));
  const output = join(work, 'release');
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const parameters = ['--linux', '--x64', '--dir', `-c.electronDist=${distribution}`, '-c.electronVersion=45.4.1', `-c.directories.output=${output}`];
  await promisify(execFile)(process.execPath, [builder, ...parameters], { cwd: root, maxBuffer: 1 << 26 });
  return join(output, 'linux-unpacked');
}
