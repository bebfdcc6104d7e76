/** `isoline devices`: what can run the network on this computer, how fast, and which is taken. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeFailure } from '../backend/formats/files.ts';
import { figure } from '../core/contract/device-choice.ts';
import { DEVICE_NAMES, isLocalDevice, LOCAL_DEVICES, type LocalDevice } from '../core/contract/device.ts';
import type { DeviceLine, DevicesReport } from '../core/contract/devices.ts';
import type { Client } from '../core/contract/define.ts';
import type { Contract } from '../core/contract/contract.ts';
import { UsageError, type Command, type CommandIo } from './command.ts';
import { folderOptions, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'devices',
  summary: 'Lists what can run the network on this computer, how fast each is, and which is taken and why.',
  usage: '[NAME] [--again] [--json FILE] [--data FOLDER]',
  options: {
    again: { help: 'try again what was tried before: the device that is named, or all' },
    json: { value: 'FILE', help: 'write it as JSON; - for standard output, instead of the table' },
    ...folderOptions,
  },
  details: [
    'What the runtime offers is tried once, each device by running the model in a process of its own: its results are',
    'compared with the processor\'s and its speed is measured. What was found is remembered in the data folder for',
    'this computer, its drivers, this program and this model. Other programs should rest meanwhile.',
  ].join('\n'),
  async run(args, io) {
    if (args.positionals.length > 1) throw new UsageError('devices takes one name at most');
    const [word] = args.positionals;
    const name = word === undefined ? null : nameOf(word);
    const report = await onDataFolder(args, io, (client) => reportOf(client, name, args.flag('again'), io));
    const shown = name === null ? report : { ...report, devices: report.devices.filter((line) => line.name === name) };
    const json = args.text('json');
    if (json === '-') io.out(JSON.stringify(shown, null, 2));
    else for (const line of tableOf(shown)) io.out(line);
    if (json !== undefined && json !== '-') {
      const path = resolve(io.cwd, json);
      await writeFile(path, `${JSON.stringify(shown, null, 2)}\n`).catch((thrown: unknown) => {
        throw writeFailure(thrown, path);
      });
    }
    return name !== null && shown.devices.every(({ state }) => state !== 'right') ? 1 : 0;
  },
};

function nameOf(word: string): LocalDevice {
  if (!isLocalDevice(word)) throw new UsageError(`a device is one of ${LOCAL_DEVICES.join(', ')}, not "${word}"`);
  return word;
}

/** How things stand once everything was tried. */
async function reportOf(client: Client<Contract>, name: LocalDevice | null, again: boolean, io: CommandIo): Promise<DevicesReport> {
  const show = ({ devices }: DevicesReport): void => {
    const now = devices.find(({ state }) => state === 'trying');
    io.progress(now ? `trying ${DEVICE_NAMES[now.name]}` : '');
  };
  const first = await client.devices.report({});
  if (!first.trying && !again) return first;
  const changes = client.devices.changes({});
  const cancel = (): void => changes.cancel();
  io.signal.addEventListener('abort', cancel, { once: true });
  try {
    if (first.trying) {
      for await (const report of changes.items) {
        show(report);
        if (!report.trying) return report;
      }
      return await client.devices.report({});
    }
    let through = false;
    const tried = client.devices.try({ name }).finally(() => {
      through = true;
      changes.cancel();
    });
    // What is shown meanwhile ends when the trial does, which cancels it.
    const shown = (async () => {
      for await (const report of changes.items) show(report);
    })().catch((thrown: unknown) => {
      if (!through) throw thrown;
    });
    const [report] = await Promise.all([tried, shown]);
    return report;
  } finally {
    io.signal.removeEventListener('abort', cancel);
    changes.cancel();
    io.progress('');
  }
}

/** Lines of the table, and the choice under them. */
export function tableOf({ devices, choice, words, adapters }: DevicesReport): string[] {
  const rows = devices.map((line) => [line.name === choice.device ? '*' : '', line.name, line.state, speed(line.beatsPerSecond), line.name === 'cpu' ? '' : speed(line.besideProcessor), difference(line), remark(line)]);
  const head = ['', 'device', 'state', 'beats/s', 'processor', 'difference', ''];
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  const lines = [head, ...rows].map((row) => row.map((cell, i) => (i >= 3 && i <= 5 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd());
  return [...lines, '', `${choice.why === 'pinned' ? 'Pinned' : 'Taken'}: ${words}`, ...(adapters.length > 0 ? [`Adapters: ${adapters.join('; ')}`] : [])];
}

function speed(beatsPerSecond: number | null): string {
  return beatsPerSecond === null ? '' : figure(beatsPerSecond);
}

function difference({ name, largestDifference, differing }: DeviceLine): string {
  if (name === 'cpu' || largestDifference === null) return '';
  return `${largestDifference.toExponential(0)}${differing > 0 ? `, ${differing} labels` : ''}`;
}

function remark({ adapter, software, reason, state }: DeviceLine): string {
  return [state === 'unavailable' || adapter === '' ? '' : `on ${adapter}${software ? ', a software adapter' : ''}`, reason].filter(Boolean).join('; ');
}
