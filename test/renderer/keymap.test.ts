import { describe, expect, it } from 'vitest';
import { actionOf, chordOf, clashes, KEYMAP, mayRepeat, printed } from '../../renderer/parts/keymap.ts';

const press = (key: string, more: Partial<Parameters<typeof chordOf>[0]> = {}): string =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe('keys', () => {
  it('have one meaning each on a screen', () => expect(clashes()).toEqual([]));

  it('would be caught with two', () => {
    const [first] = KEYMAP;
    expect(clashes([...KEYMAP, { ...first!, action: 'planted' }]).length).toBeGreaterThan(0);
  });

  it('mean what the table says', () => {
    expect(actionOf(press('v'), 'beats', null)).toBe('relabel-V');
    expect(actionOf(press('V', { shiftKey: true }), 'beats', null)).toBe('template-V');
    expect(actionOf(press('?', { shiftKey: true }), 'worklist', null)).toBe('keys');
    expect(actionOf(press('z', { ctrlKey: true }), 'beats', null)).toBe('undo');
    expect(actionOf(press('Z', { metaKey: true, shiftKey: true }), 'beats', null)).toBe('redo');
    expect(actionOf(press('+', { shiftKey: true }), 'beats', null)).toBe('gain-up');
    expect(actionOf(press(' '), 'beats', null)).toBe('confirm');
    expect(actionOf(press('µ', { altKey: true, code: 'KeyU' }), 'beats', null)).toBe('unfiltered');
    expect(actionOf(press('3'), 'beats', null)).toBe('tab-episodes');
    expect(actionOf(press('4'), 'episodes', null)).toBe('tab-report');
    expect(actionOf(press('j'), 'episodes', null)).toBe('next-finding');
    expect(actionOf(press('Enter', { ctrlKey: true, shiftKey: true }), 'report', null)).toBe('sign');
    expect(actionOf(press('v'), 'episodes', null)).toBeNull();
    expect(actionOf(press('v'), 'worklist', null)).toBeNull();
  });

  it('belong to a mode first', () => {
    expect(actionOf('ArrowLeft', 'beats', null)).toBe('left');
    expect(actionOf('ArrowLeft', 'beats', 'calipers')).toBe('caliper-left');
    expect(actionOf('V', 'beats', 'calipers')).toBe('relabel-V');
  });

  it('that are held move, and decide once: a key pressed too long is no second press', () => {
    const held = new Set(KEYMAP.map(({ action }) => action).filter(mayRepeat));
    for (const moves of ['left', 'right', 'up', 'down', 'next-item', 'previous-finding', 'page-on', 'disclosure-down', 'gain-up', 'move-left', 'caliper-wide-right', 'bound-beat-left', 'cut-far-up', 'scan-on', 'extend-down', 'undo']) expect(held.has(moves), moves).toBe(true);
    for (const decides of ['confirm', 'apply', 'repeat', 'relabel-V', 'template-V', 'delete', 'confirm-finding', 'reject-finding', 'kind-letter', 'keep-mine', 'take-theirs', 'diary-seen', 'diary-remove', 'span-confirm', 'span-reject', 'span-set', 'answer-V', 'give-answer', 'answer-mixed', 'accept-proposal', 'merge-now', 'split', 'as-first', 'as-letter', 'sign', 'strip', 'normal-within', 'cross-set', 'priority']) {
      expect(KEYMAP.some(({ action }) => action === decides), decides).toBe(true);
      expect(held.has(decides), decides).toBe(false);
    }
  });

  it('can all be printed', () => {
    for (const row of KEYMAP) expect(printed(row).length, row.action).toBeGreaterThan(0);
  });
});
