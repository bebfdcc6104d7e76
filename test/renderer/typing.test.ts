/** Text that is still being composed, as Chinese is: the keys that choose and finish it are the input method's, and no field acts on them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import type { KeyboardEvent } from 'react';
import { describe, expect, it } from 'vitest';
import { whenTyped } from '../../renderer/parts/typing.ts';
import { root } from '../house/sources.ts';

const window = join(root, 'renderer');

type Node = Record<string, unknown>;
const isNode = (thing: unknown): thing is Node => typeof thing === 'object' && thing !== null;
const part = (node: unknown, name: string): unknown => (isNode(node) ? node[name] : undefined);

function* nodes(from: unknown): Generator<Node> {
  if (!isNode(from)) return;
  yield from;
  for (const inside of Object.values(from)) yield* nodes(inside);
}

/** Fields in which no text is composed. */
const PLAIN = new Set(['checkbox', 'radio', 'range', 'password']);

/** Text fields of a source whose keys are taken without asking whether the text is being composed. */
function careless(text: string): string[] {
  const found: string[] = [];
  for (const node of nodes(parseSync(text, { syntax: 'typescript', tsx: true }).body)) {
    const field = part(node['name'], 'value');
    if (node['type'] !== 'JSXOpeningElement' || (field !== 'input' && field !== 'textarea') || !Array.isArray(node['attributes'])) continue;
    const given = new Map(node['attributes'].map((attribute: unknown) => [part(part(attribute, 'name'), 'value'), part(attribute, 'value')]));
    const keys = part(given.get('onKeyDown'), 'expression');
    if (keys === undefined || PLAIN.has(String(part(given.get('type'), 'value')))) continue;
    if (part(part(keys, 'callee'), 'value') !== 'whenTyped') found.push(field);
  }
  return found;
}

describe('composed text', () => {
  it('keeps its keys from the field', () => {
    const taken: string[] = [];
    const press = whenTyped<HTMLInputElement>(({ key }) => void taken.push(key));
    for (const isComposing of [true, false]) press({ key: isComposing ? 'Escape' : 'Enter', nativeEvent: { isComposing } } as KeyboardEvent<HTMLInputElement>);
    expect(taken).toEqual(['Enter']);
  });

  it('is thought of by every text field that takes keys', () => {
    const files = readdirSync(window, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'));
    expect(files.flatMap((path) => careless(readFileSync(join(window, path), 'utf8')).map((field) => `${path}: ${field}`))).toEqual([]);
  });

  it('would be missed', () => {
    expect(careless('const A = () => <input type="text" onKeyDown={(event) => go(event)} />;')).toEqual(['input']);
    expect(careless('const A = () => <><textarea onKeyDown={whenTyped(press)} /><input type="checkbox" onKeyDown={press} /></>;')).toEqual([]);
  });
});
