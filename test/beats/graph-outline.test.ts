/** The outline of a graph file under damage: a RangeError or an outline, never anything else. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphFaults, outlineOf } from '../../core/beats/graph-outline.ts';

const fixture = fileURLToPath(new URL('fixtures/wavelets.onnx', import.meta.url));

const outlineOrRange = (bytes: Uint8Array): void => {
  try {
    expect(Array.isArray(outlineOf(bytes).operators)).toBe(true);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(RangeError);
  }
};

describe('outline of a graph', () => {
  it('stands any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), outlineOrRange), { numRuns: 500 });
  });

  it('stands a damaged graph', async () => {
    const whole = new Uint8Array(await readFile(fixture));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const bytes = whole.slice(0, length);
        if (at < bytes.length) bytes[at] = value;
        outlineOrRange(bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('names what a classifier lacks', async () => {
    const faults = graphFaults(outlineOf(await readFile(fixture)));
    expect(faults).toContain('it has no beats');
    expect(faults).toContain('it has no logits');
    expect(graphFaults({ operators: ['Loop'], constants: [{ name: 'w', elementType: 11 }], inputs: [], outputs: [] })).toEqual(
      expect.arrayContaining(['its operator Loop is not one that every device has', 'w is neither float32 nor an integer']),
    );
  });
});
