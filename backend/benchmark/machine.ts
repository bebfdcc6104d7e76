/** The computer that the figures are of. */
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem, type } from 'node:os';
import { program } from '../program.ts';
import { kernels } from '../../core/kernels/kernels.ts';
import type { MachineFacts } from '../../core/contract/benchmark-report.ts';

export function machine(): MachineFacts {
  return {
    cpu: cpus()[0]?.model.trim() || `unknown ${arch()}`,
    cores: availableParallelism(),
    memoryGb: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    os: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    program: program().version,
    kernels: kernels().name,
  };
}

/** Mean number of processes that wanted a core over the last minute; null where the system does not tell. */
export function load(): number | null {
  return platform() === 'win32' ? null : Math.round(loadavg()[0]! * 100) / 100;
}
