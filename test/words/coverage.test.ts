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

/** Messages of failures, and reasons of findings, in the rooms that a reader meets. */
function told(folder: string): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) walk(one);
      return;
    }
    if (!isNode(node)) return;
    const given = Array.isArray(node['arguments']) ? node['arguments'].map((one: unknown) => (isNode(one) ? one['expression'] : undefined)) : [];
    const { callee } = node;
    if (node.type === 'NewExpression' && isNode(callee) && callee.value === 'AppError') found.push(...sayings(given[1]));
    if (node.type === 'CallExpression' && isNode(callee) && callee.value === 'refuse') found.push(...sayings(given[0]));
    for (const [name, value] of Object.entries(node)) if (name !== 'span' && isNode(value)) walk(value);
  };
  for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) if (file.endsWith('.ts')) walk(parseSync(readFileSync(join(root, folder, file), 'utf8'), { syntax: 'typescript' }).body);
  return [...new Set(found)].filter((text) => /[a-z]{3}/.test(text));
}

describe('failures that a reader meets', () => {
  // What is not among the phrases is told by its code, and then in English. The number may only fall.
  it.each([
    ['core/review', 0],
    ['backend/services', 0],
    ['backend/people', 0],
  ])('have words in every language: %s', (folder, most) => {
    const lacking = told(folder).filter((text) => said(text, 'de') === text || said(text, 'zh-Hant') === text);
    expect(lacking.length, lacking.join('\n')).toBeLessThanOrEqual(most);
  });
});
