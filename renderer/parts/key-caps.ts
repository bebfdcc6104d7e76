/** Names of keys as they are printed on the keyboards of the language, or said there; the table of keys and what is parsed keep the English ones. */
import { language } from './language.ts';

type Caps = Readonly<Record<string, string>>;

const CAPS: Readonly<Record<string, Caps>> = {
  de: { Ctrl: 'Strg', Shift: '⇧', Space: 'Leer', Ins: 'Einfg', Del: 'Entf', PgUp: 'Bild ↑', PgDn: 'Bild ↓', Home: 'Pos1', End: 'Ende', held: 'gehalten' },
  'zh-Hant': { Space: '空白鍵', held: '按住' },
};

/** What is said otherwise in a sentence, where there is room. */
const SAID: Readonly<Record<string, Caps>> = { de: { Space: 'Leertaste' } };

const named = (text: string, caps: Caps | undefined): string => (caps ? text.replaceAll(/\b(?:Ctrl|Shift|Space|Ins|Del|PgUp|PgDn|Home|End|held)\b/g, (name) => caps[name] ?? name) : text);

/** `Strg Z` from `Ctrl Z`: of a chord. */
export function keyCaps(chord: string): string {
  return named(chord, CAPS[language()]);
}

/** The same of a sentence that names chords. */
export function keySentence(sentence: string): string {
  const caps = CAPS[language()];
  return named(sentence, caps && { ...caps, ...SAID[language()] });
}
