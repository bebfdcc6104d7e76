/**
 * Large arrays that nobody needs any more, to be filled again. An array outside
 * the heap counts with it: a day makes gigabytes of them, and for every few
 * megabytes all of the heap is looked through.
 *
 * Spare are only arrays that somebody gave back: the threads that take in and
 * prepare, and the small networks wherever they run. Else every array is a new one.
 */

/** So many are kept; more than are ever under way at once are of no use. */
const MOST = 96;
/** An array this much longer than what is asked for is left to another. */
const WASTE = 1.5;

/** Ascending by length. */
const spare: ArrayBuffer[] = [];

/** Place of the first that has so many bytes. A loop rather than a callback, whose compiled code would be gone with each full collection. */
function placeFor(bytes: number): number {
  let place = 0;
  while (place < spare.length && spare[place]!.byteLength < bytes) place++;
  return place;
}

/** Memory of so many bytes at least, whatever lies there. */
function memoryOf(bytes: number): ArrayBuffer {
  const place = placeFor(bytes);
  const found = spare[place];
  if (found === undefined || found.byteLength > WASTE * bytes) return new ArrayBuffer(bytes);
  spare.splice(place, 1);
  return found;
}

/** So many numbers; they are whatever was there before. */
export function spareSingles(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(memoryOf(4 * length), 0, length);
}

/** So many bytes; they are whatever was there before. */
export function spareBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memoryOf(length), 0, length);
}

/** The memory of arrays that nobody looks at any more; each once. What is shared with other threads, or gone, is passed over. */
export function giveBack(buffers: Iterable<ArrayBufferLike>): void {
  for (const buffer of buffers) {
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength === 0) continue;
    spare.splice(placeFor(buffer.byteLength), 0, buffer);
    if (spare.length > MOST) spare.shift();
  }
}

/** Frees the memory of an array that nobody looks at any more and that is not worth keeping: what waits for its collection brings that of the whole heap nearer. */
export function letGo({ buffer, byteLength }: ArrayBufferView): void {
  // A part of a larger memory, as of a pool of Node's, has other owners too.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** The memory of some arrays, each once, that can be handed over. */
export function buffersBehind(arrays: readonly ArrayBufferView[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer))];
}

/** Lets go of all that is spare: who filled it has nothing to do for now. */
export function forgetSpare(): void {
  spare.length = 0;
}
