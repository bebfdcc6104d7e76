/**
 * The paper that full disclosure is drawn on: sheets of a few lines each, laid
 * where their lines are in a scroller as tall as the recording. A sheet is drawn
 * once; scrolling moves sheets, which the browser does without the page.
 *
 * A sheet shows a bitmap. A canvas that is drawn on would be copied for every
 * frame where there is no graphics processor, whether it changed or not.
 */
import { LINE } from './disclosure-line.ts';

/** Lines of a sheet: few, since all of them are drawn in one frame. */
export const SHEET_LINES = 4;

export const sheetOf = (line: number): number => Math.floor(line / SHEET_LINES);

/** First line of a sheet, and one past its last. */
export function linesOf(sheet: number, count: number): { first: number; end: number } {
  return { first: sheet * SHEET_LINES, end: Math.min(count, (sheet + 1) * SHEET_LINES) };
}

/**
 * Sheets that are to be there, the most wanted first: those that are seen, as
 * many where the reader goes, as many where the reader comes from.
 *
 * @param seen first line that is seen, and one past the last
 * @param count lines of the recording
 */
export function wantedSheets(seen: { first: number; end: number }, count: number, downwards: boolean): { seen: number; sheets: number[] } {
  const [top, bottom, last] = [sheetOf(seen.first), sheetOf(Math.max(seen.first, seen.end - 1)), sheetOf(Math.max(0, count - 1))];
  const many = bottom - top + 1;
  const here = Array.from({ length: many }, (_, i) => top + i);
  const below = Array.from({ length: many }, (_, i) => bottom + 1 + i);
  const above = Array.from({ length: many }, (_, i) => top - 1 - i);
  return { seen: many, sheets: [...here, ...(downwards ? below : above), ...(downwards ? above : below)].filter((sheet) => sheet >= 0 && sheet <= last) };
}

/** What a sheet was drawn from; it is drawn anew where that is another. */
export interface Drawn {
  /** What all lines are made of. */
  version: string;
  /** The reader's place and the window of the strip, as far as they lie on it. */
  marks: string;
  /** Samples of it whose signal was there, and whether that is all of them. */
  covered: number;
  whole: boolean;
}

interface Sheet {
  canvas: HTMLCanvasElement;
  shown: ImageBitmapRenderingContext;
  drawn: Drawn | null;
}

/** Sheets in a parent; one that is no longer wanted is laid elsewhere. */
export class Sheets {
  readonly #parent: HTMLElement;
  readonly #held = new Map<number, Sheet>();
  readonly #pen = new OffscreenCanvas(1, 1);
  #width = 0;
  #ratio = 1;

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  /** Lays the wanted sheets. @param width CSS pixels @param ratio of the screen's pixels to them */
  lay(wanted: readonly number[], width: number, ratio: number): void {
    if (width !== this.#width || ratio !== this.#ratio) this.clear();
    this.#width = width;
    this.#ratio = ratio;
    const keep = new Set(wanted);
    const spare = [...this.#held.keys()].filter((index) => !keep.has(index));
    for (const index of wanted) {
      if (this.#held.has(index)) continue;
      const from = spare.pop();
      const sheet = (from === undefined ? undefined : this.#held.get(from)) ?? this.#made();
      if (from !== undefined) this.#held.delete(from);
      sheet.shown.transferFromImageBitmap(null);
      sheet.drawn = null;
      const { top, bottom } = this.#place(index);
      sheet.canvas.style.top = `${top / ratio}px`;
      sheet.canvas.style.height = `${(bottom - top) / ratio}px`;
      this.#held.set(index, sheet);
    }
    for (const index of spare) {
      this.#held.get(index)?.canvas.remove();
      this.#held.delete(index);
    }
  }

  drawn(sheet: number): Drawn | null {
    return this.#held.get(sheet)?.drawn ?? null;
  }

  /** Draws a sheet anew, each line with its upper left corner at the origin; nothing goes beyond its box. */
  draw(index: number, count: number, from: Drawn, paint: (context: OffscreenCanvasRenderingContext2D, line: number) => void): void {
    const sheet = this.#held.get(index);
    if (!sheet) throw new RangeError(`sheet ${index} is not laid`);
    const { top, bottom } = this.#place(index);
    const wide = Math.round(this.#width * this.#ratio);
    // What was drawn before went with its bitmap: it is empty.
    if (this.#pen.width !== wide) this.#pen.width = wide;
    if (this.#pen.height !== bottom - top) this.#pen.height = bottom - top;
    const context = this.#pen.getContext('2d');
    if (!context) throw new Error('a canvas without a context');
    const { first, end } = linesOf(index, count);
    for (let line = first; line < end; line++) {
      // Each line begins on a pixel of the screen.
      const [above, below] = [Math.round(line * LINE * this.#ratio) - top, Math.round((line + 1) * LINE * this.#ratio) - top];
      context.save();
      context.beginPath();
      context.rect(0, above, wide, below - above);
      context.clip();
      context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, above);
      paint(context, line);
      context.restore();
    }
    sheet.shown.transferFromImageBitmap(this.#pen.transferToImageBitmap());
    sheet.drawn = from;
  }

  clear(): void {
    for (const { canvas } of this.#held.values()) canvas.remove();
    this.#held.clear();
  }

  /** From where to where a sheet lies, pixels of the screen. */
  #place(index: number): { top: number; bottom: number } {
    return { top: Math.round(index * SHEET_LINES * LINE * this.#ratio), bottom: Math.round((index + 1) * SHEET_LINES * LINE * this.#ratio) };
  }

  #made(): Sheet {
    const canvas = document.createElement('canvas');
    canvas.style.width = `${this.#width}px`;
    const shown = canvas.getContext('bitmaprenderer');
    if (!shown) throw new Error('a canvas without a context');
    this.#parent.append(canvas);
    return { canvas, shown, drawn: null };
  }
}
