import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bind, boundHint, boundSentence, boundTable, chordOfHint, isFixed, mayBind, printChord, readOwn, rowName, shownKeys, swap, unbind, type KeyRow, type OwnKeys } from '../../renderer/parts/bindings.ts';
import { keyCaps, keySentence } from '../../renderer/parts/key-caps.ts';
import { speak } from '../../renderer/parts/language.ts';
import { actionOf, clashes, KEYMAP } from '../../renderer/parts/keymap.ts';

const row = (name: string): KeyRow => KEYMAP.find((one) => rowName(one) === name)!;
const given = (own: OwnKeys, name: string, chord: string): OwnKeys => {
  const bound = bind(own, row(name), chord);
  if (!('own' in bound)) throw new Error(`${chord} was refused`);
  return bound.own;
};

describe('keys of a reader', () => {
  it('have rows that are told apart by name, and are printed as the program prints them', () => {
    expect(new Set(KEYMAP.map(rowName)).size).toBe(KEYMAP.length);
    for (const one of KEYMAP) if (one.shown !== undefined && one.keys.length === 1 && !one.shown.includes('held')) expect(printChord(one.keys[0]!)).toBe(one.shown);
    for (const one of KEYMAP) expect(one.keys).toContain(chordOfHint(printChord(one.keys[0]!)));
    expect(shownKeys(row('beats//gain-up'))).toBe('+');
  });

  it('stand in place of the program’s, on every screen of the row, and nowhere else', () => {
    const own = given({}, 'beats//confirm', 'Ctrl+Space');
    const table = boundTable(own);
    expect(actionOf('Ctrl+Space', 'beats', null, table)).toBe('confirm');
    expect(actionOf('Space', 'beats', null, table)).toBeNull();
    expect(actionOf('Space', 'overview', null, table)).toBe('open-item');
    // Given its own chord again, it is none of the reader's.
    expect(given(own, 'beats//confirm', 'Space')).toEqual({});
    expect(unbind(own, row('beats//confirm'))).toEqual({});
  });

  it('are refused by name where another row has them, and can be swapped', () => {
    const bound = bind({}, row('beats//calipers'), 'U');
    expect('taken' in bound && bound.taken.map(({ words }) => words)).toEqual(['a span is unreadable, or readable again: the brushed one, or one set by key']);
    const own = swap({}, row('beats//calipers'), 'U')!;
    expect([actionOf('U', 'beats', null, boundTable(own)), actionOf('M', 'beats', null, boundTable(own))]).toEqual(['calipers', 'unreadable']);
    // One alone cannot go back: its chord is the other's now.
    expect(unbind(own, row('beats//calipers'))).toBeNull();
    // What lies on more screens cannot take a chord that another screen needs.
    expect(swap({}, row('beats//confirm'), 'D')).toBeNull();
  });

  it.each(['Escape', 'Tab', 'Ctrl+W', 'F5', 'Shift', 'Dead', ''])('are never %s', (chord) => {
    expect(mayBind(chord)).toBe(false);
    expect(bind({}, row('beats//calipers'), chord)).toEqual({ kept: true });
  });

  it('never give a chord two meanings, whatever is pressed, swapped, put back or stored', () => {
    const chord = fc.oneof(fc.constantFrom(...KEYMAP.flatMap(({ keys }) => [...keys])), fc.string({ maxLength: 3 }));
    const step = fc.tuple(fc.constantFrom('bind', 'swap', 'unbind'), fc.constantFrom(...KEYMAP), chord);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let own: OwnKeys = {};
        for (const [how, of, key] of steps) {
          const bound = bind(own, of, key);
          own = how === 'bind' ? ('own' in bound ? bound.own : own) : ((how === 'swap' ? swap(own, of, key) : unbind(own, of)) ?? own);
          expect(clashes(boundTable(own))).toEqual([]);
        }
        expect(readOwn(JSON.stringify(own))).toEqual(own);
      }),
      { numRuns: 60 },
    );
    const stored = fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.constantFrom(...KEYMAP.map(rowName), 'gone//row'), fc.oneof(chord, fc.nat()), { maxKeys: 8 }).map((kept) => JSON.stringify(kept)));
    fc.assert(
      fc.property(stored, (text) => {
        expect(clashes(boundTable(readOwn(text)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(readOwn(undefined)).toEqual({});
  });

  it('leave Esc, `?` and the letters of kinds and classes as they are', () => {
    expect(KEYMAP.filter(isFixed).map(({ action }) => action)).toEqual(['keys', 'escape', 'as-letter', 'kind-letter']);
  });

  it('are what every hint and every mode says', () => {
    const own = given(given(given({}, 'beats/diary/diary-seen', 'Ctrl+D'), 'beats//calipers', 'Alt+M'), 'episodes/bounds/bound-left', 'Alt+J');
    expect(boundHint(own, 'Space', 'beats', 'diary')).toBe('Ctrl D');
    expect(boundHint(own, 'Space', 'beats')).toBe('Space');
    expect(boundHint(own, 'M', 'beats')).toBe('Alt M');
    expect(boundSentence(own, 'Space looked at and next, J K the others, Esc leaves it', 'beats', 'diary')).toBe('Ctrl D looked at and next, J K the others, Esc leaves it');
    expect(boundSentence(own, 'Leertaste angesehen und weiter', 'beats', 'diary')).toBe('Ctrl D angesehen und weiter');
    expect(boundSentence(own, '← → to the next beat, Alt ← → one sample', 'episodes', 'bounds')).toBe('← → to the next beat, Alt J → one sample');
    expect(boundSentence(own, 'nothing of it', 'episodes', 'bounds')).toBe('nothing of it, Alt J this end one sample earlier');
    expect(boundSentence({}, 'Space', 'beats', 'diary')).toBe('Space');
  });
});

it('keys bear the names that stand on the keyboards of the language', () => {
  const printed = (['en', 'de', 'zh-Hant'] as const).map((language) => {
    speak(language);
    return [...['Ctrl Z', 'Ins', 'PgDn', 'Alt U held', 'Shift V', 'Space'].map(keyCaps), keySentence('Space: go on, Shift U')];
  });
  speak('en');
  expect(printed).toEqual([
    ['Ctrl Z', 'Ins', 'PgDn', 'Alt U held', 'Shift V', 'Space', 'Space: go on, Shift U'],
    ['Strg Z', 'Einfg', 'Bild ↓', 'Alt U gehalten', '⇧ V', 'Leer', 'Leertaste: go on, ⇧ U'],
    ['Ctrl Z', 'Ins', 'PgDn', 'Alt U 按住', 'Shift V', '空白鍵', '空白鍵: go on, Shift U'],
  ]);
});
