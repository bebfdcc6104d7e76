/**
 * The pen: pdfkit in CSS pixels (96 to the inch), so that the page's measures
 * are those of the design and millimetres are exact. Colours are the light
 * theme's; marks differ by shape, so that a grey print loses nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { BeatClass } from '../../core/beats/classes.ts';
import { LOCALES, type Language } from '../../core/contract/languages.ts';
import type { ReportPlace } from '../../core/study/report-sections.ts';
import { said } from '../../core/words/phrases.ts';
import { Printable, type Run } from './printable.ts';

/** A4 in CSS pixels. */
export const PAGE = { width: 793.7, height: 1122.52, margin: 42 } as const;
/** Pixels a millimetre. */
export const MM = 96 / 25.4;
/** Width between the margins. */
export const MEASURE = 710;

export const INK = {
  ink: '#1B2024',
  ink2: '#4C545B',
  ink3: '#6A7178',
  ink4: '#A3A7AA',
  line: '#E2DFD9',
  line2: '#CFCBC3',
  sunk: '#EEECE8',
  trace: '#12171B',
  grid1: '#F1ECE6',
  grid5: '#E0D8CE',
  band: '#D3D7DB',
  hatch: '#B9B4AB',
} as const;

export const CLASS_INK: Readonly<Record<BeatClass, { mark: string; word: string }>> = {
  N: { mark: '#7D8792', word: '#565F68' },
  S: { mark: '#1763BE', word: '#1763BE' },
  V: { mark: '#D2501A', word: '#B5400F' },
  F: { mark: '#7A1C6C', word: '#7A1C6C' },
  Q: { mark: '#20262C', word: '#20262C' },
  X: { mark: '#8C877F', word: '#6A665F' },
};

export type Weight = 'regular' | 'semibold' | 'bold';
const FONT_FILES: Readonly<Record<Weight, string>> = { regular: 'Inter-Regular.ttf', semibold: 'Inter-SemiBold.ttf', bold: 'Inter-Bold.ttf' };

/** Chinese characters, in one weight; the heavier ones are drawn with their outline. */
const HAN_FILE = 'NotoSansTC-Regular.ttf';
/** Width of that outline, of the size. */
const HAN_OUTLINE: Readonly<Record<Weight, number>> = { regular: 0, semibold: 0.025, bold: 0.035 };
/** Signs that do not begin a line. */
const NOT_FIRST = /^[\u3001\u3002\uff0c\uff1a\uff1b\uff1f\uff01\uff09\u300d\u300f\u3011]/u;

/** Figures of one width, for columns. Not elsewhere: Inter widens the hyphen with them. */
const TABULAR: PDFKit.Mixins.OpenTypeFeatures[] = ['tnum'];

export interface WordOptions {
  size?: number;
  weight?: Weight;
  colour?: string;
  align?: 'left' | 'right' | 'centre';
  /** Figures of one width, so that they stand under each other. */
  tabular?: boolean;
}

/** What may stand on a line of its own: words, and each Chinese character with the signs behind it. `space`: what parts it from the piece before. */
function pieces(paragraph: string): { word: string; space: string }[] {
  const found: { word: string; space: string }[] = [];
  for (const word of paragraph.split(/[ \t]+/)) {
    let space = ' ';
    for (const piece of word.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]|[^\p{Script=Han}\u3000-\u303f\uff00-\uffef]+/gu) ?? ['']) {
      const last = found.at(-1);
      if (space === '' && last && NOT_FIRST.test(piece)) last.word += piece;
      else found.push({ word: piece, space });
      space = '';
    }
  }
  return found;
}

export class Pen {
  readonly doc: PDFKit.PDFDocument;
  /** Where the sections stand that were drawn, in their order. */
  readonly places: ReportPlace[] = [];
  readonly #printable: Printable;
  readonly #language: Language;

  /** `programFolder` holds `resources/fonts`. `created` is the date written into the file. `held`: whether pages can be gone back to; of many pages only one is then in memory. `language`: of what the program says itself. */
  constructor(programFolder: string, title: string, created: Date, { held = true, language = 'en' }: { held?: boolean; language?: Language } = {}) {
    this.#language = language;
    this.doc = new PDFDocument({
      size: [PAGE.width * 0.75, PAGE.height * 0.75],
      margin: 0,
      autoFirstPage: false,
      bufferPages: held,
      lang: LOCALES[language],
      displayTitle: true,
      info: { Title: title, Creator: 'Isoline', Producer: 'Isoline', CreationDate: created, ModDate: created },
    });
    const path = (file: string): string => join(programFolder, 'resources', 'fonts', file);
    this.#printable = new Printable(readFileSync(path(FONT_FILES.regular)), () => readFileSync(path(HAN_FILE)));
    for (const [weight, file] of Object.entries(FONT_FILES)) this.doc.registerFont(weight, path(file));
    this.doc.registerFont('han', path(HAN_FILE));
  }

  /** A text of the program in the language of the pages. */
  said(english: string): string {
    return said(english, this.#language);
  }

  addPage(): void {
    this.doc.addPage();
    this.doc.scale(0.75);
  }

  /** Goes back to an earlier page; its coordinate system is as it was left. */
  toPage(index: number): void {
    this.doc.switchToPage(index);
  }

  /** A section begins on the page that is drawn, `top` below its upper edge. */
  began(section: ReportPlace['section'], top: number, index = 0): void {
    this.places.push({ section, index, page: this.doc.bufferedPageRange().count, top: top / PAGE.height, bottom: 1 });
  }

  /** The section that began last ends here; one that goes on over a page is open to that page's end. */
  ended(bottom: number): void {
    const last = this.places.at(-1);
    if (last?.page === this.doc.bufferedPageRange().count) last.bottom = bottom / PAGE.height;
  }

  /** Whether some text held characters that the typeface lacks; they stand as their numbers. */
  get lacked(): boolean {
    return this.#printable.lacked;
  }

  /** Words on one line whose baseline is `y`. Returns their width. */
  words(given: string, x: number, y: number, options: WordOptions = {}): number {
    const text = this.#printable.of(given);
    const { size = 10.5, weight = 'regular', colour = INK.ink, align = 'left' } = options;
    const features = options.tabular ? TABULAR : [];
    if (text === '') return 0;
    const runs = this.#printable.runs(text).map((run) => ({ ...run, width: this.#widthOfRun(run, size, weight, features) }));
    const width = runs.reduce((sum, run) => sum + run.width, 0);
    let left = align === 'right' ? x - width : align === 'centre' ? x - width / 2 : x;
    for (const run of runs) {
      const outline = run.han ? HAN_OUTLINE[weight] * size : 0;
      this.doc.font(run.han ? 'han' : weight).fontSize(size).fillColor(colour);
      if (outline > 0) this.doc.lineWidth(outline).strokeColor(colour);
      this.doc.text(run.text, left, y, { lineBreak: false, baseline: 'alphabetic', features: run.han ? [] : features, ...(outline > 0 ? { fill: true, stroke: true } : {}) });
      left += run.width;
    }
    return width;
  }

  #widthOfRun({ han, text }: Run, size: number, weight: Weight, features: PDFKit.Mixins.OpenTypeFeatures[] = []): number {
    return this.doc.font(han ? 'han' : weight).fontSize(size).widthOfString(text, { features: han ? [] : features });
  }

  widthOf(text: string, size: number, weight: Weight = 'regular'): number {
    return this.#printable.runs(this.#printable.of(text)).reduce((sum, run) => sum + this.#widthOfRun(run, size, weight), 0);
  }

  /** Text broken into lines of at most `width`, between words where that is possible; returns the lines. */
  broken(text: string, width: number, size: number, weight: Weight = 'regular'): string[] {
    const lines: string[] = [];
    for (const paragraph of this.#printable.of(text).split('\n')) {
      let current = '';
      for (const { word, space } of pieces(paragraph)) {
        const longer = current === '' ? word : `${current}${space}${word}`;
        if (this.widthOf(longer, size, weight) <= width) {
          current = longer;
          continue;
        }
        if (current !== '') lines.push(current);
        current = word;
        while (this.widthOf(current, size, weight) > width) {
          const fits = Math.max(1, this.#fitting(current, width, size, weight));
          lines.push(current.slice(0, fits));
          current = current.slice(fits);
        }
      }
      lines.push(current);
    }
    return lines;
  }

  /** The text cut to `width` with an ellipsis where it is longer. */
  fitted(given: string, width: number, size: number, weight: Weight = 'regular'): string {
    const text = this.#printable.of(given);
    if (this.widthOf(text, size, weight) <= width) return text;
    const room = width - this.widthOf('…', size, weight);
    return `${text.slice(0, Math.max(1, this.#fitting(text, room, size, weight))).trimEnd()}…`;
  }

  /** Letters of `text` that fit into `width`. */
  #fitting(text: string, width: number, size: number, weight: Weight): number {
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.widthOf(text.slice(0, middle), size, weight) <= width) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  rule(x1: number, y: number, x2: number, colour: string = INK.line, width = 1): void {
    this.doc.lineWidth(width).strokeColor(colour).moveTo(x1, y).lineTo(x2, y).stroke();
  }

  box(x: number, y: number, width: number, height: number, colour: string): void {
    this.doc.rect(x, y, width, height).fill(colour);
  }

  /** The class's shape, `size` across, centred: dot, triangle, square, diamond, ring, cross. */
  mark(beatClass: BeatClass, x: number, y: number, size: number): void {
    const r = size / 2;
    const colour = CLASS_INK[beatClass].mark;
    const { doc } = this;
    switch (beatClass) {
      case 'N':
        doc.circle(x, y, r * 0.7).fill(colour);
        return;
      case 'S':
        doc.polygon([x, y - r], [x + r, y + r * 0.85], [x - r, y + r * 0.85]).fill(colour);
        return;
      case 'V':
        doc.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7).fill(colour);
        return;
      case 'F':
        doc.polygon([x, y - r], [x + r, y], [x, y + r], [x - r, y]).fill(colour);
        return;
      case 'Q':
        doc.lineWidth(r * 0.5).circle(x, y, r * 0.75).stroke(colour);
        return;
      case 'X':
        doc.lineWidth(r * 0.5).moveTo(x - r * 0.8, y - r * 0.8).lineTo(x + r * 0.8, y + r * 0.8).moveTo(x + r * 0.8, y - r * 0.8).lineTo(x - r * 0.8, y + r * 0.8).stroke(colour);
    }
  }
}
