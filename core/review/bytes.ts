/**
 * Compact bytes, the same for the same content on every machine: what the
 * journal stores and hashes. Whole numbers are LEB128 varints (to 2^53),
 * signed ones zigzag; texts are UTF-8 behind their length.
 */

/** The bytes are not what they should be: damage, never a person's doing. */
export class BytesError extends Error {}

/** Bytes that grow. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#room(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** A whole number of 0 to 2^53 − 1. Throws RangeError for anything else. */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no whole number that can be written`);
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number of −2^52 to 2^52 − 1. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Bytes behind their length. */
  block(values: Uint8Array): void {
    this.unsigned(values.length);
    this.bytes(values);
  }

  text(value: string): void {
    this.block(utf8(value));
  }

  nullableText(value: string | null): void {
    this.byte(value === null ? 0 : 1);
    if (value !== null) this.text(value);
  }

  /** Whole numbers as steps from one to the next: small where the list ascends. */
  steps(values: ArrayLike<number>): void {
    let last = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      this.signed(value - last);
      last = value;
    }
  }

  /** Whole numbers as runs of equal ones. */
  runs(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; ) {
      const value = values[i]!;
      let end = i + 1;
      while (end < values.length && values[end] === value) end++;
      this.unsigned(end - i);
      this.unsigned(value);
      i = end;
    }
  }

  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what `ByteWriter` wrote. Throws BytesError where the bytes end early or make no sense. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new BytesError('the bytes end early');
    return value;
  }

  bytes(count: number): Uint8Array {
    if (count > this.left) throw new BytesError('the bytes end early');
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
      scale *= 0x80;
    }
    throw new BytesError('a number is too large');
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A count of things that take at least `each` bytes, so that damage cannot ask for a huge array. */
  count(each = 1): number {
    const count = this.unsigned();
    if (count * each > this.left) throw new BytesError('a count is larger than the bytes');
    return count;
  }

  block(): Uint8Array {
    return this.bytes(this.count());
  }

  text(): string {
    return fromUtf8(this.block());
  }

  nullableText(): string | null {
    return this.byte() === 0 ? null : this.text();
  }

  steps<T extends Int32Array | Float64Array>(into: T): T {
    let last = 0;
    for (let i = 0; i < into.length; i++) into[i] = last += this.signed();
    return into;
  }

  runs<T extends Uint8Array | Uint16Array>(into: T): T {
    for (let i = 0; i < into.length; ) {
      const length = this.unsigned();
      if (length === 0 || length > into.length - i) throw new BytesError('a run has a wrong length');
      into.fill(this.unsigned(), i, i + length);
      i += length;
    }
    return into;
  }
}

/** UTF-8 of a text. A lone surrogate is written as it stands, so that every text reads back the same. */
export function utf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    if (point < 0x80) out[n++] = point;
    else if (point < 0x800) {
      out[n++] = 0xc0 | (point >> 6);
      out[n++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      out[n++] = 0xe0 | (point >> 12);
      out[n++] = 0x80 | ((point >> 6) & 0x3f);
      out[n++] = 0x80 | (point & 0x3f);
    } else {
      out[n++] = 0xf0 | (point >> 18);
      out[n++] = 0x80 | ((point >> 12) & 0x3f);
      out[n++] = 0x80 | ((point >> 6) & 0x3f);
      out[n++] = 0x80 | (point & 0x3f);
    }
  }
  return out.slice(0, n);
}

/** The text of bytes that `utf8` wrote. */
export function fromUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  const tail = (i: number): number => {
    const byte = bytes[i];
    if (byte === undefined || (byte & 0xc0) !== 0x80) throw new BytesError('a text is no UTF-8');
    return byte & 0x3f;
  };
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i]!;
    let point: number;
    if (byte < 0x80) {
      point = byte;
      i += 1;
    } else if (byte < 0xe0) {
      point = ((byte & 0x1f) << 6) | tail(i + 1);
      i += 2;
    } else if (byte < 0xf0) {
      point = ((byte & 0x0f) << 12) | (tail(i + 1) << 6) | tail(i + 2);
      i += 3;
    } else {
      point = ((byte & 0x07) << 18) | (tail(i + 1) << 12) | (tail(i + 2) << 6) | tail(i + 3);
      i += 4;
    }
    if (point > 0x10ffff) throw new BytesError('a text is no UTF-8');
    parts.push(String.fromCodePoint(point));
  }
  return parts.join('');
}
