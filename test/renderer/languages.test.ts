import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../../core/beats/classes.ts';
import { LANGUAGES, languageOf } from '../../core/contract/languages.ts';
import { bytes, count, day, dayShort, duration, fixed, likeness, offset, percent, roughly, startDay } from '../../renderer/parts/format.ts';
import { KIND_NAME } from '../../renderer/parts/kind-names.ts';
import { inWords, language as spoken, speak } from '../../renderer/parts/language.ts';
import { CLASS_NAME, W } from '../../renderer/parts/words.ts';
import { valueName } from '../../renderer/screens/compare/difference-line.tsx';
import { codeWords } from '../../renderer/sections/queue-words.tsx';
import { beginLanguage, takeLanguage, useLanguage } from '../../renderer/state/language.ts';
import { root } from '../house/sources.ts';

const window = join(root, 'renderer');
const files = readdirSync(window, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();

/** A node of the parsed tree, as far as this test looks at it. */
interface Node {
  type?: string;
  span?: { start: number };
  value?: unknown;
  [name: string]: unknown;
}

const isNode = (thing: unknown): thing is Node => typeof thing === 'object' && thing !== null;

/** Every node below `from` that `enter` lets through, the attribute it stands in beside it. */
function walk(from: unknown, enter: (node: Node, attribute: string) => boolean, attribute = ''): void {
  if (Array.isArray(from)) {
    for (const one of from) walk(one, enter, attribute);
    return;
  }
  if (!isNode(from) || !enter(from, attribute)) return;
  const inside = from.type === 'JSXAttribute' && isNode(from['name']) ? String(from['name'].value) : attribute;
  for (const [name, value] of Object.entries(from)) if (name !== 'span' && name !== 'name' && isNode(value)) walk(value, enter, inside);
}

function parsed(path: string, text = readFileSync(join(window, path), 'utf8')): unknown {
  return parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x') }).body;
}

/** What is the same in every language: keys, units, names of measures, signs. */
const COMMON = new Set('Ctrl Shift Alt Enter Esc Space Tab Del Ins Home End PgUp PgDn F2 mm s min h ms mV Hz px bit MB GB kB TB sha256 RR PR QRS QT QTc ST N S V F Q X'.split(' '));
/** Attributes whose text people see or hear. */
const SEEN = new Set(['title', 'aria-label', 'placeholder', 'label', 'alt', 'term', 'unit', 'hint', 'description', 'aria-description', 'aria-valuetext', 'aria-roledescription']);
const isWord = (text: string): boolean => text.split(/[^\p{L}0-9]+/u).some((part) => /\p{L}/u.test(part) && part.length > 1 && !COMMON.has(part));

/** Words of a file that stand in markup and come from no catalogue. */
function strays(path: string, text?: string): string[] {
  const found: string[] = [];
  walk(parsed(path, text), (node, attribute) => {
    if (node.type === 'JSXText' && isWord(String(node.value))) found.push(String(node.value).trim());
    if (node.type === 'JSXAttribute' && isNode(node['name']) && isNode(node['value']) && SEEN.has(String(node['name'].value)) && node['value'].type === 'StringLiteral' && isWord(String(node['value'].value))) found.push(`${String(node['name'].value)}="${String(node['value'].value)}"`);
    if (node.type === 'TemplateElement' && SEEN.has(attribute) && isWord(String(node['raw']))) found.push(`${attribute}={\`${String(node['raw'])}\`}`);
    return node.type !== 'ImportDeclaration';
  });
  return found;
}

const CATALOGUE = /^(W[A-Z]?|[A-Z]+_NAME|KEY_WORDS|KEY_MODES|UNITS|count|fixed|percent|duration|day)$/;
const LATER = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassMethod', 'ImportDeclaration', 'ExportNamedDeclaration', 'TsTypeAliasDeclaration', 'TsInterfaceDeclaration', 'TsTypeAnnotation']);

/** Catalogues that are asked as the module is loaded: their words would never change. */
function early(path: string, text?: string): string[] {
  const found: string[] = [];
  walk(parsed(path, text), (node) => {
    if (node.type === 'MemberExpression' && isNode(node['object']) && node['object'].type === 'Identifier' && CATALOGUE.test(String(node['object'].value))) found.push(String(node['object'].value));
    return node.type === undefined || !LATER.has(node.type);
  });
  return found;
}

describe('words of the window', () => {
  it('come from a catalogue', () => expect(files.filter((path) => path.endsWith('.tsx')).flatMap((path) => strays(path).map((words) => `${path}: ${words}`))).toEqual([]));

  it('are asked for when they are shown', () => expect(files.filter((path) => !path.startsWith('parts/words')).flatMap((path) => early(path).map((name) => `${path}: ${name}`))).toEqual([]));

  it('would be caught', () => {
    expect(strays('a.tsx', 'export const A = () => <p title="Heart rate">Beats {n} mm/s</p>;')).toEqual(['title="Heart rate"', 'Beats']);
    expect(strays('a.tsx', 'export const A = () => <p title={`${n} open`}><kbd>Ctrl Z</kbd> 25 mm/s</p>;')).toEqual(['title={` open`}']);
    expect(early('a.ts', 'const T = { a: W.close };')).toEqual(['W']);
    expect(early('a.ts', 'const T = { a: () => W.close };')).toEqual([]);
  });

  it('have a decimal sign of the language', () => {
    const text = files.filter((path) => !path.startsWith('parts/')).filter((path) => /\.toFixed\(|toLocaleString\(/.test(readFileSync(join(window, path), 'utf8')));
    expect(text.filter((path) => !path.startsWith('charts/') && !path.startsWith('sections/questions') && !path.startsWith('sections/diary'))).toEqual([]);
  });
});

const TAKES_ROLE = /\.(needs|mayNot|closed)$/;
/** Where Chinese writes Latin letters. */
const SAME = /timeline\.af$|hints\.\d+\.0$|\.product$|r-on-t|\.kappa$|\.(has|more|or|many|spoken|hint)$|exportCsv/;

describe('every catalogue', () => {
  const names = readdirSync(join(window, 'parts/words/en')).map((file) => file.slice(0, -3));

  it('has its sisters', () => {
    for (const folder of ['de', 'zh-hant']) expect(readdirSync(join(window, 'parts/words', folder))).toEqual(names.map((name) => `${name}.ts`));
  });

  /** Sentences of a catalogue by their path; functions are asked with figures and names. */
  function sentences(thing: unknown, path = ''): [string, string][] {
    if (typeof thing === 'string') return [[path, thing]];
    if (typeof thing === 'function') {
      try {
        return [[path, String(Reflect.apply(thing, undefined, [2, 3, 4, 5, 6]))]];
      } catch {
        // It takes something else than figures.
        return [];
      }
    }
    if (Array.isArray(thing)) return thing.flatMap((one, i) => sentences(one, `${path}.${i}`));
    return isNode(thing) ? Object.entries(thing).flatMap(([name, one]) => sentences(one, `${path}.${name}`)) : [];
  }

  it.each(names)('says something wherever the English one does: %s', async (name) => {
    const english = new Map(sentences({ ...(await import(`../../renderer/parts/words/en/${name}.ts`)) }));
    for (const folder of ['de', 'zh-hant']) {
      const own = new Map(sentences({ ...(await import(`../../renderer/parts/words/${folder}/${name}.ts`)) }));
      for (const [path, words] of english) {
        const said = own.get(path);
        if (said === undefined) continue;
        expect(said === '' && words !== '', `${folder}${path}`).toBe(false);
        // What takes a role knows no figure.
        if (!/undefined/.test(words) && !TAKES_ROLE.test(path)) expect(said, `${folder}${path}`).not.toMatch(/undefined|NaN|\[object/);
      }
      // Chinese that holds no Chinese was forgotten, but for names of keys, of formats and of things.
      if (folder === 'zh-hant') expect([...own].filter(([path, said]) => !/\p{Script=Han}/u.test(said) && isWord(said) && !SAME.test(path)).map(([path, said]) => `${path}: ${said}`)).toEqual([]);
    }
  });
});

describe('a language', () => {
  afterEach(() => speak('en'));

  it('is spoken of two readings, too: what differs, and why somebody cannot settle it', () => {
    speak('de');
    expect([codeWords(codeOf('|')), codeWords(null), codeWords(codeOf('V'))]).toEqual(['Artefakt', 'kein Schlag', 'V']);
    expect([valueName({ entity: 'text', name: 'conclusion' }), valueName({ entity: 'fact', name: 'medicines' }), valueName({ entity: 'setting', name: 'thresholds' })]).toEqual(['Beurteilung', 'Medikamente', 'Grenzwerte']);
    for (const why of ['You are one of the two readers: a third one settles.', 'These two cases do not belong together: neither is the second reading of the other.']) expect(inWords(why)).not.toBe(why);
  });

  it('is the first that is wanted and there', () => {
    expect(languageOf(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(languageOf(['zh-TW'])).toBe('zh-Hant');
    expect(languageOf(['zh-Hant-HK'])).toBe('zh-Hant');
    expect(languageOf(['zh-CN', 'en-US'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });

  it('is what was spoken last, else what the system wants, else what the person has set', () => {
    const page = { lang: 'en' };
    const kept = new Map<string, string>();
    const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
    vi.stubGlobal('document', { documentElement: page });
    vi.stubGlobal('window', { localStorage: storage });
    expect(beginLanguage(storage, ['fr', 'de-CH'])).toBe('de');
    expect(page.lang).toBe('de');
    takeLanguage(undefined);
    takeLanguage('klingon');
    expect(spoken()).toBe('de');
    takeLanguage('zh-Hant');
    expect([spoken(), page.lang, useLanguage.getState().language]).toEqual(['zh-Hant', 'zh-Hant', 'zh-Hant']);
    expect(beginLanguage(storage, ['de'])).toBe('zh-Hant');
    vi.unstubAllGlobals();
  });

  it('changes every word at once', () => {
    const said = LANGUAGES.map((language) => {
      speak(language);
      return [W.close, W.study.tabs.beats, CLASS_NAME.V, KIND_NAME['atrial-fibrillation'][0], W.templates.done(12, 1)];
    });
    expect(said).toEqual([
      ['Close', 'Beats', 'Ventricular', 'AF', 'All 12 templates seen. 1 was changed.'],
      ['Schließen', 'Schläge', 'Ventrikulär', 'Vorhofflimmern', 'Alle 12 Formgruppen gesehen, 1 geändert.'],
      ['關閉', '心搏', '心室性', '心房顫動', '全部 12 個樣板已看\uff0c1 個有更改。'],
    ]);
  });

  it('shows no day that stands for none', () => {
    const at = Date.UTC(2000, 0, 1, 9, 12);
    const written = LANGUAGES.map((language) => {
      speak(language);
      return [startDay(at, '?'), startDay(Date.UTC(2026, 10, 14), '?'), dayShort(at), dayShort(at + 86_400_000)];
    });
    expect(written).toEqual([
      ['?', 'Sat 14 Nov 2026', 'day 1', 'day 2'],
      ['?', 'Sa 14.11.2026', 'Tag 1', 'Tag 2'],
      ['?', '2026/11/14\uff08週六\uff09', '第 1 天', '第 2 天'],
    ]);
  });

  it('writes figures in its own way', () => {
    const at = Date.UTC(2026, 10, 14, 9, 12);
    const written = LANGUAGES.map((language) => {
      speak(language);
      return [count(102_224), fixed(2.1, 2), percent(1.42), percent(0.001), likeness(86), day(at), dayShort(at), duration(86_400), duration(65), roughly(120), offset(23_640), bytes(1_500_000)];
    });
    expect(written).toEqual([
      ['102,224', '2.10', '1.4 %', '<\u00a00.1 %', '.86', 'Sat 14 Nov 2026', 'Sat 14', '24 h 00', '1 min 05 s', '2 min', '6 h 34 min in', '1.5 MB'],
      ['102.224', '2,10', '1,4 %', '<\u00a00,1 %', ',86', 'Sa 14.11.2026', 'Sa 14.', '24 h 00', '1 min 05 s', '2 min', 'nach 6 h 34 min', '1,5 MB'],
      ['102,224', '2.10', '1.4%', '<\u00a00.1%', '.86', '2026/11/14\uff08週六\uff09', '14 週六', '24 小時 00 分', '1 分 05 秒', '2 分', '第 6 小時 34 分', '1.5 MB'],
    ]);
  });
});
