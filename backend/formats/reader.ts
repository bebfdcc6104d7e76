/**
 * The one interface behind which every file format lies. A reader is opened
 * once, says what the recording is, and streams its samples from front to
 * back; nothing holds a whole lead in memory.
 */

import type { Annotation, RecordingHeader } from '../../core/study/recording.ts';

/** A stretch of samples of all leads, in adu; `INVALID_ADU` where nothing was measured. */
export interface SampleBlock {
  /** Sample number of the first value. */
  first: number;
  /** One array per lead of the header, all of the same length. The reader keeps no hold on them. */
  leads: Int32Array[];
}

/** An open recording. */
export interface RecordingReader {
  readonly header: RecordingHeader;
  /** What a person should know about this file, for instance that it ends early and what was kept. */
  readonly warnings: readonly string[];
  /** Marks that came with the recording (`.atr`, EDF+ events), ascending; may be empty. */
  readonly annotations: readonly Annotation[];
  /** Every file that the recording consists of. */
  readonly sourceFiles: readonly string[];
  /**
   * All samples, ascending and without holes, in blocks of about `frames`
   * samples a lead (the last one shorter). May be called again to read again,
   * but only one iteration runs at a time.
   */
  blocks(frames: number): AsyncIterable<SampleBlock>;
  close(): Promise<void>;
}

/** A recording that may still be written, as it is at one moment. */
export interface GrowingReader {
  /** Its facts; `sampleCount` is what of all leads is there whole, 0 where nothing is yet. */
  readonly header: RecordingHeader;
  /** Samples a lead that the file's header promises; 0 where it says nothing, as recorders leave it while they write. */
  readonly stated: number;
  /** Bytes of all its files: where they stay the same nothing was written. */
  readonly bytes: number;
  /** Samples `[from, to)` of all leads, adu. What is not there, or no more, is `INVALID_ADU`. */
  read(from: number, to: number): Promise<Int32Array[]>;
  close(): Promise<void>;
}

/** A file format: how it is recognised and how it is opened. */
export interface Format {
  /** Short name, as in `RecordingHeader.format`. */
  name: string;
  /** Name for people. */
  label: string;
  /** File name extensions with the dot, lower case. */
  extensions: string[];
  /**
   * How sure this format is that the file is its own: 0 not at all, 1 certain.
   * `head` holds the first bytes of the file (up to 4096).
   */
  sniff(path: string, head: Uint8Array): { score: number; reason: string };
  open(path: string): Promise<RecordingReader>;
  /** Opens a recording that may still be written; absent where the format cannot tell. */
  openGrowing?(path: string): Promise<GrowingReader>;
}
