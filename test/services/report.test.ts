/** Reports of real cases, through the printer process. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { confirmed, sentenceOf, unconfirmed, writeConclusion } from '../../core/study/conclusion.ts';
import { SECTIONS_SETTING } from '../../core/study/report-sections.ts';
import { jpegOf, pngOf } from '../study/made-picture.ts';
import { failure, finished, importFile, makeOf, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let program: TestProgram;
let caseId: string;
/** The clock stands still where a test wants equal times. */
const NOW = Date.parse('2026-11-21T14:06:00Z');

beforeAll(async () => {
  program = await openProgram(temporaryFolder(), { now: () => NOW });
  caseId = await analysed(await makeWfdb(temporaryFolder(), 'day', { minutes: 8, seed: 11, leads: 3 }));
});
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

async function analysed(path: string): Promise<string> {
  const imported = await importFile(program, path);
  await finished(program.client.analysis.start({ caseId: imported, device: 'cpu' }));
  return imported;
}

async function edit(request: EditRequest): Promise<void> {
  const { revision } = await program.client.library.study({ caseId });
  await program.client.review.edit({ caseId, baseRevision: revision, request });
}

async function render(of = caseId): Promise<{ text: string; pages: string[]; pdf: Uint8Array; sha256: string; count: number }> {
  const { result } = await finished(program.client.report.render({ caseId: of }));
  expect(createHash('sha256').update(result.pdf).digest('hex')).toBe(result.sha256);
  const document = await getDocument({ data: result.pdf.slice(), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const { items } = await (await document.getPage(page)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  expect(pages.length).toBe(result.pages);
  for (const page of pages) expect(page).toContain('A qualified person must review every result.');
  return { text: pages.join(' '), pages, pdf: result.pdf, sha256: result.sha256, count: result.pages };
}

const name = (value: string): Promise<void> => edit({ kind: 'fact', field: 'name', value, reason: 'as told' });

describe('a report', () => {
  it('says what the window says', async () => {
    const { text } = await render();
    const summary = await program.client.review.summary({ caseId });
    expect(text).toContain(String(summary.beats));
    expect(text).toContain('Draft, not signed');
    expect(text).toContain('II, V1, V5');
  });

  it('is of the same bytes rendered and saved, and again', async () => {
    const first = await render();
    expect((await render()).sha256).toBe(first.sha256);
    const path = join(temporaryFolder(), 'report.pdf');
    const saved = await program.client.report.save({ caseId, path });
    expect(saved).toEqual({ path, sha256: first.sha256 });
    expect(Buffer.from(first.pdf).equals(readFileSync(path))).toBe(true);
  });

  it('has full disclosure of any range beside it, noted in the access log', async () => {
    const { recording } = await program.client.library.study({ caseId });
    const path = join(temporaryFolder(), 'disclosure.pdf');
    const wish = { caseId, from: 60 * recording.sampleRate, to: 240 * recording.sampleRate, lead: 1, seconds: 30 as const };
    const { result } = await finished(program.client.report.disclosure({ ...wish, path }));
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(result.sha256);
    expect((await finished(program.client.report.disclosure(wish))).result.sha256).toBe(result.sha256);
    const document = await getDocument({ data: result.pdf.slice(), verbosity: 0 }).promise;
    expect(document.numPages).toBe(result.pages);
    const text = (await (await document.getPage(1)).getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ');
    expect(text).toContain('Full disclosure');
    expect(text).toContain('V1, 30 s a line');
    expect(text).toContain('Page 1 of 1');
    expect(text).toContain('A qualified person must review every result.');
    expect((await program.client.library.access({ caseId }))[0]).toMatchObject({ what: 'printed', detail: expect.stringContaining(result.sha256) });
    await expect(finished(program.client.report.disclosure({ caseId, from: 1e12, to: 2e12 }))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(finished(program.client.report.disclosure({ ...wish, lead: 99 }))).rejects.toMatchObject({ code: 'invalid-input' });
    const filtered = await program.client.review.envelope({ caseId, from: 0, to: 60 * recording.sampleRate, buckets: 600, leads: [0], filter: 'display' });
    const shown = await program.client.review.signal({ caseId, from: 0, to: 60 * recording.sampleRate, leads: [0] });
    expect(Math.max(...filtered.max[0]!)).toBe(Math.max(...shown.leads[0]!));
    expect(Math.min(...filtered.min[0]!)).toBe(Math.min(...shown.leads[0]!));
  });

  it('goes into the access log when it is printed or saved, not when it is looked at', async () => {
    const lines = async (): Promise<string[]> => (await program.client.library.access({ caseId })).filter(({ what }) => what === 'printed').map(({ detail }) => detail);
    const before = (await lines()).length;
    const { sha256 } = await render();
    expect((await lines()).length).toBe(before);
    await finished(program.client.report.render({ caseId, purpose: 'print' }));
    await program.client.report.save({ caseId, path: join(temporaryFolder(), 'r.pdf') });
    expect((await lines()).length).toBe(before + 2);
    expect((await lines()).filter((detail) => detail.includes(sha256)).length).toBeGreaterThanOrEqual(2);
  });

  it('that cannot be written is named, leaves nothing, and is no print', async () => {
    const folder = temporaryFolder();
    const before = await program.client.library.access({ caseId });
    writeFileSync(join(folder, 'file'), '');
    for (const path of [join(folder, 'not', 'there', 'r.pdf'), join(folder, 'file', 'r.pdf'), '/proc/r.pdf', folder]) await failure(program.client.report.save({ caseId, path }), 'file-unwritable');
    chmodSync(folder, 0o500);
    // Root may write everywhere.
    if (process.getuid?.() !== 0) await failure(program.client.report.save({ caseId, path: join(folder, 'r.pdf') }), 'file-unwritable');
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(await program.client.library.access({ caseId })).toEqual(before);
  });

  it('takes the place of no file that is none, and of nothing that the program keeps', async () => {
    const folder = temporaryFolder();
    const other = join(folder, 'letter.txt');
    writeFileSync(other, 'kept');
    const { recording } = await program.client.library.study({ caseId });
    const kept = join(program.dataFolder, 'cases', caseId, 'case.pdf');
    symlinkSync(join(program.dataFolder, 'cases', caseId), join(folder, 'elsewhere'));
    const before = readdirSync(dirname(kept));
    for (const path of [other, join(program.dataFolder, 'workplace.sqlite'), kept, join(folder, 'elsewhere', 'case.pdf'), join(program.dataFolder, '..', basename(program.dataFolder), 'r.pdf')]) {
      await failure(program.client.report.save({ caseId, path }), 'file-unwritable');
      await failure(finished(program.client.report.disclosure({ caseId, from: 0, to: 60 * recording.sampleRate, lead: 0, seconds: 60, path })), 'file-unwritable');
    }
    for (const path of [kept, join(program.dataFolder, 'workplace.sqlite')]) {
      await failure(program.client.export.whole({ caseId, path }), 'file-unwritable');
      await failure(program.client.export.sqlite({ caseId, path }), 'file-unwritable');
    }
    expect(readFileSync(other, 'utf8')).toBe('kept');
    expect(readdirSync(dirname(kept))).toEqual(before);
  });

  it('puts a new one whole in the place of an old one', async () => {
    const path = join(temporaryFolder(), 'r.pdf');
    writeFileSync(path, 'old');
    await program.client.report.save({ caseId, path });
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('comes from a fresh printer where the old one was killed', async () => {
    await render();
    program.killCompanion('printer');
    const outcome = await finished(program.client.report.render({ caseId })).catch((thrown: unknown) => thrown);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'engine-lost', hint: expect.stringContaining('again') });
    await render();
  });

  it('shows the strips that were chosen in place of proposed ones', async () => {
    expect((await render()).text).toContain('chosen by the program');
    await edit({ kind: 'strip-add', from: 5000, to: 6775, caption: 'As felt by the patient' });
    await edit({ kind: 'strip-add', from: 250 * 8 * 60 - 300, to: 250 * 8 * 60 + 4000, caption: 'The very end' });
    const { text } = await render();
    expect(text).toContain('As felt by the patient');
    expect(text).toContain('The very end');
    expect(text).not.toContain('chosen by the program');
  });

  it('prints the flutter that a reader gave, in every language', async () => {
    expect((await render()).text).toContain('flutter with fixed conduction');
    await edit({ kind: 'event-add', event: 'atrial-flutter', from: 5000, to: 5000 + 250 * 40 });
    for (const [language, label] of [['en', 'Atrial flutter, by the reader'], ['de', 'Vorhofflattern, laut Befunder'], ['zh-Hant', '心房撲動（判讀者）']] as const) {
      await program.client.settings.set({ name: 'report.language', value: language });
      const { text } = await render();
      expect(text).toMatch(new RegExp(`1, 40 s\\s+${label}`));
      expect(text).not.toMatch(/flutter with fixed|Flattern mit fester|固定傳導/);
    }
    await program.client.settings.set({ name: 'report.language', value: 'en' });
    await program.client.review.undo({ caseId });
  });

  it('of a recording without beats, of ten seconds, of no time at all', async () => {
    const flat = await analysed(await makeOf(temporaryFolder(), 'flat', { seconds: 90 }, () => 0));
    expect((await render(flat)).text).toContain('No beats were counted');
    // Nor does its line tell a share of beats that are not there.
    const line = (await program.client.library.list({})).find((row) => row.caseId === flat);
    expect([line?.burdenV, line?.burdenS, line?.burdenAf]).toEqual([null, null, undefined]);
    expect((await render(await analysed(await makeWfdb(temporaryFolder(), 'short', { minutes: 1 / 6, seed: 12 })))).count).toBeGreaterThan(0);
    expect((await render(await analysed(await makeOf(temporaryFolder(), 'blink', { seconds: 0.02 }, (i) => i / 10)))).count).toBeGreaterThan(0);
  });
});

describe('the head of the laboratory', () => {
  afterAll(async () => {
    await program.client.settings.setLogo({ bytes: null });
    for (const setting of ['laboratory', 'laboratory.address']) await program.client.settings.set({ name: setting, value: '' });
  });

  it('has its name, its address and its logo, kept in the workplace', async () => {
    const plain = await render();
    await program.client.settings.set({ name: 'laboratory', value: 'Heart House' });
    await program.client.settings.set({ name: 'laboratory.address', value: 'High Street 1\n\n12345 Town' });
    const named = await render();
    expect(named.pages[0]).toContain('Heart House');
    expect(named.pages[0]).toContain('High Street 1');
    expect(named.pages[0]).toContain('12345 Town');
    const bytes = pngOf(120, 60);
    expect(await program.client.settings.setLogo({ bytes })).toMatchObject({ kind: 'png', width: 120, height: 60 });
    expect(Buffer.from((await program.client.settings.logo({}))!.bytes).equals(Buffer.from(bytes))).toBe(true);
    const drawn = await render();
    expect(Buffer.from(drawn.pdf).includes('/Subtype /Image')).toBe(true);
    expect(drawn.count).toBe(plain.count);
    await program.client.settings.setLogo({ bytes: jpegOf(33, 16) });
    expect(Buffer.from((await render()).pdf).includes('/DCTDecode')).toBe(true);
    await program.client.settings.setLogo({ bytes: null });
    expect((await render()).sha256).toBe(named.sha256);
  });

  it('takes no logo that could not be printed', async () => {
    const lying = Uint8Array.from(pngOf(120, 60));
    await failure(program.client.settings.setLogo({ bytes: lying.subarray(0, 400) }), 'format-damaged');
    await failure(program.client.settings.setLogo({ bytes: Uint8Array.from(Buffer.from('%PDF-1.7')) }), 'format-unknown');
    await failure(program.client.settings.setLogo({ bytes: new Uint8Array(600_000) }), 'invalid-input');
    // Rows that are shorter, or more, than the header says.
    for (const rows of [59, 61]) await failure(program.client.settings.setLogo({ bytes: pngOf(120, 60, rows) }), 'format-damaged');
    expect(await program.client.settings.logo({})).toBeNull();
  });
});

describe('sections', () => {
  it('are left out and moved as the study asks, but for those that are always printed', async () => {
    const all = await render();
    expect(all.text).toContain('Heart rate variability');
    expect(all.text.indexOf('Ventricular ectopy')).toBeLessThan(all.text.indexOf('Drop-outs, not counted'));
    await edit({ kind: 'setting', name: SECTIONS_SETTING, value: 'pauses,-hrv,-hours,-trend,-conclusion,-not-reviewed,-identification' });
    const { text } = await render();
    expect(text).not.toContain('Heart rate variability');
    expect(text).not.toContain('By the hour');
    expect(text.indexOf('Drop-outs, not counted')).toBeLessThan(text.indexOf('Ventricular ectopy'));
    for (const always of ['Patient', 'Conclusion', 'Not reviewed', 'Not assessed', 'Read by']) expect(text).toContain(always);
    await program.client.review.undo({ caseId });
    expect((await render()).text).toContain('By the hour');
  });
});

describe('a conclusion with live numbers', () => {
  const draft = () => program.client.report.draft({ caseId });

  it('is printed with the numbers of now, and is not signed before it was read again', async () => {
    const { numbers, revision } = await draft();
    const sentence = confirmed(sentenceOf('Ectopy: {v.beats} ventricular, {n.beats} normal.'), numbers, revision);
    await edit({ kind: 'text', name: 'conclusion', value: writeConclusion([sentence]) });
    expect((await render()).text).toContain(`Ectopy: ${numbers['v.beats'].value} ventricular, ${numbers['n.beats'].value} normal.`);
    const { beats } = await program.client.review.state({ caseId });
    const normal = beats.code.findIndex((code) => code === 0);
    await edit({ kind: 'relabel', keys: beats.key.slice(normal, normal + 1), code: 2 });
    const after = await draft();
    expect(after.numbers['v.beats'].value).toBe(String(Number(numbers['v.beats'].value) + 1));
    const { text } = await render();
    expect(text).toContain(`Ectopy: ${after.numbers['v.beats'].value} ventricular, ${after.numbers['n.beats'].value} normal.`);
    expect((await program.client.review.state({ caseId })).texts['conclusion']).toContain(`{v.beats=${numbers['v.beats'].value}@${revision}}`);
    const sign = async (): Promise<unknown> => program.client.report.sign({ caseId, baseRevision: (await draft()).revision, reason: 'Read elsewhere.' });
    await failure(sign(), 'conclusion-changed');
    // Undone, the sentence holds again.
    await program.client.review.undo({ caseId });
    expect(unconfirmed((await program.client.review.state({ caseId })).texts['conclusion'] ?? '', (await draft()).numbers)).toBe(0);
  });

  it('that nobody has written is what may be said of what was reviewed', async () => {
    await program.client.review.undo({ caseId });
    const { narrative, numbers } = await draft();
    expect(numbers['open.templates'].value).not.toBe('0');
    expect(narrative.map(({ id }) => id)).toEqual(['time', 'open', 'notAssessed']);
    const { text } = await render();
    expect(text).toContain('drafted by the program from what was reviewed');
    expect(text).toMatch(/Not reviewed: .*heart rate/);
    expect(text).not.toContain('Mean heart rate');
    const { templates } = await program.client.review.state({ caseId });
    for (const { id } of templates) await edit({ kind: 'mark', template: id, state: 'confirmed' });
    await edit({ kind: 'mark', template: 0, state: 'confirmed' });
    expect((await render()).text).toContain('Mean heart rate');
  });
});

describe('the language of the laboratory', () => {
  afterAll(() => program.client.settings.set({ name: 'report.language', value: 'en' }));

  it.each([
    ['de', 'Langzeit-EKG, Bericht', 'Eine fachkundige Person muss jedes Ergebnis prüfen.', 'Nicht durchgesehen'],
    ['zh-Hant', '霍特氏心電圖報告', '所有結果都必須由合格人員檢視', '尚未檢視'],
  ])('%s is that of the report, with the caution in its own words and in English', async (language, title, caution, rate) => {
    await program.client.settings.set({ name: 'report.language', value: language });
    const { pages, text } = await render();
    expect(pages[0]).toContain(title);
    expect(text).toContain(rate);
    for (const page of pages) expect(page.replaceAll(/\s/g, '')).toContain(caution.replaceAll(/\s/g, ''));
    // Every word of the program has its sister; what is left is the foot's English caution and names.
    const left = text.replaceAll(/Isoline [\d.]+ Research .*? every result\./g, '').replaceAll(/Isoline [\d.]+\. Research and development use; not cleared as a medical device\. A qualified person must review every result\./g, '');
    expect(left.match(/\b(?:beats?|longest|lowest|of|not|labelled|reviewed|from|page|heart|none|given|assumed|born|leads)\b/gi)).toBeNull();
  });

  it('leaves the words of people alone', async () => {
    await edit({ kind: 'text', name: 'conclusion', value: 'No beats were found. Longest RR 1.5 s.' });
    await program.client.settings.set({ name: 'report.language', value: 'de' });
    expect((await render()).text).toContain('No beats were found. Longest RR 1.5 s.');
  });
});

describe('what people write', () => {
  it.each(['Żaneta Łukasiewicz-Ößmann', 'Иван Ёлкин', 'Ελένη Παπαδοπούλου', 'Nguyễn Thị Ánh', 'İpek Öğüş'])('%s stands as it is', async (who) => {
    await name(who);
    const { text } = await render();
    expect(text).toContain(who);
    expect(text).not.toContain('Unicode numbers');
  });

  it.each([
    ['محمد علي', '[0645 062D 0645 062F] [0639 0644 064A]'],
    ['김철수 (Kim)', '[AE40 CCA0 C218] (Kim)'],
    ['𠮷野', '[20BB7] 野'],
  ])('%s is not printed as empty boxes: each page says what stands there', async (who, shown) => {
    await name(who);
    const { pages } = await render();
    expect(pages[0]).toContain(shown);
    for (const page of pages) expect(page).toContain('Unicode numbers');
  });

  it.each(['王小明', '陳林淑芬 (Chen)', '游錫堃'])('%s is printed as it is written', async (who) => {
    await name(who);
    const { pages } = await render();
    expect(pages[0]?.replaceAll(' ', '')).toContain(who.replaceAll(' ', ''));
    for (const page of pages) expect(page).not.toContain('Unicode numbers');
  });

  it('controls and marks that show nothing are no characters', async () => {
    await name('A\u200dda\u200f\u0007 Example\r\nMD');
    const { text } = await render();
    expect(text).toMatch(/Ada\s+Example/);
    expect(text).not.toContain('Unicode numbers');
  });

  it('a very long name, number and indication leave the page as it is', async () => {
    await name('Ángela de la Santísima Trinidad '.repeat(20).trim());
    await edit({ kind: 'fact', field: 'id', value: 'X'.repeat(500), reason: '' });
    await edit({ kind: 'fact', field: 'indication', value: 'palpitations '.repeat(150).trim(), reason: '' });
    const { pages } = await render();
    expect(pages[0]).toContain('Ángela de la');
    expect(pages[0]).toContain('…');
    expect(pages[0]).not.toContain('X'.repeat(200));
  });

  it('a long conclusion is printed to its last word, over several pages where it must', async () => {
    const words = Array.from({ length: 2000 }, (_, i) => `word${i}`).join(' ');
    await edit({ kind: 'text', name: 'conclusion', value: `${words}\n${'unbroken'.repeat(60)} end.` });
    const { text, count } = await render();
    expect(count).toBeGreaterThan(2);
    expect(text).toContain('word1999');
    expect(text).toContain('end.');
    expect(text).toContain('By the hour');
    expect(text).toContain('Read by');
  });
});
