/** Printed pages of full disclosure. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { drawDisclosure } from '../../backend/report/disclosure.ts';
import { program } from '../../backend/program.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { layLines } from '../../core/study/disclosure.ts';
import { disclosureInLanguage } from '../../core/study/disclosure-language.ts';
import { drawnFindings, NO_VALUE, PAGE_LINES, POINTS, printedHead, printedLine, type DisclosureContent, type HeadInput } from '../../core/study/disclosure-print.ts';

const RATE = 100;
const created = new Date('2026-11-21T14:06:00Z');
const finding = (kind: Finding['kind'], from: number, to: number): Finding => ({ kind, from: from * RATE, to: to * RATE, severity: 'important', rate: null, leads: [], confidence: 1, reason: '', anchors: [0], evidence: {} });

function pages(minutes: number, local = '2026-11-14T23:58:30'): DisclosureContent {
  const lines = layLines({ startMs: Date.parse(`${local}Z`), sampleRate: RATE, sampleCount: minutes * 60 * RATE, seconds: 60 });
  const beats: Pick<BeatColumns, 'sample' | 'code'> = { sample: Float64Array.from({ length: minutes * 60 }, (_, i) => (i + 0.5) * RATE), code: Uint8Array.from({ length: minutes * 60 }, (_, i) => (i % 7 === 0 ? 2 : 0)) };
  const input = {
    lines,
    from: 0,
    to: minutes * 60 * RATE,
    start: { local, assumed: false },
    sampleRate: RATE,
    recordedSeconds: minutes * 60,
    beats,
    counted: new Uint8Array(minutes * 60).fill(1),
    unreadable: Float64Array.of(95 * RATE, 99 * RATE),
    findings: drawnFindings([finding('atrial-fibrillation', 100, 400), finding('pause', 200, 203), finding('no-pause', 300, 303), finding('ventricular-couplet', 320, 321)], ({ kind }) => kind === 'ventricular-couplet'),
  };
  const values = Float32Array.from({ length: 60 * RATE }, (_, i) => (i < 50 ? Number.NaN : Math.sin(i / 9)));
  return { title: 'Full disclosure', patient: '王小明, born 1 May 1950', laboratory: 'Laboratory', printed: 'Printed today', caption: 'II, one minute a line', seconds: 60, mmPerMv: 2, footer: ['A qualified person must review every result.', 'labels'], lines: Array.from({ length: lines.count }, (_, line) => printedLine(line, values, input)) };
}

describe('printed full disclosure', () => {
  it('names the day on each page of several days, and at midnight of one', () => {
    const { lines } = pages(27 * 60);
    const named = lines.flatMap(({ time, day }) => (day === '' ? [] : [`${time} ${day}`]));
    expect(named.slice(0, 3)).toEqual(['00:00 Sun 15 Nov 2026', '00:30 Sun 15 Nov 2026', '01:00 Sun 15 Nov 2026']);
    expect(named.at(-1)).toBe('02:30 Mon 16 Nov 2026');
    expect(pages(90).lines.filter(({ day }) => day !== '')).toHaveLength(1);
  });

  it('says of each line when it was, what beats are in it, what was found and what cannot be read', () => {
    const { lines } = pages(10);
    expect(lines.slice(0, 3).map(({ time, day, beats }) => [time, day, beats])).toEqual([
      ['23:58', '', 30],
      ['23:59', '', 60],
      ['00:00', 'Sun 15 Nov 2026', 60],
    ]);
    // Lines begin 30 s before the recording does.
    expect(lines.map(({ words }) => words).slice(0, 8)).toEqual(['', '', 'AF', 'Pause', '', '', '', '']);
    expect(lines.map(({ bars }) => bars.length).slice(0, 8)).toEqual([0, 0, 1, 2, 1, 1, 1, 1]);
    expect(lines[2]!.unreadable).toEqual([{ from: 5 / 60, to: 9 / 60 }]);
    expect(lines[1]!.low.length).toBe(POINTS);
    expect(lines[1]!.low[0]).toBe(NO_VALUE);
    expect(lines[1]!.high.reduce((most, value) => (value === NO_VALUE ? most : Math.max(most, value)), 0)).toBeGreaterThan(990);
  });

  it('says no date where none is known, whether the time of day was set or assumed: days are counted from the start', () => {
    const local = '2000-01-01T23:58:30.000';
    const headOf = (assumed: boolean, hours: number): Omit<DisclosureContent, 'lines'> => {
      const study: HeadInput['study'] = {
        facts: { name: 'Doe', id: '', birth: '', age: '', sex: '', indication: '', referredBy: '', medicines: '', start: local, startAssumed: assumed },
        recording: { record: '208', format: 'wfdb', sampleRate: RATE, sampleCount: hours * 3600 * RATE, leads: [], start: { local, assumed: true }, comments: [], warnings: [], sha256: '' },
        run: null,
        revision: 3,
      };
      return printedHead({ study, laboratory: '', version: '1', printedAt: '2026-11-21T14:06', from: 0, to: hours * 3600 * RATE, seconds: 60, lead: 'II', filter: '0.5 Hz' });
    };
    expect(headOf(true, 0.01).caption).toMatch(/^date not known; 23:58:30 \(start assumed\) to 23:59:06; II, one minute a line/);
    expect(headOf(false, 30).caption).toMatch(/^date not known; day 1, 23:58:30 to day 3, 05:58:30; II/);
    const { lines } = pages(10, local);
    const said = (language: 'de' | 'en' | 'zh-Hant'): string[] => {
      const { caption, lines: all } = disclosureInLanguage({ ...headOf(false, 30), lines, language });
      return [caption.split(/[;；] ?II/)[0]!, all[2]!.day];
    };
    expect(said('en')[1]).toBe('day 2');
    expect(said('de')).toEqual(['Datum unbekannt; Tag 1, 23:58:30 bis Tag 3, 05:58:30', 'Tag 2']);
    expect(said('zh-Hant')).toEqual(['日期不明；第 1 天，23:58:30 至 第 3 天，05:58:30', '第 2 天']);
  });

  it('is sixty lines a page, counts its pages, and gives the same bytes for the same content', async () => {
    const content = pages(PAGE_LINES + 5);
    const [{ pdf, pages: count }, again] = await Promise.all([drawDisclosure(content, program().folder, created), drawDisclosure(content, program().folder, created)]);
    expect(Buffer.from(pdf).equals(Buffer.from(again.pdf))).toBe(true);
    const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
    expect(document.numPages).toBe(2);
    expect(count).toBe(2);
    const text = (await (await document.getPage(2)).getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ');
    expect(text).toContain('Page 2 of 2');
    expect(text).toContain('A qualified person must review every result.');
    expect(text).toContain('王小明');
  });
});
