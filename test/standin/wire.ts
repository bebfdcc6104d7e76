/** Values between the stand-in's main process and its page, as text; the page's half is in page.ts. */

export interface Wire {
  kind: 'send' | 'invoke' | 'answer' | 'ipc' | 'port-message' | 'port-close';
  id?: number;
  channel?: string;
  value?: unknown;
  error?: string;
  ports?: number[];
}

const MAKERS = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };

function isMaker(name: string): name is keyof typeof MAKERS {
  return Object.hasOwn(MAKERS, name);
}

/** Refuses what a structured clone refuses. */
export function encodeWire(wire: Wire): string {
  return JSON.stringify(structuredClone(wire), (_key, entry: unknown) => {
    if (ArrayBuffer.isView(entry)) return { $array: Object.prototype.toString.call(entry).slice(8, -1), data: Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('base64') };
    if (typeof entry === 'number' && (!Number.isFinite(entry) || Object.is(entry, -0))) return { $number: Object.is(entry, -0) ? '-0' : String(entry) };
    return entry === undefined ? { $undefined: true } : entry;
  });
}

export function decodeWire(text: string): Wire {
  return revive(JSON.parse(text)) as Wire;
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  if ('$undefined' in value) return undefined;
  if ('$number' in value) return Number(value.$number);
  if ('$array' in value && 'data' in value && typeof value.$array === 'string' && typeof value.data === 'string' && isMaker(value.$array)) {
    return new MAKERS[value.$array](new Uint8Array(Buffer.from(value.data, 'base64')).buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, revive(entry)]));
}
