/**
 * What lies in an ONNX file, read without running it: operators, types of the
 * constants, inputs and outputs. A walk through the protobuf's fields; only the
 * few that matter are looked at.
 */

/** Operators that the CPU and WebGPU providers of ONNX Runtime and TensorRT all have, and our graphs may use. */
export const ALLOWED_OPERATORS: readonly string[] = [
  'Add',
  'AveragePool',
  'Clip',
  'Concat',
  'Conv',
  'Div',
  'Gather',
  'GatherElements',
  'MatMul',
  'Max',
  'MaxPool',
  'Mul',
  'ReduceMax',
  'ReduceMin',
  'ReduceSum',
  'Relu',
  'Reshape',
  'Resize',
  'Slice',
  'Squeeze',
  'Sub',
  'Transpose',
  'Unsqueeze',
];

/** ONNX's numbers of the element types that may occur; int64 only where ONNX demands it (shapes and axes). */
export const ELEMENT_TYPES: Readonly<Record<number, string>> = { 1: 'float32', 6: 'int32', 7: 'int64' };

/** A tensor that the graph takes or gives. */
export interface GraphTensor {
  name: string;
  /** ONNX element type: 1 float32, 6 int32, 7 int64, 11 float64. */
  elementType: number;
}

/** Outline of a graph. */
export interface GraphOutline {
  /** Each operator once, sorted. */
  operators: string[];
  constants: GraphTensor[];
  inputs: GraphTensor[];
  outputs: GraphTensor[];
}

/** One field of a protobuf message: `bytes` are a view into the message, empty where the field is a number. */
export interface Field {
  number: number;
  value: number;
  bytes: Uint8Array;
}

/** The fields of a protobuf message, in their order. Throws RangeError where the bytes are none. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let k = 0; k < 10; k++) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('not an ONNX file: it ends in the middle of a number');
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
    throw new RangeError('not an ONNX file: a number is too long');
  };
  const none = new Uint8Array(0);
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, value: varint(), bytes: none };
    else {
      const length = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? varint() : -1;
      if (length < 0 || at + length > bytes.length) throw new RangeError('not an ONNX file: a field does not fit');
      yield { number, value: 0, bytes: bytes.subarray(at, at + length) };
      at += length;
    }
  }
}

/** Text of UTF-8 bytes; names in our graphs are plain ASCII. */
export function text(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

function tensorInfo(bytes: Uint8Array): GraphTensor {
  const tensor: GraphTensor = { name: '', elementType: 0 };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) tensor.name = text(field.bytes);
    if (field.number !== 2) continue;
    for (const type of fieldsOf(field.bytes)) {
      if (type.number !== 1) continue;
      for (const part of fieldsOf(type.bytes)) if (part.number === 1) tensor.elementType = part.value;
    }
  }
  return tensor;
}

/** Outline of the bytes of an ONNX file. Throws RangeError where they are none. */
export function outlineOf(file: Uint8Array): GraphOutline {
  const operators = new Set<string>();
  const outline: GraphOutline = { operators: [], constants: [], inputs: [], outputs: [] };
  let graphs = 0;
  for (const model of fieldsOf(file)) {
    if (model.number !== 7) continue;
    graphs++;
    for (const field of fieldsOf(model.bytes)) {
      if (field.number === 1) {
        for (const part of fieldsOf(field.bytes)) if (part.number === 4) operators.add(text(part.bytes));
      } else if (field.number === 5) {
        const constant: GraphTensor = { name: '', elementType: 0 };
        for (const part of fieldsOf(field.bytes)) {
          if (part.number === 2) constant.elementType = part.value;
          if (part.number === 8) constant.name = text(part.bytes);
        }
        outline.constants.push(constant);
      } else if (field.number === 11) outline.inputs.push(tensorInfo(field.bytes));
      else if (field.number === 12) outline.outputs.push(tensorInfo(field.bytes));
    }
  }
  if (graphs !== 1) throw new RangeError('not an ONNX file: it holds no graph');
  outline.operators = [...operators].sort();
  return outline;
}

/** Why the graph may not run here, in words; empty where it may. */
export function graphFaults(outline: GraphOutline): string[] {
  const faults: string[] = [];
  for (const operator of outline.operators) if (!ALLOWED_OPERATORS.includes(operator)) faults.push(`its operator ${operator} is not one that every device has`);
  for (const tensor of [...outline.constants, ...outline.inputs, ...outline.outputs]) {
    if (!(tensor.elementType in ELEMENT_TYPES)) faults.push(`${tensor.name} is neither float32 nor an integer`);
  }
  const expect = (list: readonly GraphTensor[], name: string, elementType: number): void => {
    const tensor = list.find((t) => t.name === name);
    if (!tensor) faults.push(`it has no ${name}`);
    else if (tensor.elementType !== elementType) faults.push(`${name} is not ${ELEMENT_TYPES[elementType]}`);
  };
  for (const name of ['signal', 'lead_mask', 'template', 'context']) expect(outline.inputs, name, 1);
  expect(outline.inputs, 'beats', 6);
  for (const name of ['logits', 'embedding']) expect(outline.outputs, name, 1);
  return faults;
}
