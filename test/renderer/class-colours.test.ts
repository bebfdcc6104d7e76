import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLASSES } from '../../core/beats/classes.ts';
import { colourTrouble, contrast, contrastOn, GROUNDS, LEAST, paletteValue, readPalette, SAFE, SHIPPED, THEMES, wordColour } from '../../renderer/parts/class-colours.ts';

const [light = '', dark = ''] = readFileSync(new URL('../../renderer/parts/tokens.css', import.meta.url), 'utf8').split('\n.dark{');
const sheets = { light, dark };

/** What dichromats see of a linear colour: Machado, Oliveira and Fernandes (2009), severity 1. */
const SEEN = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function oklab(hex: string, matrix: readonly number[]): number[] {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  const [r, g, b] = [0, 3, 6].map((row) => Math.min(1, Math.max(0, matrix[row]! * rgb[0]! + matrix[row + 1]! * rgb[1]! + matrix[row + 2]! * rgb[2]!))) as [number, number, number];
  const [l, m, s] = [0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b].map(Math.cbrt) as [number, number, number];
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

describe('colours of the classes', () => {
  it('are those of tokens.css, and both palettes hold 3:1 and 4.5:1 on both themes', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    for (const theme of THEMES) {
      expect(GROUNDS[theme]).toEqual(['paper', 'panel'].map((name) => new RegExp(`--${name}:(#[0-9A-F]{6})`).exec(sheets[theme])?.[1]));
      for (const name of CLASSES) {
        expect(SHIPPED[theme][name]).toBe(new RegExp(`--c-${name}:(#[0-9A-F]{6})`).exec(sheets[theme])?.[1]);
        for (const palette of [SHIPPED, SAFE]) {
          expect([theme, name, colourTrouble(theme, palette[theme][name])]).toEqual([theme, name, null]);
          expect(contrastOn(theme, wordColour(theme, palette[theme][name]))).toBeGreaterThanOrEqual(LEAST.word);
        }
      }
    }
  });

  it('of the preset stay apart for every kind of colour blindness, N to Q', () => {
    for (const theme of THEMES)
      for (const matrix of Object.values(SEEN)) {
        const seen = CLASSES.filter((name) => name !== 'X').map((name) => oklab(SAFE[theme][name], matrix));
        for (const [i, a] of seen.entries()) for (const b of seen.slice(i + 1)) expect(Math.hypot(...a.map((value, at) => value - b[at]!))).toBeGreaterThanOrEqual(theme === 'light' ? 0.13 : 0.17);
      }
  });

  it('are refused below 3:1 or out of form, and kept where they differ', () => {
    expect([colourTrouble('light', '#FFD700'), colourTrouble('dark', '#101418'), colourTrouble('light', 'red'), colourTrouble('dark', '#FFD700')]).toEqual(['contrast', 'contrast', 'form', null]);
    expect(paletteValue(SHIPPED)).toBe('');
    const own = { ...SHIPPED, dark: { ...SHIPPED.dark, V: '#FFD700' } };
    expect(readPalette(paletteValue(own))).toEqual(own);
    for (const bad of ['[', '[]', '{"light":{"V":"#FFD700","Z":"#000000"}}', '{"light":{"V":1}}']) expect(readPalette(bad)).toEqual(SHIPPED);
  });
});
