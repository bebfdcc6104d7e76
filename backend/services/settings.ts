/** Settings of the workplace, and what this program is. */
import { statfsSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { checkAnalysisSetting } from '../../core/contract/analysis-limits.ts';
import { remoteOf, SERVER_SETTING } from '../../core/contract/device.ts';
import { AppError } from '../../core/contract/errors.ts';
import { notice } from '../../core/contract/notice.ts';
import { THRESHOLDS_LABEL } from '../../core/review/plan-thresholds.ts';
import { THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import { pngOutline, readPicture, type Picture } from '../../core/study/picture.ts';
import type { Cases } from '../database/cases.ts';
import { LOGO, logoOf } from '../database/laboratory-head.ts';
import type { Environment } from '../environment.ts';
import { noted, thresholdChanges } from './threshold-changes.ts';

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
        const detail = name === THRESHOLDS_SETTING ? noted(cases.workplace.settings()[name], value) : `${name}: ${value.slice(0, 200)}`;
        cases.workplace.setSetting(name, value);
        cases.note('setting-changed', detail, author);
      });
      onChange?.();
      return of(author);
    },
    thresholdChanges: () => thresholdChanges(cases.workplace.access.saying('setting-changed', THRESHOLDS_LABEL).map((line) => ({ ...line, who: cases.shownName(line.who) }))),
    logo: () => logoOf(cases.workplace),
    setLogo: ({ bytes }, { author }) => {
      const picture = bytes === null ? null : printable(readPicture(bytes));
      cases.workplace.write(() => {
        cases.workplace.setPicture(LOGO, bytes);
        cases.note('setting-changed', picture ? `logo: ${picture.kind}, ${picture.width} x ${picture.height}` : 'logo: none', author);
      });
      return picture;
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

/** The picture, once what is compressed in it was found to be as long as it says. Throws AppError `format-damaged`. */
function printable(picture: Picture): Picture {
  if (picture.kind === 'jpeg') return picture;
  const { rows, data } = pngOutline(picture.bytes);
  try {
    const inflated = inflateSync(Buffer.concat(data.map(([from, to]) => picture.bytes.subarray(from, to))), { maxOutputLength: rows });
    if (inflated.length === rows) return picture;
  } catch (cause) {
    throw new AppError('format-damaged', 'This picture is damaged.', { hint: 'Save it anew as PNG or JPEG.', cause });
  }
  throw new AppError('format-damaged', 'This picture is damaged.', { hint: 'Save it anew as PNG or JPEG.' });
}
