/**
 * Which role each procedure needs at least: the one closed table that the door
 * asks. `anyone` is open before a login, too. What is not in it does not
 * compile, and would be refused to all but lead readers.
 */
import type { contract } from './contract.ts';
import type { Role } from './people.ts';

export type Need = Role | 'anyone';

type Table = { readonly [G in keyof typeof contract]: { readonly [Name in keyof (typeof contract)[G]]: Need } };

export const ACCESS: Table = {
  library: {
    list: 'observer',
    lines: 'observer',
    open: 'observer',
    study: 'observer',
    changes: 'observer',
    setPriority: 'technician',
    remove: 'lead',
    access: 'reader',
    verify: 'observer',
    erase: 'lead',
    backups: 'technician',
    backup: 'technician',
    restore: 'lead',
    receive: 'technician',
    rebuild: 'lead',
  },
  import: { formats: 'observer', recordings: 'technician', file: 'technician', uploadStart: 'technician', uploadChunk: 'technician', upload: 'technician', keep: 'technician', demo: 'technician' },
  analysis: { start: 'technician', engine: 'observer', engineChanges: 'observer', models: 'observer' },
  benchmark: { state: 'observer', changes: 'observer', start: 'technician', stop: 'technician', save: 'technician' },
  devices: { report: 'observer', changes: 'observer', try: 'technician' },
  review: {
    state: 'observer',
    signal: 'observer',
    envelope: 'observer',
    measure: 'observer',
    widths: 'observer',
    thumbnails: 'observer',
    edit: 'technician',
    heldKey: 'technician',
    impact: 'observer',
    undo: 'technician',
    redo: 'technician',
    history: 'observer',
    places: 'observer',
    changes: 'observer',
    conflicts: 'observer',
    events: 'observer',
    summary: 'observer',
    waveTrends: 'observer',
    leadQuality: 'observer',
    variability: 'observer',
    findings: 'observer',
  },
  report: { render: 'observer', draft: 'observer', save: 'observer', disclosure: 'observer', sign: 'reader', reopen: 'reader' },
  export: { labels: 'technician', whole: 'reader', sqlite: 'reader' },
  settings: { get: 'observer', thresholdChanges: 'observer', logo: 'observer', setLogo: 'lead', set: 'lead', setOwn: 'observer', about: 'observer' },
  people: {
    who: 'anyone',
    login: 'anyone',
    unlock: 'anyone',
    lock: 'anyone',
    logout: 'anyone',
    stay: 'anyone',
    begin: 'lead',
    list: 'observer',
    add: 'lead',
    change: 'lead',
    resetPassword: 'lead',
    changePassword: 'observer',
    access: 'lead',
    verify: 'observer',
  },
  vault: { status: 'anyone', unlock: 'anyone', changePassphrase: 'lead' },
  live: { look: 'technician', start: 'technician', resume: 'technician', stop: 'technician', end: 'technician', changes: 'observer' },
  asks: { next: 'observer', alike: 'observer' },
  colleagues: {
    names: 'observer',
    assign: 'technician',
    ask: 'technician',
    answer: 'technician',
    hand: 'technician',
    withdraw: 'technician',
    beginSecond: 'technician',
    compare: 'observer',
    beginSettling: 'reader',
    settle: 'reader',
  },
};

/** The least role of a procedure, or `anyone`. A name that is not in the table needs a lead reader. */
export function needOf(group: string, name: string): Need {
  const table: Readonly<Record<string, Readonly<Record<string, Need>>>> = ACCESS;
  const needs = Object.hasOwn(table, group) ? table[group] : undefined;
  return needs !== undefined && Object.hasOwn(needs, name) ? needs[name]! : 'lead';
}
