import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeatClass } from '../../core/beats/classes.ts';
import { LANGUAGES } from '../../core/contract/languages.ts';
import { numbersIn, sentenceOf } from '../../core/study/conclusion.ts';
import { liveNumbers, type LiveDay } from '../../core/study/live-numbers.ts';
import { narrative, narrativeInWords } from '../../core/study/narrative.ts';
import { NARRATIVE } from '../../core/study/narrative-words.ts';
import { day, finding } from './live-day.ts';

const said = (of: LiveDay): string => narrativeInWords(liveNumbers(of), 'en').replaceAll('\u00a0', ' ');
const ids = (of: LiveDay): string[] => narrative(liveNumbers(of), 'en').map(({ id }) => id);

describe('the proposed narrative', () => {
  it('of a day that was reviewed states it in the order of the consensus', () => {
    expect(said(day())).toBe(
      '24 h 00 min recorded, 23 h 50 min (99.3 %) readable. Mean heart rate 73/min, lowest 48/min at 10:06, highest 131/min at 10:12. Normal beats: 100,000 of 101,409 (98.6 %). ' +
        'Ventricular ectopy: 1,409 beats (1.4 %). Ventricular couplets: 26. Ventricular runs of three beats and more: 3, the longest of 5 beats at 148/min, the fastest at 160/min. ' +
        'No supraventricular ectopy. No pause of 2 s or longer. No atrial fibrillation of 30 s or more. Flutter with fixed conduction was not assessed.',
    );
  });

  it('states of a day that nobody has looked at only how long it is, and names the rest', () => {
    const unseen = [new Set<BeatClass>(['N']), new Set<BeatClass>(['V'])];
    expect(said(day({ unseen, findings: [finding('ventricular-tachycardia', 'unseen')] }))).toBe(
      '24 h 00 min recorded, 23 h 50 min (99.3 %) readable. Not reviewed: heart rate, normal beats, ventricular ectopy, supraventricular ectopy, pauses, atrial fibrillation; templates 2, findings 1. Flutter with fixed conduction was not assessed.',
    );
  });

  it('leaves out what one open finding bears on, and nothing else', () => {
    const open = day({ findings: [finding('atrial-fibrillation', 'unseen')], tables: { af: { burden: 1, seconds: 864, episodes: 1, least: 30, longest: { seconds: 864, sample: 6000 } } } });
    expect(ids(open)).not.toContain('af');
    expect(ids(open)).toContain('v');
    expect(said(open)).toContain('Not reviewed: atrial fibrillation; templates 0, findings 1.');
    const decided = day({ findings: [finding('atrial-fibrillation', 'confirmed')], tables: { af: { burden: 1, seconds: 864, episodes: 1, least: 30, longest: { seconds: 864, sample: 6000 } } } });
    expect(said(decided)).toContain('Atrial fibrillation for 14 min (1.0 % of the readable time), episodes: 1, the longest 14 min.');
    expect(ids(decided)).not.toContain('open');
  });

  it('says that there is none of something only where nothing is left to look at', () => {
    expect(ids(day({ unseen: [new Set(['Q'])] }))).not.toContain('afNone');
    expect(ids(day({ unseen: [new Set(['Q'])] }))).toContain('v');
  });

  it('says of fibrillation that there is none only of the length that was looked for', () => {
    const of = (least: number): string => said(day({ tables: { af: { burden: 0, seconds: 0, episodes: 0, least, longest: null } } }));
    expect(of(30)).toContain('No atrial fibrillation of 30 s or more.');
    expect(of(600)).toContain('No atrial fibrillation of 10 min or more.');
  });

  it('states no number that rests on something open, whatever is open, in every language alike', () => {
    const classes = fc.array(fc.constantFrom<BeatClass>('N', 'S', 'V', 'F', 'Q'), { minLength: 1 });
    const kinds = fc.constantFrom('ventricular-tachycardia', 'atrial-fibrillation', 'pause', 'supraventricular-run', 'qt-prolonged', 'asystole', 'suspected-mobitz-block');
    const states = fc.constantFrom('unseen', 'reopened', 'confirmed', 'changed', 'rejected');
    fc.assert(
      fc.property(fc.array(classes, { maxLength: 3 }), fc.array(fc.tuple(kinds, states), { maxLength: 6 }), fc.nat(3), (unseen, found, pauses) => {
        const numbers = liveNumbers(day({ unseen: unseen.map((one) => new Set(one)), findings: found.map(([kind, state]) => finding(kind, state)), tables: { pauses: { steps: [{ seconds: 2, count: pauses }], longest: pauses > 0 ? { seconds: 2.4, sample: 9 } : null, notPauses: 0 } } }));
        const english = narrative(numbers, 'en');
        for (const { text } of english) for (const { name } of numbersIn(sentenceOf(text))) {
          expect(numbers[name].open).toBe(0);
          expect(numbers[name].value).not.toBeNull();
        }
        for (const language of LANGUAGES) expect(narrative(numbers, language).map(({ id }) => id)).toEqual(english.map(({ id }) => id));
        const open = unseen.length > 0 || found.some(([, state]) => state === 'unseen' || state === 'reopened');
        expect(english.some(({ id }) => id === 'open' || id === 'openOnly')).toBe(open);
      }),
    );
  });

  it('calls no ventricular ectopy absent beside tachycardia or fibrillation that no beat is labelled for', () => {
    const none = { summary: { counts: { N: 100_000, S: 0, V: 0, F: 0, Q: 0 } } };
    const empty = day().tables.S;
    expect(ids(day({ ...none, tables: { V: empty } }))).toContain('vNone');
    const run = { ...empty, runs: 1, sustained: 1, longest: { beats: 918, rate: 166, sample: 7200 }, fastest: { beats: 918, rate: 166, sample: 7200 } };
    expect(said(day({ ...none, tables: { V: run } }))).toContain('Ventricular runs of three beats and more: 1, the longest of 918 beats at 166/min, the fastest at 166/min. Sustained ventricular runs, of 30 s and more: 1.');
    for (const one of [day({ ...none, tables: { V: run } }), day({ ...none, tables: { V: empty, fibrillation: { episodes: 1, longest: { seconds: 40, sample: 9 } } } })]) expect(ids(one)).not.toContain('vNone');
    // Undecided, it is not told at all.
    const open = day({ ...none, tables: { V: run }, findings: [finding('ventricular-tachycardia', 'unseen')] });
    expect(ids(open)).not.toContain('vNone');
    expect(said(open)).toContain('Not reviewed: ventricular ectopy;');
  });

  it('tells the flutter that a reader gave, and no longer that it was not assessed', () => {
    const flutter = { tables: { flutter: { episodes: 1, seconds: 320, longest: { seconds: 320, sample: 9 } } } };
    expect(said(day({ ...flutter, findings: [finding('atrial-flutter', 'confirmed')] }))).toMatch(/No atrial fibrillation of 30 s or more\. Atrial flutter for 5 min, episodes: 1\.$/);
    expect(said(day({ ...flutter, findings: [finding('atrial-flutter', 'reopened')] }))).toContain('Not reviewed: atrial fibrillation;');
    expect(ids(day())).toContain('notAssessed');
  });

  it('of a day whose beats all lie in fibrillation tells the fibrillation', () => {
    const of = day({ summary: { counts: { N: 0, S: 0, V: 0, F: 0, Q: 0 }, beats: 0, heartRate: { mean: null, lowest: null, highest: null, windowSeconds: 15 } }, tables: { V: day().tables.S, fibrillation: { episodes: 1, longest: { seconds: 900, sample: 0 } } } });
    expect(said(of)).toBe('24 h 00 min recorded, 23 h 50 min (99.3 %) readable. No beats were counted. Ventricular fibrillation or flutter: 1, the longest 15 min. Flutter with fixed conduction was not assessed.');
  });

  it('holds the same numbers in every language', () => {
    const names = (text: string): string[] => numbersIn(sentenceOf(text)).map(({ name }) => name).sort();
    for (const language of LANGUAGES) for (const [id, text] of Object.entries(NARRATIVE[language])) {
      expect(names(text), `${language} ${id}`).toEqual(names(Object.entries(NARRATIVE.en).find(([other]) => other === id)![1]));
      expect(sentenceOf(text).some((piece) => typeof piece === 'string' && /\{[a-z]/.test(piece)), text).toBe(false);
    }
  });
});
