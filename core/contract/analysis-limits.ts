/** What analysing may take of this computer: settings of the workplace, read and checked in one place. */
import { AppError } from './errors.ts';
import { LOCAL_DEVICES, type LocalDevice } from './device.ts';

/** Setting: the device that analyses here, empty for the fastest right one. */
export const PINNED_SETTING = 'analysis.device';

/** What an engine process is told. */
export interface EngineLimits {
  /** 1: signal and networks on one thread, one core at most; 2: each on its own; more: several of each where there are cores for them. */
  threads: 1 | 2 | 4 | 8 | 'all';
  /** Blocks that may be prepared before the network has taken them: each holds five minutes of signal in memory. 1: no thread has a second one either. */
  ahead: 1 | 3;
  /** Recordings that are read or analysed at the same time. */
  atOnce: 1 | 2 | 3 | 4;
}

export interface AnalysisLimits extends EngineLimits {
  /** `behind`: everything else on the computer goes first. */
  priority: 'normal' | 'behind';
  /** `mains`: not on battery. `idle`: only while nobody is at the computer. Known to the desktop program alone. */
  when: 'always' | 'mains' | 'idle';
}

/** Values that each setting takes; the first one is shipped. */
export const LIMIT_SETTINGS = {
  'analysis.threads': ['all', '8', '4', '2', '1'],
  'analysis.ahead': ['3', '1'],
  'analysis.priority': ['auto', 'normal', 'behind'],
  'analysis.atOnce': ['1', '2', '3', '4'],
  'analysis.when': ['always', 'mains', 'idle'],
} as const;
export type LimitSetting = keyof typeof LIMIT_SETTINGS;

function chosen<K extends LimitSetting>(settings: Readonly<Record<string, string>>, name: K): (typeof LIMIT_SETTINGS)[K][number] {
  const allowed: readonly (typeof LIMIT_SETTINGS)[K][number][] = LIMIT_SETTINGS[name];
  return allowed.find((value) => value === settings[name]) ?? allowed[0]!;
}

/**
 * The limits in force.
 *
 * @param window somebody may be at a window of this program: analysing then stands behind by itself
 */
export function limitsOf(settings: Readonly<Record<string, string>>, window: boolean): AnalysisLimits {
  const priority = chosen(settings, 'analysis.priority');
  return {
    threads: ({ all: 'all', '8': 8, '4': 4, '2': 2, '1': 1 } as const)[chosen(settings, 'analysis.threads')],
    ahead: chosen(settings, 'analysis.ahead') === '1' ? 1 : 3,
    priority: priority === 'auto' ? (window ? 'behind' : 'normal') : priority,
    atOnce: ([1, 2, 3, 4] as const).find((count) => String(count) === chosen(settings, 'analysis.atOnce')) ?? 1,
    when: chosen(settings, 'analysis.when'),
  };
}

/** The device that is pinned, or null. */
export function pinnedOf(settings: Readonly<Record<string, string>>): LocalDevice | null {
  return LOCAL_DEVICES.find((device) => device === settings[PINNED_SETTING]) ?? null;
}

/** Refuses a value that a setting of analysing does not take, by name. Throws AppError `invalid-input`. */
export function checkAnalysisSetting(name: string, value: string): void {
  const allowed: readonly string[] | null = name === PINNED_SETTING ? ['', ...LOCAL_DEVICES] : Object.hasOwn(LIMIT_SETTINGS, name) ? LIMIT_SETTINGS[name as LimitSetting] : null;
  if (allowed === null || allowed.includes(value)) return;
  throw new AppError('invalid-input', `The setting ${name} is one of ${allowed.filter(Boolean).join(', ')}, not "${value}".`, { hint: 'Choose one of these.', details: { name, value } });
}
