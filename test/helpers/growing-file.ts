/** A finished recording written once more, piece by piece, as a recorder does. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface GrowingFile {
  /** The file to follow. */
  path: string;
  /** Bytes of signal that are still to come. */
  readonly left: number;
  /** Writes so many bytes of signal more, be they whole samples or not. */
  write(bytes: number): void;
  /** Completes the header; the rest of the signal is written before. */
  finish(): void;
}

/** A WFDB record whose header states no length, or `stated` samples, while it is written. */
export function growingWfdb(header: string, folder: string, stated: number | null = null): GrowingFile {
  mkdirSync(folder, { recursive: true });
  const whole = readFileSync(header, 'utf8');
  const signal = readFileSync(join(dirname(header), `${basename(header, '.hea')}.dat`));
  const [first = '', ...rest] = whole.split('\n');
  const [name, leads, rate, , ...start] = first.split(' ');
  const path = join(folder, basename(header));
  const dat = join(folder, `${basename(header, '.hea')}.dat`);
  // Comments come with the finished header.
  const signals = rest.filter((line) => !line.startsWith('#'));
  writeFileSync(path, [[name, leads, rate, ...(stated === null ? [] : [stated]), ...start].join(' '), ...signals].join('\n'));
  writeFileSync(dat, '');
  return inPieces(path, dat, signal, () => writeFileSync(path, whole));
}

/** An EDF file whose header states −1 data records while it is written. */
export function growingEdf(file: string, folder: string): GrowingFile {
  mkdirSync(folder, { recursive: true });
  const whole = readFileSync(file);
  const header = Buffer.from(whole.subarray(0, Number(whole.toString('latin1', 184, 192))));
  const records = header.toString('latin1', 236, 244);
  header.write('-1'.padEnd(8), 236, 'latin1');
  const path = join(folder, basename(file));
  writeFileSync(path, header);
  return inPieces(path, path, whole.subarray(header.length), () => {
    const now = readFileSync(path);
    now.write(records, 236, 'latin1');
    writeFileSync(path, now);
  });
}

function inPieces(path: string, file: string, signal: Buffer, complete: () => void): GrowingFile {
  let at = 0;
  const write = (bytes: number): void => {
    appendFileSync(file, signal.subarray(at, at + bytes));
    at = Math.min(signal.length, at + bytes);
  };
  return {
    path,
    get left() {
      return signal.length - at;
    },
    write,
    finish() {
      write(signal.length);
      complete();
    },
  };
}
