import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/contract/languages.ts';
import { conclusionAsRead, conclusionInWords, confirmed, editable, numbersIn, parseConclusion, sentenceOf, stateOfSentence, unconfirmed, writeConclusion, type Sentence } from '../../core/study/conclusion.ts';
import { isLiveName, LIVE_NAMES, liveNumbers, restsOn, unitOf, unseenTemplates } from '../../core/study/live-numbers.ts';
import { fits, fittingFirst } from '../../core/study/fitting-sentences.ts';
import { SHIPPED_SENTENCES, SNIPPET_LIMITS, readSnippets, sentencesOf, snippetFault, writeSnippets } from '../../core/study/shipped-sentences.ts';
import { day, finding } from './live-day.ts';

const then = liveNumbers(day());
const now = liveNumbers(day({ summary: { counts: { N: 99_928, S: 0, V: 1481, F: 0, Q: 0 } } }));
const written = confirmed(sentenceOf('Frequent ventricular ectopy, {v.beats} beats ({v.burden}).'), then, 57);

describe('a conclusion in the journal', () => {
  it('of older versions is one sentence written by hand, printed as it was', () => {
    for (const text of ['Sinus rhythm.', 'Sinus rhythm.\nNo pause.', 'A {brace} and {v.beats', '{"v.beats"}', ' - a\n - b']) {
      const sentences = parseConclusion(text);
      expect(sentences).toHaveLength(1);
      expect(stateOfSentence(sentences[0]!, now)).toBe('plain');
      expect(conclusionInWords(text, now, 'en')).toBe(text);
      expect(writeConclusion(sentences)).toBe(text.trim());
      expect(unconfirmed(text, now)).toBe(0);
    }
    expect(parseConclusion('')).toEqual([]);
  });

  it('stays plain text that can be read', () => {
    const text = writeConclusion([sentenceOf('No pause.'), written]);
    expect(text).toBe('• No pause.\n• Frequent ventricular ectopy, {v.beats=1,409@57} beats ({v.burden=1.4 %@57}).');
    expect(parseConclusion(text)).toEqual([sentenceOf('No pause.'), written]);
    expect(conclusionAsRead(text)).toBe('No pause. Frequent ventricular ectopy, 1,409 beats (1.4 %).');
    expect(editable(written)).toBe('Frequent ventricular ectopy, {v.beats} beats ({v.burden}).');
  });

  it('is written and read back as it was, whatever is in it', () => {
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '•', '{', '}', '=', '@', '1', '心', 'v.beats'), maxLength: 30 });
    const piece = fc.constantFrom(...LIVE_NAMES).map((name): Sentence => confirmed(sentenceOf(`{${name}}`), then, 3));
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(words.map((text) => sentenceOf(text)), piece), { maxLength: 4 }).map((parts) => parts.flat()), { maxLength: 5 }), (sentences) => {
        const text = writeConclusion(sentences);
        // What is read is written as it is: the text is a fixed point, whatever was typed.
        expect(writeConclusion(parseConclusion(text))).toBe(text);
        expect(() => conclusionInWords(text, now, 'zh-Hant')).not.toThrow();
      }),
    );
  });
});

describe('a sentence with live numbers', () => {
  it('holds until a count changes, then says so, and holds again once it is confirmed', () => {
    expect(stateOfSentence(written, then)).toBe('holds');
    expect(stateOfSentence(written, now)).toBe('changed');
    expect(numbersIn(written)[0]).toEqual({ name: 'v.beats', confirmed: '1,409', at: 57 });
    const again = confirmed(written, now, 60);
    expect(stateOfSentence(again, now)).toBe('holds');
    expect(stateOfSentence(again, then)).toBe('changed');
    // Undone: what was confirmed is what is there.
    expect(stateOfSentence(written, liveNumbers(day()))).toBe('holds');
  });

  it('is printed with the numbers of now, in the language of the report', () => {
    const text = writeConclusion([written, sentenceOf('No pause.')]);
    expect(conclusionInWords(text, now, 'en')).toBe('Frequent ventricular ectopy, 1,481 beats (1.4\u00a0%). No pause.');
    expect(conclusionInWords(text, now, 'de')).toContain('1.481 beats (1,4\u00a0%). No');
    expect(conclusionInWords(text, now, 'zh-Hant')).toBe('Frequent ventricular ectopy, 1,481 beats (1.4\u00a0%). No pause.');
    expect(conclusionInWords('• 無心房顫動。\n• {v.beats} 次。\n• Sinus.', now, 'zh-Hant')).toBe('無心房顫動。1,481 次。Sinus.');
    expect(unconfirmed(text, now)).toBe(1);
    expect(unconfirmed(text, then)).toBe(0);
  });

  it('whose source is gone says so, and is never confirmed', () => {
    const run = confirmed(sentenceOf('Longest run {v.longest} at {v.longest.rate}.'), then, 4);
    const without = liveNumbers(day({ tables: { V: { ...day().tables.V, runs: 0, longest: null, fastest: null } } }));
    expect(stateOfSentence(run, without)).toBe('gone');
    expect(conclusionInWords(writeConclusion([run]), without, 'de')).toBe('Longest run keine at keine.');
    expect(stateOfSentence(confirmed(run, without, 9), without)).toBe('gone');
    expect(unconfirmed(writeConclusion([run]), without)).toBe(1);
  });

  it('that rests on what nobody has looked at says so', () => {
    expect(stateOfSentence(written, liveNumbers(day({ unseen: [new Set(['N'])] })))).toBe('holds');
    expect(stateOfSentence(written, liveNumbers(day({ unseen: [new Set(['N', 'V'])] })))).toBe('open');
    const run = confirmed(sentenceOf('{v.runs}'), then, 4);
    expect(stateOfSentence(run, liveNumbers(day({ findings: [finding('ventricular-tachycardia', 'unseen')] })))).toBe('open');
    expect(stateOfSentence(run, liveNumbers(day({ findings: [finding('ventricular-tachycardia', 'reopened')] })))).toBe('open');
    expect(stateOfSentence(run, liveNumbers(day({ findings: [finding('ventricular-tachycardia', 'confirmed')] })))).toBe('holds');
    expect(stateOfSentence(run, liveNumbers(day({ findings: [finding('pause', 'unseen')] })))).toBe('holds');
  });
});

describe('live numbers', () => {
  it('have each a name of their own, and say where to look', () => {
    expect(LIVE_NAMES.length).toBe(new Set(LIVE_NAMES).size);
    for (const name of LIVE_NAMES) {
      expect(name).toMatch(/^[a-z][a-z.]*$/);
      expect(restsOn(name)).toBeDefined();
    }
    expect(isLiveName('constructor')).toBe(false);
    expect(then['v.longest.time']).toMatchObject({ value: '10:08', sample: 5000 });
    expect(then['hr.min'].sample).toBe(3600);
    expect(then['v.beats'].beatClass).toBe('V');
    expect(then.qtc.value).toBeNull();
    expect(then.recorded.value).toBe('24 h 00 min');
    expect(then['pause.least'].value).toBe('2 s');
  });

  it('are each in the documentation, with their unit', () => {
    const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()));
    const units = new Map(rows.flatMap(([, names = '', , unit = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, unit])));
    for (const name of LIVE_NAMES) expect(units.get(name), name).toBe(unitOf(name));
  });

  it('know the templates that nobody has looked at', () => {
    const beats = { template: Uint16Array.of(1, 1, 2, 0, 0), code: Uint8Array.of(0, 2, 2, 1, 4), source: Uint8Array.of(0, 0, 0, 0, 1) };
    expect(unseenTemplates(beats, {})).toEqual([new Set(['N', 'V']), new Set(['V']), new Set(['S'])]);
    expect(unseenTemplates(beats, { 1: 'confirmed', 2: 'reopened', 0: 'changed' })).toEqual([new Set(['V'])]);
    // Said of one beat, while more came.
    expect(unseenTemplates(beats, { 1: 'confirmed 1', 2: 'confirmed 1', 0: 'changed 1' })).toEqual([new Set(['N', 'V'])]);
  });
});

describe('sentences of the laboratory', () => {
  it('are shipped in every language, each fit to be kept, each number a live one', () => {
    for (const language of LANGUAGES) {
      const list = [...SHIPPED_SENTENCES[language]];
      expect(list.length).toBeGreaterThan(10);
      list.forEach((_, i) => expect(snippetFault(list, i)).toBeNull());
      for (const { text } of list) expect(sentenceOf(text).some((piece) => typeof piece === 'string' && /[{}]/.test(piece)), text).toBe(false);
      expect(readSnippets(writeSnippets(list))).toEqual(list);
      expect(sentencesOf({}, language)).toEqual(list);
    }
    expect(sentencesOf({ 'report.sentences': '' }, 'en')).toEqual([]);
  });

  it('are offered where they fit the numbers, in every language alike', () => {
    const keys = (numbers: typeof then, language: (typeof LANGUAGES)[number] = 'en'): string[] => SHIPPED_SENTENCES[language].filter((one) => fits(one, numbers)).map(({ key }) => key);
    const few = liveNumbers(day({ summary: { counts: { N: 425, S: 0, V: 2, F: 0, Q: 0 }, burden: { S: 0, V: 0.5 } } }));
    expect(keys(then)).toContain('ve');
    expect(keys(then)).not.toContain('vefew');
    expect(keys(few)).toContain('vefew');
    expect(keys(few)).not.toContain('ve');
    expect(keys(few)).toEqual(expect.arrayContaining(['echo', 'again']));
    // What would be wrong beside what was found is not offered.
    const quiet = { summary: { counts: { N: 425, S: 0, V: 0, F: 0, Q: 0 }, burden: { S: 0, V: 0 } }, tables: { V: day().tables.S } };
    expect(keys(liveNumbers(day(quiet)))).toEqual(expect.arrayContaining(['sr', 'normal', 'noaf', 'nopause']));
    const fibrillating = keys(liveNumbers(day({ ...quiet, tables: { ...quiet.tables, fibrillation: { episodes: 1, longest: { seconds: 40, sample: 9 } } } })));
    for (const key of ['sr', 'normal']) expect(fibrillating).not.toContain(key);
    const noBeats = keys(liveNumbers(day({ ...quiet, summary: { ...quiet.summary, beats: 0, counts: { N: 0, S: 0, V: 0, F: 0, Q: 0 } } })));
    for (const key of ['sr', 'normal', 'noaf', 'nopause']) expect(noBeats).not.toContain(key);
    const runs = (sustained: number, rate: number): string[] => keys(liveNumbers(day({ tables: { V: { ...day().tables.V, sustained, longest: { beats: 90, rate, sample: 5000 } } } })));
    expect(runs(0, 148)).toEqual(expect.arrayContaining(['vrun', 'sr']));
    for (const key of ['vrun', 'sr']) expect(runs(1, 148)).not.toContain(key);
    expect(runs(0, 62)).not.toContain('vrun');
    const places = LANGUAGES.map((language) => SHIPPED_SENTENCES[language].flatMap((one, i) => (fits(one, few) ? [i] : [])));
    expect(new Set(places.map(String)).size).toBe(1);
    // Of the laboratory's own only one whose number is missing does not fit; nothing is lost.
    expect(fits({ key: 'own', text: 'Two beats.' }, few)).toBe(true);
    expect(fits({ key: 'own', text: 'QTc {qtc}.' }, { ...few, qtc: { ...few.qtc, value: null } })).toBe(false);
    expect(fittingFirst(SHIPPED_SENTENCES.en, few).map(({ key }) => key).toSorted()).toEqual(SHIPPED_SENTENCES.en.map(({ key }) => key).toSorted());
  });

  it('that are none are left out, and nothing that is kept fails to be read', () => {
    expect(readSnippets('a\tOne.\na\tTwice.\nB\tNo key.\nc\t\nno tab\nd\tTwo.')).toEqual([{ key: 'a', text: 'One.' }, { key: 'd', text: 'Two.' }]);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '\t', '\n', ' ', '{', '心') }), (text) => {
      expect(readSnippets(text).length).toBeLessThanOrEqual(SNIPPET_LIMITS.number);
    }));
    fc.assert(fc.property(fc.array(fc.record({ key: fc.string({ unit: fc.constantFrom('a', 'b', '1', 'z'), minLength: 1, maxLength: 4 }), text: fc.string({ minLength: 1, maxLength: 50 }) })), (list) => {
      const kept = readSnippets(writeSnippets(list));
      for (const { key, text } of kept) expect(list.some((one) => one.key === key && one.text.replaceAll(/\s+/g, ' ').trim() === text)).toBe(true);
    }));
  });
});
