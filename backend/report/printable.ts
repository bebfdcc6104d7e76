/**
 * Text that the report's typeface can show. What it lacks (it has Latin, Greek
 * and Cyrillic) would come out as empty boxes, which look like one another and
 * like a fault of the printer; here it comes out as Unicode numbers in
 * brackets, `[738B 5C0F 660E]`, and the page says so. A name that cannot be
 * read is then seen to be one, and nothing is made up in its place.
 */
import { create } from 'fontkit';

/** Joiners, direction marks and the like: they show nothing by themselves. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

export class Printable {
  readonly #has: (codePoint: number) => boolean;
  readonly #known = new Map<string, string>();
  /** Whether anything was lacking so far. */
  lacked = false;

  /** `font`: the bytes of the typeface. */
  constructor(font: Buffer) {
    const opened = create(font);
    if (!('hasGlyphForCodePoint' in opened)) throw new TypeError('a typeface, not a collection of them');
    this.#has = (codePoint) => opened.hasGlyphForCodePoint(codePoint);
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
      if (character === '\n' || character === '\t' || this.#has(codePoint)) {
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
}
