/** A part of an ONNX graph as a graph of its own, so that it can be asked by itself. */
import { fieldsOf, text, type Field } from '../../core/beats/graph-outline.ts';

/** Numbers of the protobuf's fields (onnx.proto3) that are looked at. */
const MODEL = { irVersion: 1, graph: 7, operators: 8 } as const;
const GRAPH = { node: 1, name: 2, constant: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2 } as const;
const TENSOR_NAME = 8;
const VALUE = { name: 1, type: 2 } as const;
const FLOAT = 1;

/**
 * The nodes of `file` that make the tensors `to` out of the tensors `from` and of the graph's own inputs, with the constants that
 * they need. Tensors of `from`, and of `to` where they are none of the graph's outputs, are float32 of any shape.
 * Throws RangeError where `file` is no ONNX file or has no such tensor.
 */
export function subgraph(file: Uint8Array, from: readonly string[], to: readonly string[]): Uint8Array {
  const model = [...fieldsOf(file)];
  const graph = [...fieldsOf(model.find(({ number }) => number === MODEL.graph)?.bytes ?? new Uint8Array(0))];
  const all = (number: number): Field[] => graph.filter((field) => field.number === number);
  const inputs = new Map(all(GRAPH.input).map((field) => [named(field.bytes, VALUE.name), field.bytes]));
  const outputs = new Map(all(GRAPH.output).map((field) => [named(field.bytes, VALUE.name), field.bytes]));
  const constants = new Map(all(GRAPH.constant).map((field) => [named(field.bytes, TENSOR_NAME), field.bytes]));
  const nodes = all(GRAPH.node).map(({ bytes }) => ({ bytes, takes: names(bytes, NODE.input), gives: names(bytes, NODE.output) }));

  const wanted = new Set<string>();
  const kept = new Set<(typeof nodes)[number]>();
  const want = (tensor: string): void => {
    if (tensor === '' || wanted.has(tensor)) return;
    wanted.add(tensor);
    if (from.includes(tensor) || inputs.has(tensor) || constants.has(tensor)) return;
    const node = nodes.find(({ gives }) => gives.includes(tensor));
    if (!node) throw new RangeError(`the graph has no ${tensor}`);
    kept.add(node);
    node.takes.forEach(want);
  };
  to.forEach(want);

  const part = [
    // In their order, which an ONNX file has to keep.
    ...nodes.filter((node) => kept.has(node)).map(({ bytes }) => message(GRAPH.node, bytes)),
    ...all(GRAPH.name).map(({ bytes }) => message(GRAPH.name, bytes)),
    ...[...constants].filter(([name]) => wanted.has(name)).map(([, bytes]) => message(GRAPH.constant, bytes)),
    ...[...inputs].filter(([name]) => wanted.has(name)).map(([, bytes]) => message(GRAPH.input, bytes)),
    ...from.filter((name) => wanted.has(name)).map((name) => message(GRAPH.input, float32(name))),
    ...to.map((name) => message(GRAPH.output, outputs.get(name) ?? float32(name))),
  ];
  return Buffer.concat(model.map((field) => (field.number === MODEL.graph ? message(MODEL.graph, Buffer.concat(part)) : again(field))));
}

/** What the model says of itself besides its graph: its version, and whose operators. */
function again({ number, value, bytes }: Field): Uint8Array {
  if (number === MODEL.irVersion) return Buffer.concat([varint(number * 8), varint(value)]);
  return number === MODEL.operators ? message(number, bytes) : new Uint8Array(0);
}

function names(bytes: Uint8Array, number: number): string[] {
  return [...fieldsOf(bytes)].filter((field) => field.number === number).map((field) => text(field.bytes));
}

function named(bytes: Uint8Array, number: number): string {
  return names(bytes, number)[0] ?? '';
}

/** A ValueInfoProto: float32, of any shape. */
function float32(name: string): Uint8Array {
  const tensor = Buffer.concat([varint(1 * 8), varint(FLOAT)]);
  return Buffer.concat([message(VALUE.name, Buffer.from(name)), message(VALUE.type, message(1, tensor))]);
}

/** A field of bytes: its number, their length, and they. */
function message(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.from([...bytes, value]);
}
