/** Settings of the workplace, and what this program is. */
import { statfsSync } from 'node:fs';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { checkAnalysisSetting } from '../../core/contract/analysis-limits.ts';
import { remoteOf, SERVER_SETTING } from '../../core/contract/device.ts';
import { notice } from '../../core/contract/notice.ts';
import type { Cases } from '../database/cases.ts';
import type { Environment } from '../environment.ts';

export function createSettingsService(deps: { cases: Cases; environment: Pick<Environment, 'version' | 'dataFolder'>; onChange?: () => void }): Handlers<Contract['settings']> {
  const { cases, environment, onChange } = deps;
  /** What holds for a person: the workplace's, and over them their own. */
  const of = (author: string): Record<string, string> => ({ ...cases.workplace.settings(), ...cases.workplace.ownSettings(author) });
  return {
    get: (_, { author }) => of(author),
    setOwn: ({ name, value }, { author }) => {
      if (cases.workplace.people.find(author)) cases.workplace.setOwnSetting(author, name, value);
      else cases.workplace.setSetting(name, value);
      return of(author);
    },
    set: ({ name, value: given }, { author }) => {
      // A server that may not be spoken to is refused here, not at the next analysis.
      const value = name === SERVER_SETTING ? (remoteOf(given) ?? '') : given;
      checkAnalysisSetting(name, value);
      cases.workplace.write(() => {
        cases.workplace.setSetting(name, value);
        cases.note('setting-changed', `${name}: ${value.slice(0, 200)}`, author);
      });
      onChange?.();
      return of(author);
    },
    about: (_, { author }) => {
      const disk = statfsSync(environment.dataFolder);
      return {
        version: environment.version,
        notice: notice(environment.version),
        dataFolder: environment.dataFolder,
        licence: 'Apache-2.0',
        freeBytes: disk.bavail * disk.bsize,
        reader: cases.shownName(author),
      };
    },
  };
}
