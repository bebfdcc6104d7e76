import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { describe, expect, it } from 'vitest';
import { said } from '../../core/words/phrases.ts';
import { root } from '../house/sources.ts';

interface Node {
  type?: string;
  value?: unknown;
  [name: string]: unknown;
}

const isNode = (thing: unknown): thing is Node => typeof thing === 'object' && thing !== null;

/** What a string, a template or a choice between them may say, its holes filled with a figure. */
function sayings(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'StringLiteral') return [String(node.value)];
  if (node.type === 'TemplateLiteral' && Array.isArray(node['quasis'])) return [node['quasis'].map((part: unknown) => (isNode(part) ? String(part['cooked'] ?? part['raw']) : '')).join('7')];
  if (node.type === 'ConditionalExpression') return [...sayings(node['consequent']), ...sayings(node['alternate'])];
  return node.type === 'ParenthesisExpression' ? sayings(node['expression']) : [];
}

const elementsOf = (node: unknown): unknown[] => (isNode(node) && Array.isArray(node['elements']) ? node['elements'].map((one: unknown) => (isNode(one) ? one['expression'] : undefined)) : []);

/** What a room tells a reader: messages of failures and what can be done about them, or what is noted on import. */
function told(folder: string, of: 'failures' | 'warnings' = 'failures'): string[] {
  const found: string[] = [];
  const noted: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) walk(one);
      return;
    }
    if (!isNode(node)) return;
    const given = Array.isArray(node['arguments']) ? node['arguments'].map((one: unknown) => (isNode(one) ? one['expression'] : undefined)) : [];
    const { callee } = node;
    if (node.type === 'NewExpression' && isNode(callee) && callee.value === 'AppError') found.push(...sayings(given[1]));
    if (node.type === 'KeyValueProperty' && isNode(node['key']) && node['key'].value === 'hint') found.push(...sayings(node['value']));
    if (node.type === 'CallExpression' && isNode(callee) && callee.value === 'refuse') found.push(...sayings(given[0]));
    // What is noted on import: `warnings.push(…)`, `{ warnings: […] }`, `{ warning: … }`.
    if (node.type === 'CallExpression' && isNode(callee) && isNode(callee['object']) && callee['object'].value === 'warnings') noted.push(...sayings(given[0]));
    if (node.type === 'KeyValueProperty' && isNode(node['key']) && String(node['key'].value).startsWith('warning')) noted.push(...sayings(node['value']), ...elementsOf(node['value']).flatMap(sayings));
    for (const [name, value] of Object.entries(node)) if (name !== 'span' && isNode(value)) walk(value);
  };
  for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) if (file.endsWith('.ts')) walk(parseSync(readFileSync(join(root, folder, file), 'utf8'), { syntax: 'typescript' }).body);
  return [...new Set(of === 'warnings' ? noted : found)].filter((text) => /[a-z]{3}/.test(text));
}

describe('failures that a reader meets', () => {
  // What is not among the phrases is told by its code, and then in English. The number may only fall.
  it.each([
    ['core/review', 0],
    ['backend/services', 0],
    ['backend/people', 0],
    ['backend/formats', 0],
    ['backend/database', 0],
    ['backend/store', 0],
    ['backend/vault', 0],
  ])('have words in every language: %s', (folder, most) => {
    const lacking = told(folder).filter((text) => said(text, 'de') === text || said(text, 'zh-Hant') === text);
    expect(lacking.length, lacking.join('\n')).toBeLessThanOrEqual(most);
  });
});

describe('what is noted on import', () => {
  it.each(['backend/formats', 'backend/engine', 'backend/services'])('has words in every language: %s', (folder) => {
    const noted = told(folder, 'warnings');
    expect(noted.length).toBeGreaterThan(0);
    expect(noted.filter((text) => said(text, 'de') === text || said(text, 'zh-Hant') === text)).toEqual([]);
  });

  it('says names and figures as they are', () => {
    expect(said('rec 1.edf ends early: 1200.5 s of 3600.0 s are there and were kept.', 'de')).toBe('rec 1.edf endet vorzeitig: 1200,5 s von 3600,0 s sind vorhanden und erhalten.');
    expect(said('The recording has 62.5 samples a second. Below 100 beats are missed and their classes are not reliable.', 'de')).toBe('Die Aufzeichnung hat 62,5 Abtastwerte je Sekunde. Unter 100 werden Schläge übersehen, und ihre Klassen sind nicht verlässlich.');
    expect(said('Left out, not named as ECG: Resp, SpO2.', 'zh-Hant')).toBe('已略去，名稱不是心電圖：Resp\uff0cSpO2。');
    expect(said('The annotations were left out. 100.atr: The annotation file holds a mark of no known kind.', 'de')).toBe('Die Annotationen wurden weggelassen. 100.atr: Die Annotationsdatei enthält eine Marke unbekannter Art.');
  });
});
