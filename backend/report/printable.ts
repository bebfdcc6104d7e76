/**
 * Text in the typefaces that can show it. The report's own has Latin, Greek and
 * Cyrillic; Chinese characters are drawn in a second one, which is read only
 * where it is needed. What neither has would come out as empty boxes, which
 * look like one another and like a fault of the printer; here it comes out as
 * Unicode numbers in brackets, `[0639 0645 0631]`, and the page says so. A name
 * that cannot be read is then seen to be one, and nothing is made up in its place.
 */
import { create } from 'fontkit';

/** Joiners, direction marks and the like: they show nothing by themselves. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

/** A stretch of text in one typeface: the report's own, or the Chinese one. */
export interface Run {
  han: boolean;
  text: string;
}

type Has = (codePoint: number) => boolean;

function coverage(font: Buffer): Has {
  const opened = create(font);
  if (!('hasGlyphForCodePoint' in opened)) throw new TypeError('a typeface, not a collection of them');
  return (codePoint) => opened.hasGlyphForCodePoint(codePoint);
}

export class Printable {
  readonly #has: Has;
  readonly #readHan: () => Buffer;
  #hasHan: Has | null = null;
  readonly #known = new Map<string, string>();
  /** Whether anything was lacking so far. */
  lacked = false;

  /** `font`: the bytes of the typeface; `readHan` reads those of the Chinese one, once. */
  constructor(font: Buffer, readHan: () => Buffer) {
    this.#has = coverage(font);
    this.#readHan = readHan;
  }

  #isHan(codePoint: number): boolean {
    // Below the first sign of the Chinese typeface nothing is worth reading it for.
    if (codePoint < 0x2e80) return false;
    this.#hasHan ??= coverage(this.#readHan());
    return this.#hasHan(codePoint);
  }

  /** The text as it can be shown; of itself it is left as it is. Line feeds stay, other controls are blanks. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    let shown = '';
    let lacking: string[] = [];
    const close = (): void => {
      if (lacking.length > 0) shown += `[${lacking.join(' ')}]`;
      lacking = [];
    };
    for (const character of text) {
      const codePoint = character.codePointAt(0)!;
      if (character === '\n' || character === '\t' || this.#has(codePoint) || this.#isHan(codePoint)) {
        close();
        shown += character;
      } else if (INVISIBLE.test(character)) {
        if (codePoint < 0x20) shown += ' ';
      } else {
        lacking.push(codePoint.toString(16).toUpperCase().padStart(4, '0'));
        this.lacked = true;
      }
    }
    close();
    this.#known.set(text, shown);
    return shown;
  }

  /** A text that `of` gave, parted by typeface. */
  runs(shown: string): Run[] {
    const runs: Run[] = [];
    for (const character of shown) {
      const codePoint = character.codePointAt(0)!;
      const han = codePoint >= 0x2e80 && !this.#has(codePoint);
      const last = runs.at(-1);
      if (last?.han === han) last.text += character;
      else runs.push({ han, text: character });
    }
    return runs;
  }
}
