/** What a reader does in the window, measured: keys, relabelling, scrolling, memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import type { Chromium, ChromiumPage } from './window-chromium.ts';
import { WINDOW_SCRIPT } from './window-script.ts';
import { usageOf } from '../../backend/benchmark/usage.ts';

/** Seconds of each repetition. */
export interface WindowOutcome {
  moving: number[];
  selecting: number[];
  previewing: number[];
  relabelling: number[];
  /** Beats of the large edits, and seconds from key to picture of each. */
  relabelled: number;
  relabelMany: number[];
  /** Lengths of frames after the first second. */
  scrollStrip: number[];
  scrollDisclosure: number[];
  /** Largest memory of the page's process, MB; null where it is not told. */
  memoryMb: number | null;
}

export interface WindowEffort {
  /** Keys of each kind. */
  keys: number;
  /** Large edits. */
  edits: number;
  scrollSeconds: number;
  /** Beats of a large edit. */
  many: number;
}

const truth = z.literal(true);
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
/** Tiles in a row of the gallery, and the height of one with its gap. */
const TILES = 12;
const TILE_ROW = 47;

/** Opens the one study of the worklist and does all of it. Throws AppErrors of the browser, and where the window does not do what a key says. */
export async function measureWindow({ page, rendererPid }: Chromium, url: string, effort: WindowEffort, progress: (share: number) => void): Promise<WindowOutcome> {
  let memoryMb: number | null = null;
  const pid = async (): Promise<void> => {
    const id = await rendererPid();
    const mb = id === null ? null : (usageOf(id)?.mb ?? null);
    if (mb !== null) memoryMb = Math.max(memoryMb ?? 0, mb);
  };
  await page.navigate(url);
  await sleep(500);
  await page.evaluate(WINDOW_SCRIPT, truth);
  await until(page, `find('study-row')`, 'the worklist shows no study');
  await page.press('Enter');
  await until(page, `find('overview')`, 'the study does not open');
  await page.press('2');
  await until(page, `document.querySelector('[data-testid="tile"]') && Number(find('count-N')?.dataset.count) > 0`, 'the study does not open');
  await sleep(1500);
  await pid();
  // One beat after the other, back and forth, so that the paper turns now and then.
  const moving = await repeated(effort.keys, (i) => timed(page, i % 4 === 3 ? 'ArrowLeft' : 'ArrowRight', `find('current-beat').dataset.key !== before.key`));
  progress(0.2);
  await gallery(page);
  const selecting = await repeated(effort.keys, () => timed(page, 'Shift+ArrowRight', `find('selected').textContent !== before.selected`));
  await page.press('Escape');
  progress(0.35);
  const previewing: number[] = [];
  const relabelling = await repeated(effort.keys, async () => {
    await page.press('ArrowRight');
    await sleep(40);
    const now = await page.evaluate(`isolineMeasure.find('current-beat').dataset.class`, z.string());
    const to = now === 'V' ? 'S' : 'V';
    previewing.push(await timed(page, to.toLowerCase(), `find('preview')`, DECIDED_MS));
    const seconds = await timed(page, 'Enter', `find('current-beat').dataset.class === '${to}' && !find('preview')`, DECIDED_MS);
    await page.press('Control+z');
    await until(page, `find('current-beat').dataset.class === '${now}'`, 'an edit is not undone');
    await sleep(DECIDED_MS);
    return seconds;
  });
  await pid();
  progress(0.5);
  const { relabelled, seconds: relabelMany } = await largeEdits(page, effort);
  await pid();
  progress(0.7);
  await until(page, `find('ecg-strip')`, 'there is no strip');
  const scrollStrip = await scrolled(page, 'ecg-strip', 40, effort.scrollSeconds);
  progress(0.85);
  await page.press('5');
  await until(page, `find('disclosure-canvas')?.dataset.whole === 'true'`, 'the lines are not drawn');
  await page.press('Home');
  const scrollDisclosure = await scrolled(page, 'disclosure-canvas', 90, effort.scrollSeconds);
  await pid();
  progress(1);
  return { moving, selecting, previewing, relabelling, relabelled, relabelMany, scrollStrip, scrollDisclosure, memoryMb };
}

async function until(page: ChromiumPage, expression: string, otherwise: string): Promise<void> {
  if (!(await page.evaluate(`isolineMeasure.until(${JSON.stringify(`Boolean(${expression})`)})`, z.boolean()))) throw new AppError('device-unavailable', `The window could not be measured: ${otherwise}.`);
}

/** Milliseconds between keys that are held down, and before one that a person decides to press. */
const HELD_MS = 40;
const DECIDED_MS = 250;

/** Seconds from a key to the picture that shows what it did. */
async function timed(page: ChromiumPage, chord: string, shows: string, pause = HELD_MS): Promise<number> {
  await page.evaluate(`isolineMeasure.watch(${JSON.stringify(`Boolean(${shows})`)})`, truth);
  await page.press(chord);
  const ms = await page.evaluate('isolineMeasure.picture()', z.number());
  if (ms < 0) throw new AppError('device-unavailable', `The window could not be measured: ${chord} changed nothing.`);
  await sleep(pause);
  return ms / 1000;
}

async function repeated(times: number, work: (i: number) => Promise<number>): Promise<number[]> {
  const seconds: number[] = [];
  for (let i = 0; i < times; i++) seconds.push(await work(i));
  return seconds;
}

/** The beats of class N into the gallery, and its first tile under the hand. */
async function gallery(page: ChromiumPage): Promise<void> {
  const at = await page.evaluate(`isolineMeasure.box('count-N')`, box);
  await page.click(at.x + at.width / 2, at.y + at.height / 2);
  await until(page, `find('tile')`, 'the gallery is empty');
  await sleep(300);
}

/** Selects many beats by a click and a click with Shift, relabels them and takes it back. */
async function largeEdits(page: ChromiumPage, { edits, many }: WindowEffort): Promise<{ relabelled: number; seconds: number[] }> {
  await gallery(page);
  const tile = async (last: boolean): Promise<void> => {
    const place = await page.evaluate(`(() => { const all = document.querySelectorAll('[data-testid="tile"]'); const { x, y, width, height } = all[${last ? 'all.length - 1 - 3 * ' + TILES : '0'}].getBoundingClientRect(); return { x, y, width, height }; })()`, box);
    await page.click(place.x + place.width / 2, place.y + place.height / 2, last);
  };
  await tile(false);
  await page.press('Escape');
  await page.evaluate(`(() => { find = isolineMeasure.find; find('gallery').scrollTop = ${Math.ceil(many / TILES) * TILE_ROW}; return true; })()`.replace('find = ', 'const find = '), truth);
  await sleep(500);
  await tile(true);
  await until(page, `/\\d/.test(find('selected').textContent)`, 'nothing is selected');
  const seconds: number[] = [];
  let relabelled = 0;
  for (let i = 0; i < edits; i++) {
    await page.press('v');
    await until(page, `find('preview')`, 'nothing is previewed');
    await sleep(400);
    const before = await page.evaluate(`Number(isolineMeasure.find('count-V').dataset.count)`, z.number());
    seconds.push(await timed(page, 'Enter', `find('count-V').dataset.count !== '${before}'`));
    relabelled = (await page.evaluate(`Number(isolineMeasure.find('count-V').dataset.count)`, z.number())) - before;
    await sleep(1200);
    await page.press('Control+z');
    await until(page, `find('count-V').dataset.count === '${before}'`, 'an edit is not undone');
    await sleep(800);
    if (i + 1 < edits) {
      await page.evaluate(`(() => { isolineMeasure.find('gallery').scrollTop = 0; return true; })()`, truth);
      await sleep(400);
      await tile(false);
      await page.press('Escape');
      await page.evaluate(`(() => { isolineMeasure.find('gallery').scrollTop = ${Math.ceil(many / TILES) * TILE_ROW}; return true; })()`, truth);
      await sleep(500);
      await tile(true);
    }
  }
  return { relabelled, seconds };
}

/** Lengths of the frames after the first second of scrolling, seconds. */
async function scrolled(page: ChromiumPage, id: string, pixels: number, seconds: number): Promise<number[]> {
  const at = await page.evaluate(`isolineMeasure.box('${id}')`, box);
  const [x, y] = [at.x + at.width / 2, at.y + Math.min(at.height, 400) / 2];
  await page.evaluate('isolineMeasure.beginFrames()', truth);
  await page.wheel(x, y, pixels, seconds);
  const frames = await page.evaluate('isolineMeasure.endFrames()', z.array(z.number()));
  return frames.flatMap((time, i) => (i > 0 && time - frames[0]! > 1000 ? [(time - frames[i - 1]!) / 1000] : []));
}
