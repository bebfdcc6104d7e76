import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../core/contract/errors.ts';
import { FINDING_KINDS } from '../../core/rhythm/finding.ts';
import { writtenKind } from '../../core/rhythm/kind-words.ts';
import { ERRORS } from '../../core/words/en/errors.ts';
import { FOLDER } from '../../core/words/en/folder.ts';
import { LABELS } from '../../core/words/en/labels.ts';
import { REASONS } from '../../core/words/en/reasons.ts';
import { REPORT } from '../../core/words/en/report.ts';
import { said, saidFailure } from '../../core/words/phrases.ts';
import { root } from '../house/sources.ts';

const PHRASES = [...REASONS, ...LABELS, ...REPORT, ...ERRORS, ...FOLDER];
const OTHERS = ['de', 'zh-Hant'] as const;

describe('what the program says of itself', () => {
  it.each([
    ['3 ventricular beats in a row at 76/min (below 100/min) over 1.59 s', '3 ventrikuläre Schläge hintereinander mit 76/min (unter 100/min) über 1,59 s', '連續 3 個心室性心搏，心率 76/min（低於 100/min），歷時 1.59 s'],
    ['2 supraventricular beats in a row, 0.50 s apart', '2 supraventrikuläre Schläge hintereinander, Abstand 0,50 s', '連續 2 個上心室性心搏，間隔 0.50 s'],
    ['undo: V-a: 1096 beats F to V', 'rückgängig: V-a: 1096 Schläge F zu V', '復原：V-a：1096 個心搏由 F 改為 V'],
    ['12 × ventricular couplet: confirmed', '12 × V-Couplet: bestätigt', '12 項成對 VPC：已確認'],
    ['12 of ventricular couplet: confirmed', '12 von V-Couplet: bestätigt', '12 項成對 VPC：已確認'],
    ['Labels 104,213, of them 58 changed by the reader. 27 of 41 templates reviewed.', 'Bezeichnungen 104.213, davon 58 bei der Befundung geändert. 27 von 41 Formgruppen geprüft.', '標記 104,213 個，其中 58 個由判讀者更改。41 個樣板中 27 個已檢視。'],
    ['Sat 14 Nov 2026 14:06', '14.11.2026 14:06', '2026/11/14 14:06'],
    ['104,213', '104.213', '104,213'],
    ['-1.4 mm', '-1,4 mm', '-1.4 mm'],
  ])('%s', (english, german, chinese) => {
    expect(said(english, 'en')).toBe(english);
    expect(said(english, 'de')).toBe(german);
    expect(said(english, 'zh-Hant')).toBe(chinese);
  });

  it('has every hole of the English sentence, and no other', () => {
    for (const language of ['de', 'zh-hant'])
      for (const file of ['reasons', 'labels', 'report', 'errors']) {
        const text = readFileSync(join(root, 'core/words', language, `${file}.ts`), 'utf8');
        for (const [, english = '', own = ''] of text.matchAll(/^ {2}'?((?:[^'\\]|\\.)*?)'?: '((?:[^'\\]|\\.)*)',$/gm)) {
          const holes = english.match(/\{#?\}/g)?.length ?? 0;
          const named = new Set(Array.from(own.matchAll(/\{(\d)\}/g), ([, number]) => Number(number)));
          expect([...named].every((number) => number >= 1 && number <= holes), `${language} ${english}`).toBe(true);
          // Chinese needs no plural and may leave the figure of one out; a figure is never lost else.
          expect(named.size, `${language} ${english}`).toBeGreaterThanOrEqual(holes - 1);
        }
      }
  });

  it.each(OTHERS)('finds each of its sentences again in %s', (language) => {
    for (const phrase of PHRASES) {
      const english = phrase.replaceAll('{#}', '7').replaceAll(/\{\}(?= ?(?:%|ms\b|s\b|min\b|mm\b|\/min))/g, '7').replaceAll('{}', '8');
      const own = said(english, language);
      if (/[a-z]{4}/.test(english) && !/^(?:Normal|Couplets|Fusion|Patient|Burden|sustained|Pause|artefact)/i.test(english)) expect(own, english).not.toBe(english);
      expect(own).not.toMatch(/\{#?\d?\}/);
    }
  });

  it.each(OTHERS)('names every kind of finding and every code in %s', (language) => {
    // As the report writes them, too: alone, and at the head of a line of urgent findings.
    for (const kind of FINDING_KINDS.filter((one) => one !== 'pause' && one !== 'r-on-t')) {
      const words = writtenKind(kind).replace(/^./, (letter) => letter.toUpperCase());
      expect(said(words, language)).not.toBe(words);
      expect(said(`${words}, 3: 09:33, 09:40; not reviewed, no note of anybody told`, language)).not.toContain(words);
    }
    for (const kind of FINDING_KINDS) if (kind !== 'r-on-t') expect(said(kind.replaceAll('-', ' '), language)).not.toBe(kind.replaceAll('-', ' '));
    for (const code of ERROR_CODES) expect(saidFailure({ code, message: 'Xyz qrs.', hint: '', details: {} }, language).message).toMatch(/^.{3,}: Xyz qrs\.$/);
  });

  it('leaves what it does not know as it is, whatever that is', () => {
    expect(said('Xyz qrs', 'de')).toBe('Xyz qrs');
    fc.assert(fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(...OTHERS), (text, language) => typeof said(text, language) === 'string'));
    // A long text, as a foreign file may bring one, is not looked at for ever.
    expect(said(`${'mm/s '.repeat(400)}x`, 'de')).toContain('x');
    expect(said(`${'of at to '.repeat(60)}x`, 'de')).toContain('x');
    expect(said('a, b; c. D '.repeat(300), 'de').length).toBeGreaterThan(1000);
  });

  it('is of as many files in each language', () => {
    const files = readdirSync(join(root, 'core/words/de'));
    expect(readdirSync(join(root, 'core/words/zh-hant'))).toEqual(files);
  });
});
