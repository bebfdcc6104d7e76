/**
 * The values that may cross a carrier: null, booleans, numbers, text, undefined,
 * plain objects, arrays and typed arrays. Anything else is refused by name, on
 * every carrier alike, so that what works in one shell works in all.
 */
import { AppError } from '../errors.ts';

const ARRAY_TYPES = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type ArrayType = keyof typeof ARRAY_TYPES;
export type TypedArray = InstanceType<(typeof ARRAY_TYPES)[ArrayType]>;

/** Path of a value inside a frame. */
export type Path = (string | number)[];

/** A typed array taken out of a value; `bytes` are its bytes, not copied. */
export interface Section {
  path: Path;
  type: ArrayType;
  bytes: Uint8Array;
}

/** Values that JSON does not know, by the path at which they stood. */
export interface Oddity {
  path: Path;
  value: 'NaN' | 'Infinity' | '-Infinity' | '-0' | 'undefined';
}

const MAX_DEPTH = 64;

/** Name of the typed array's type, also for Node's Buffer; undefined for anything else. */
export function arrayTypeOf(value: unknown): ArrayType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return isArrayType(name) ? name : undefined;
}

export function isArrayType(name: string): name is ArrayType {
  return Object.hasOwn(ARRAY_TYPES, name);
}

/** The typed array of a type over `bytes`, which it takes over where alignment allows and copies elsewhere. Throws RangeError where the length does not fit. */
export function arrayFrom(type: ArrayType, bytes: Uint8Array): TypedArray {
  const make = ARRAY_TYPES[type];
  const size = make.BYTES_PER_ELEMENT;
  if (bytes.byteLength % size !== 0) throw new RangeError(`${bytes.byteLength} bytes are no whole ${type}`);
  const { buffer } = bytes;
  const own = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? buffer : new Uint8Array(bytes).buffer;
  return new make(own, 0, own.byteLength / size);
}

function refuse(path: Path, what: string): never {
  throw new AppError('bug', `A ${what} at ${path.join('.') || 'the top'} cannot cross the contract`, { hint: 'Only plain values and typed arrays cross a carrier.' });
}

/** `path` is one stack for the whole walk: whoever keeps it copies it. */
function walk(value: unknown, path: Path, onArray: (array: ArrayBufferView, type: ArrayType, path: Path) => unknown, onOdd: (value: number | undefined, path: Path) => unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : onOdd(value, path);
    case 'undefined':
      return onOdd(undefined, path);
    case 'object':
      break;
    default:
      return refuse(path, typeof value);
  }
  if (value === null) return null;
  if (path.length > MAX_DEPTH) refuse(path, 'value nested too deep');
  if (ArrayBuffer.isView(value)) {
    const type = arrayTypeOf(value);
    return type === undefined ? refuse(path, 'DataView') : onArray(value, type, path);
  }
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => {
      path.push(index);
      const walked = walk(entry, path, onArray, onOdd);
      path.pop();
      return walked;
    });
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse(path, Object.prototype.toString.call(value).slice(8, -1));
  const copy: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    path.push(name);
    const walked = walk(entry, path, onArray, onOdd);
    path.pop();
    if (name === '__proto__') Object.defineProperty(copy, name, { value: walked, writable: true, enumerable: true, configurable: true });
    else copy[name] = walked;
  }
  return copy;
}

/** Bytes of a view, not copied. */
function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** A deep copy that shares no memory with `value`; views on larger buffers are cut to what they show. */
export function cloneValue(value: unknown): unknown {
  return walk(
    value,
    [],
    (array, type) => arrayFrom(type, new Uint8Array(bytesOf(array))),
    (odd) => odd,
  );
}

/**
 * `value` with every typed array chosen by `take` taken out, others copied.
 * `put` brings them back.
 */
export function takeArrays(value: unknown, take: (bytes: number) => boolean): { body: unknown; sections: Section[] } {
  const sections: Section[] = [];
  const body = walk(
    value,
    [],
    (array, type, path) => {
      const bytes = bytesOf(array);
      if (!take(bytes.byteLength)) return arrayFrom(type, new Uint8Array(bytes));
      sections.push({ path: [...path], type, bytes });
      return null;
    },
    (odd) => odd,
  );
  return { body, sections };
}

/** `value` as JSON text, with what JSON cannot hold beside it. */
export function takeForJson(value: unknown): { body: unknown; sections: Section[]; oddities: Oddity[] } {
  const sections: Section[] = [];
  const oddities: Oddity[] = [];
  const body = walk(
    value,
    [],
    (array, type, path) => {
      sections.push({ path: [...path], type, bytes: bytesOf(array) });
      return null;
    },
    (odd, path) => {
      oddities.push({ path: [...path], value: odd === undefined ? 'undefined' : Object.is(odd, -0) ? '-0' : Number.isNaN(odd) ? 'NaN' : odd > 0 ? 'Infinity' : '-Infinity' });
      return null;
    },
  );
  return { body, sections, oddities };
}

/** The value that an oddity stands for. */
export function oddValue(value: Oddity['value']): number | undefined {
  return value === 'undefined' ? undefined : Number(value);
}

/** Sets `value` at `path` of `body`, which must hold a place there; returns the body (the value itself for the empty path). Throws AppError `bug`. */
export function put(body: unknown, path: Path, value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  let holder: unknown = body;
  for (const step of path.slice(0, -1)) holder = childOf(holder, step, path);
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return damaged(path);
  Object.defineProperty(holder, last, { value, writable: true, enumerable: true, configurable: true });
  return body;
}

function childOf(holder: unknown, step: string | number, path: Path): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return damaged(path);
  return Object.getOwnPropertyDescriptor(holder, step)?.value;
}

function damaged(path: Path): never {
  throw new AppError('bug', `A frame has no place for what belongs at ${path.join('.')}`);
}
