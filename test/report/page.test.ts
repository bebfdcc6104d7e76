import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { drawReport } from '../../backend/report/page.ts';
import { MM } from '../../backend/report/ink.ts';
import { program } from '../../backend/program.ts';
import type { Hrv } from '../../core/rhythm/hrv.ts';
import { hrvLines } from '../../core/study/report-hrv.ts';
import { content } from './content.ts';

const created = new Date('2026-11-21T14:06:00Z');
const draw = (strips?: number, hours?: number): ReturnType<typeof drawReport> => drawReport(content(strips, hours), program().folder, created);

async function open(pdf: Uint8Array): Promise<Awaited<ReturnType<typeof getDocument>['promise']>> {
  return getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
}

async function textOf(pdf: Uint8Array): Promise<string[]> {
  const document = await open(pdf);
  const pages: string[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const text = await (await document.getPage(page)).getTextContent();
    pages.push(text.items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return pages;
}

describe('the printed report', () => {
  it('is A4, says what it must on every page, and counts its pages', async () => {
    const { pdf, pages } = await draw(6);
    const document = await open(pdf);
    expect(document.numPages).toBe(pages);
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    expect([width, height].map((points) => Math.round((points / 72) * 25.4))).toEqual([210, 297]);
    const text = await textOf(pdf);
    text.forEach((page, index) => {
      expect(page).toContain('not cleared as a medical device. A qualified person must review every result.');
      expect(page).toContain(`Page ${index + 1} of ${pages}`);
    });
    expect(text[0]).toContain('Draft, not signed');
    expect(text[0]).toContain('09:12 assumed');
    expect(text.join(' ')).toContain('Read by');
    for (let strip = 1; strip <= 6; strip++) expect(text.join(' ')).toContain(`Strip ${strip}`);
  });

  it('says where each section stands', async () => {
    const made = content(6);
    const groups = made.groups.map((column) => column.map((group) => ({ ...group, section: 'beats' as const })));
    const { places, pages } = await drawReport({ ...made, groups }, program().folder, created);
    expect(places.slice(0, 2).map(({ section, page }) => [section, page])).toEqual([['identification', 1], ['conclusion', 1]]);
    expect(places.filter(({ section }) => section === 'strips').map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(places.filter(({ section }) => section === 'beats')).toHaveLength(groups.flat().length);
    for (const { page, top, bottom } of places) expect(page >= 1 && page <= pages && top > 0 && bottom > top && bottom <= 1).toBe(true);
    // One strip lies below the other, or on a later page.
    const strips = places.filter(({ section }) => section === 'strips');
    strips.slice(1).forEach((strip, i) => expect(strip.page + strip.top).toBeGreaterThanOrEqual(strips[i]!.page + strips[i]!.bottom - 1e-6));
  });

  it('cuts no line of its tables, and lays none over another', async () => {
    const figures: Hrv = { from: 0, to: 1, usable: 0.904, intervals: 90_000, meanNn: 801.2, sdnn: 186.4, rmssd: 124.6, pnn50: 12.34, sd1: 117.2, sd2: 261.8, sdann: 112.3, sdnnIndex: 130.2, triangularIndex: 41, bands: { vlf: 4401.2, lf: 1276.4, hf: 1324.1, total: 7001.7 } };
    const lines = hrvLines({ whole: figures, day: figures, night: figures, hours: [], pieces: [] });
    const made = content(1);
    const { pdf } = await drawReport({ ...made, groups: [[{ number: 3, title: 'Heart rate variability', mark: null, lines }], [], []] }, program().folder, created);
    const page = await (await open(pdf)).getPage(1);
    const items = (await page.getTextContent()).items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [{ words: item.str, x: item.transform[4], right: item.transform[4] + item.width, y: item.transform[5] }] : []));
    for (const { label, value } of lines) {
      const [left, right] = [label, value].map((words) => items.find((item) => item.words === words.replace('\u00a0', ' ')));
      expect([label, left?.words, right?.words]).toEqual([label, label, value.replace('\u00a0', ' ')]);
      expect(right!.x - left!.right).toBeGreaterThan(2);
    }
  });

  it('gives the same bytes for the same content', async () => {
    const [a, b] = await Promise.all([draw(), draw()]);
    expect(Buffer.from(a.pdf).equals(Buffer.from(b.pdf))).toBe(true);
  });

  it('keeps every hour of a fortnight', async () => {
    const { pdf } = await draw(1, 336);
    const rows = (await textOf(pdf)).join(' ').split('4,775').length - 1;
    expect(rows).toBe(336);
  });

  it('draws strips at 25 mm/s and 10 mm/mV with a pulse of 1 mV by 200 ms', async () => {
    const { pdf } = await draw(1);
    const page = await (await open(pdf)).getPage(1);
    const operators = await page.getOperatorList();
    const boxes: { width: number; height: number }[] = [];
    operators.fnArray.forEach((fn, index) => {
      if (fn !== OPS.constructPath) return;
      const bounds: unknown = operators.argsArray[index]?.[2];
      if (bounds instanceof Float32Array) boxes.push({ width: bounds[2]! - bounds[0]!, height: bounds[3]! - bounds[1]! });
    });
    // The pulse: 5 mm wide between feet of 3 pixels, 10 mm high, in the page's pixels.
    expect(boxes.some(({ width, height }) => Math.abs(width - (5 * MM + 6)) < 0.05 && Math.abs(height - 10 * MM) < 0.05)).toBe(true);
    // The first lead: 1.1 mV high in 7.1 s at 25 mm/s, cut at the strip's right edge.
    expect(boxes.some(({ width, height }) => Math.abs(height - 1.1 * 10 * MM) < 0.3 && width > 25 * MM * 6.9)).toBe(true);
  });
});
