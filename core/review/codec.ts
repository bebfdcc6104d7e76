/**
 * Changes as bytes: what the journal keeps and what its hashes are taken over.
 * The form is canonical (equal changes give equal bytes) and described in
 * docs/journal.md; a tag is never used again for something else.
 */
import { PROBABILITIES } from '../beats/columns.ts';
import { ByteReader, ByteWriter, BytesError } from './bytes.ts';
import { ENTITIES } from './edit.ts';
import type { Change, ValueEntity } from './edit.ts';

const VERSION = 1;
const TAG = { reclass: 1, insert: 2, delete: 3, move: 4, regroup: 5, set: 6 } as const;

/** Canonical bytes of changes. Throws RangeError for a sample that is no whole number. */
export function encodeChanges(changes: readonly Change[]): Uint8Array {
  const out = new ByteWriter();
  out.byte(VERSION);
  out.unsigned(changes.length);
  for (const change of changes) encodeChange(out, change);
  return out.taken();
}

function encodeChange(out: ByteWriter, change: Change): void {
  out.byte(TAG[change.op]);
  if (change.op === 'set') {
    out.byte(ENTITIES.indexOf(change.entity));
    out.text(change.name);
    out.nullableText(change.before);
    out.nullableText(change.after);
    return;
  }
  out.unsigned(change.keys.length);
  out.steps(change.keys);
  switch (change.op) {
    case 'reclass':
      out.runs(change.before);
      out.runs(change.after);
      out.runs(change.sourceBefore);
      out.runs(change.sourceAfter);
      break;
    case 'insert':
    case 'delete':
      out.steps(change.samples);
      out.runs(change.codes);
      out.runs(change.templates);
      out.bytes(change.probabilities);
      out.bytes(new Uint8Array(change.likeness));
      out.runs(change.sources);
      break;
    case 'move':
      out.steps(change.before);
      out.steps(change.after);
      out.runs(change.sourceBefore);
      out.runs(change.sourceAfter);
      break;
    case 'regroup':
      out.runs(change.before);
      out.runs(change.after);
      break;
  }
}

/** Changes from their bytes. Throws BytesError where the bytes are damaged or of a later version. */
export function decodeChanges(bytes: Uint8Array): Change[] {
  const input = new ByteReader(bytes);
  const version = input.byte();
  if (version !== VERSION) throw new BytesError(`changes of version ${version} are not known here`);
  const changes: Change[] = [];
  const count = input.count();
  for (let i = 0; i < count; i++) changes.push(decodeChange(input));
  if (input.left > 0) throw new BytesError('bytes are left over');
  return changes;
}

function decodeChange(input: ByteReader): Change {
  const tag = input.byte();
  if (tag === TAG.set) {
    const entity = ENTITIES[input.byte()];
    if (entity === undefined || entity === 'beat') throw new BytesError('an entity is not known');
    const known: ValueEntity = entity;
    return { entity: known, op: 'set', name: input.text(), before: input.nullableText(), after: input.nullableText() };
  }
  const n = input.count();
  const keys = input.steps(new Int32Array(n));
  const narrow = (): Uint8Array => input.runs(new Uint8Array(n));
  const wide = (): Uint16Array => input.runs(new Uint16Array(n));
  const samples = (): Float64Array => input.steps(new Float64Array(n));
  switch (tag) {
    case TAG.reclass:
      return { entity: 'beat', op: 'reclass', keys, before: narrow(), after: narrow(), sourceBefore: narrow(), sourceAfter: narrow() };
    case TAG.insert:
    case TAG.delete:
      return {
        entity: 'beat',
        op: tag === TAG.insert ? 'insert' : 'delete',
        keys,
        samples: samples(),
        codes: narrow(),
        templates: wide(),
        probabilities: input.bytes(n * PROBABILITIES),
        likeness: new Int8Array(input.bytes(n)),
        sources: narrow(),
      };
    case TAG.move:
      return { entity: 'beat', op: 'move', keys, before: samples(), after: samples(), sourceBefore: narrow(), sourceAfter: narrow() };
    case TAG.regroup:
      return { entity: 'template', op: 'regroup', keys, before: wide(), after: wide() };
    default:
      throw new BytesError(`a change of kind ${tag} is not known here`);
  }
}
