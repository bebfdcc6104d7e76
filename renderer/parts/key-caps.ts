/** Names of keys as they are printed on the keyboards of the language; the table of keys and what is parsed keep the English ones. */
import { language } from './language.ts';

const CAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { Ctrl: 'Strg', Ins: 'Einfg', Del: 'Entf', PgUp: 'Bild ↑', PgDn: 'Bild ↓', Home: 'Pos1', End: 'Ende', held: 'gehalten' },
  'zh-Hant': { held: '按住' },
};

/** `Strg Z` from `Ctrl Z`: of a chord, or of a sentence that names chords. */
export function keyCaps(text: string): string {
  const caps = CAPS[language()];
  return caps ? text.replaceAll(/\b(?:Ctrl|Ins|Del|PgUp|PgDn|Home|End|held)\b/g, (name) => caps[name] ?? name) : text;
}
