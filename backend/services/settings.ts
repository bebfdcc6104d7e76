/** Settings of the workplace, and what this program is. */
import { statfsSync } from 'node:fs';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { notice } from '../../core/contract/notice.ts';
import type { Cases } from '../database/cases.ts';
import type { Environment } from '../environment.ts';

export function createSettingsService(deps: { cases: Cases; environment: Pick<Environment, 'version' | 'dataFolder'> }): Handlers<Contract['settings']> {
  const { cases, environment } = deps;
  return {
    get: () => cases.workplace.settings(),
    set: ({ name, value }) => {
      cases.workplace.setSetting(name, value);
      return cases.workplace.settings();
    },
    about: (_, { author }) => {
      const disk = statfsSync(environment.dataFolder);
      return {
        version: environment.version,
        notice: notice(environment.version),
        dataFolder: environment.dataFolder,
        licence: 'Apache-2.0',
        freeBytes: disk.bavail * disk.bsize,
        reader: cases.nameOf(author),
      };
    },
  };
}
