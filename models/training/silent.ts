/** An exported network without its wavelet coefficients: what it owes to them is what it loses. */
import { fieldsOf, text } from '../../core/beats/graph-outline.ts';

const GRAPH = 7;
const CONSTANT = 5;
const NAME = 8;
const VALUES = 9;

/**
 * A copy of an ONNX file in which every wavelet filter (`bank1` to `bank3`) is 0, and so is every coefficient.
 *
 * @throws RangeError where the file is no ONNX file, or has no wavelet filters
 */
export function silenced(file: Uint8Array): Uint8Array {
  const copy = new Uint8Array(file);
  let banks = 0;
  for (const graph of fieldsOf(copy)) {
    if (graph.number !== GRAPH) continue;
    for (const constant of fieldsOf(graph.bytes)) {
      if (constant.number !== CONSTANT) continue;
      const fields = [...fieldsOf(constant.bytes)];
      const name = fields.find(({ number }) => number === NAME);
      const values = fields.find(({ number }) => number === VALUES);
      if (!name || !values || !/^bank\d$/.test(text(name.bytes))) continue;
      values.bytes.fill(0);
      banks++;
    }
  }
  if (banks === 0) throw new RangeError('the graph has no wavelet filters');
  return copy;
}
