/**
 * Keys as a reader has them: the table of the program, and over it the chords
 * that the reader has given instead. Pure. A row is known by its first screen,
 * its mode and its action; one that may not be changed is `fixed`.
 */
import { clashes, KEYMAP, printed, type KeyMode, type KeyRow as AnyRow, type KeyScreen } from './keymap.ts';
import { KEY_WORDS } from './words-keys.ts';

/** A row of the table. */
export type KeyRow = (typeof KEYMAP)[number];

/** A reader's chords by the name of the row; each stands in place of all that the row has from the program. */
export type OwnKeys = Readonly<Record<string, string>>;

/** Name of a row: stays the same however its keys change. */
export function rowName({ screens, mode, action }: KeyRow): string {
  return `${screens[0] ?? ''}/${mode ?? ''}/${action}`;
}

/** Rows that stay as they are: Esc always leaves, `?` always shows the keys, and letters that name a kind or a class. */
export function isFixed(row: KeyRow): boolean {
  return row.action === 'escape' || row.action === 'keys' || row.keys.length > 3 || row.mode === 'kind';
}

/** The table with a reader's chords in it. */
export function boundTable(own: OwnKeys, table: readonly KeyRow[] = KEYMAP): readonly KeyRow[] {
  if (Object.keys(own).length === 0) return table;
  return table.map((row) => {
    const chord = own[rowName(row)];
    return chord === undefined || isFixed(row) ? row : { screens: row.screens, ...(row.mode === undefined ? {} : { mode: row.mode }), keys: [chord], action: row.action, words: row.words };
  });
}

/** Rows that have a chord where `row` would be asked for: on one of its screens, in its mode. */
export function takenBy(table: readonly KeyRow[], row: KeyRow, chord: string): KeyRow[] {
  const name = rowName(row);
  return table.filter((other) => rowName(other) !== name && other.mode === row.mode && other.keys.includes(chord) && other.screens.some((screen) => row.screens.includes(screen)));
}

/** Chords that the computer or the browser takes for itself, that move the focus, or that are none. */
const KEPT = /^(Escape|Tab|Shift\+Tab|Ctrl\+Tab|Ctrl\+(Shift\+)?[WTNRQ]|Alt\+F4|Alt\+Tab|F5|Ctrl\+F5|F11|F12|(Ctrl\+)?(Alt\+)?(Shift\+)?(Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|ScrollLock|Dead|Unidentified|Process|Compose|ContextMenu))$/;

/** Whether a chord can be given to an action at all. */
export function mayBind(chord: string): boolean {
  return chord !== '' && chord.length <= 40 && !KEPT.test(chord);
}

/** What came of giving a chord to a row. */
export type Bound = { own: OwnKeys } | { taken: KeyRow[] } | { kept: true };

/** A row with another chord; refused where another row has it, or nobody may. A chord that is the row's own anyway is none of the reader's. */
export function bind(own: OwnKeys, row: KeyRow, chord: string, table: readonly KeyRow[] = KEYMAP): Bound {
  if (!mayBind(chord) || isFixed(row)) return { kept: true };
  const taken = takenBy(boundTable(own, table), row, chord);
  if (taken.length > 0) return { taken };
  return { own: withKey(own, row, chord, table) };
}

function withKey(own: OwnKeys, row: KeyRow, chord: string, table: readonly KeyRow[]): OwnKeys {
  const name = rowName(row);
  const shipped = table.find((one) => rowName(one) === name)?.keys ?? [];
  const { [name]: _before, ...rest } = own;
  return shipped.length === 1 && shipped[0] === chord ? rest : { ...rest, [name]: chord };
}

/** Both rows with each other's chord; null where that would give a chord two meanings. */
export function swap(own: OwnKeys, row: KeyRow, chord: string, table: readonly KeyRow[] = KEYMAP): OwnKeys | null {
  const now = boundTable(own, table);
  const taken = takenBy(now, row, chord);
  const mine = now.find((one) => rowName(one) === rowName(row))?.keys[0];
  const [other] = taken;
  if (!other || taken.length > 1 || mine === undefined || isFixed(other) || isFixed(row) || !mayBind(chord) || !mayBind(mine)) return null;
  const next = withKey(withKey(own, row, chord, table), other, mine, table);
  return clashes(boundTable(next, table)).length === 0 ? next : null;
}

/** A row as the program has it; null where another row of the reader's has taken that chord meanwhile. */
export function unbind(own: OwnKeys, row: KeyRow, table: readonly KeyRow[] = KEYMAP): OwnKeys | null {
  const { [rowName(row)]: _mine, ...rest } = own;
  return clashes(boundTable(rest, table)).length === 0 ? rest : null;
}

/** What is kept of stored keys: rows that are there still, chords that nobody else has. Anything else is left out. */
export function readOwn(stored: string | undefined, table: readonly KeyRow[] = KEYMAP): OwnKeys {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stored ?? '{}');
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const rows = new Map(table.map((row) => [rowName(row), row]));
  const fit = Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => {
      const [name, chord] = entry;
      const row = rows.get(name);
      return row !== undefined && !isFixed(row) && typeof chord === 'string' && mayBind(chord);
    }),
  );
  let own: OwnKeys = fit;
  // Two that meet: both are the program's again. Chords that were swapped with each other stay.
  for (let found = clashes(boundTable(own, table)); found.length > 0; found = clashes(boundTable(own, table))) {
    const bad = new Set(boundTable(own, table).filter((row) => own[rowName(row)] !== undefined && row.keys.some((chord) => takenBy(boundTable(own, table), row, chord).length > 0)).map(rowName));
    if (bad.size === 0) return {};
    own = Object.fromEntries(Object.entries(own).filter(([name]) => !bad.has(name)));
  }
  return own;
}

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'PgUp', PageDown: 'PgDn', Insert: 'Ins', Delete: 'Del', Escape: 'Esc', Backspace: '⌫' };
const BACK: Readonly<Record<string, string>> = { ...Object.fromEntries(Object.entries(SIGNS).map(([key, sign]) => [sign, key])), '−': '-', Leertaste: 'Space', 空白鍵: 'Space', Entf: 'Delete', Einfg: 'Insert' };

/** A chord from the way hints print it: `Shift ←` is `Shift+ArrowLeft`, `Ctrl P` is `Ctrl+P`. */
export function chordOfHint(hint: string): string {
  return hint
    .split(' ')
    .map((part) => BACK[part] ?? part)
    .join('+');
}

/** How a chord is printed. */
export function printChord(chord: string): string {
  if (/^(Ctrl\+)?(Alt\+)?(Shift\+)?\+$/.test(chord)) return `${chord.slice(0, -1).replaceAll('+', ' ')}+`;
  return chord
    .split('+')
    .map((part) => SIGNS[part] ?? part)
    .join(' ');
}

/** How a row's keys are printed: a reader's own as they were given. */
export function shownKeys(row: AnyRow): string {
  return row.shown ?? (row.keys.length === 1 ? printChord(row.keys[0]!) : printed(row));
}

/** What a hint says on a screen: the chord that is printed by the program, as the reader has it. Of a mode where one is named. */
export function boundHint(own: OwnKeys, hint: string, screen: KeyScreen, mode?: KeyMode): string {
  if (Object.keys(own).length === 0) return hint;
  // `V V`: the same key twice.
  const [first, second, ...more] = hint.split(' ');
  if (first !== undefined && first === second && more.length === 0) return `${boundHint(own, first, screen, mode)} ${boundHint(own, first, screen, mode)}`;
  const chord = chordOfHint(hint.replace(/ held$/, ''));
  const row = KEYMAP.find((one) => one.screens.includes(screen) && one.mode === mode && one.keys.includes(chord));
  const mine = row && own[rowName(row)];
  return mine === undefined ? hint : printChord(mine);
}

const PART = '[A-Za-z0-9←→↑↓⌫+−/.,]';

/** The sentence of a mode with a reader's keys in it; one whose key stands nowhere in it is added at the end. */
export function boundSentence(own: OwnKeys, sentence: string, screen: KeyScreen, mode?: KeyMode): string {
  let said = sentence;
  const more: string[] = [];
  for (const row of KEYMAP) {
    const mine = own[rowName(row)];
    if (mine === undefined || row.mode !== mode || !row.screens.includes(screen)) continue;
    const names = [printed(row), ...Object.keys(BACK).filter((name) => BACK[name] === row.keys[0])];
    const found = names.map((name) => new RegExp(`(?<!${PART}|Alt |Shift |Ctrl )${name.replace(/[+.*?^$()[\]{}|\\]/g, '\\$&')}(?!${PART})`)).find((pattern) => pattern.test(said));
    // Between signs that no keyboard has, so that one replaced is not replaced again.
    if (found) said = said.replace(found, `\u0001${printChord(mine)}\u0002`);
    else more.push(`${printChord(mine)} ${KEY_WORDS[row.words]}`);
  }
  return [said.replaceAll(/[\u0001\u0002]/g, ''), ...more].join(', ');
}
