/**
 * What a program did to a folder, call by call, from a tracer's notes; and the
 * disk that a power cut may leave behind at any of these calls.
 *
 * The disk of the cut is strict: what was written to a file is there for sure
 * once that file was synced afterwards, and a name is there for sure once its
 * folder was. Of everything else as much is there as chance wills, writes torn
 * in sectors among it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Chance } from '../../core/synthesis/chance.ts';

/** A call that changed the disk, or a word that was said. Paths are relative to the folder. */
export type Call =
  | { kind: 'write'; path: string; at: number | null; bytes: Uint8Array }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'make'; path: string }
  | { kind: 'folder'; path: string }
  | { kind: 'remove'; path: string }
  | { kind: 'rename'; path: string; to: string }
  | { kind: 'sync'; path: string }
  | { kind: 'said'; words: string[] };

const TRACED = 'openat,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link';

/** Whether this computer lets a test trace a program. */
export async function canTrace(): Promise<boolean> {
  const child = spawn('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
  try {
    const [code] = await once(child, 'close');
    return code === 0;
  } catch {
    // There is no such program.
    return false;
  }
}

/** Runs a script and returns what it did to `folder` and said, in order. */
export async function recorded(script: string, words: readonly string[], folder: string, notes: string): Promise<Call[]> {
  // What Node keeps of its own compiling is no write of ours.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
  const child = spawn('strace', ['-f', '-y', '-xx', '-s', '16000000', '-e', `trace=${TRACED}`, '-o', notes, process.execPath, script, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the recorded program ended with ${code}: ${complaint}`);
  return callsIn(readFileSync(notes, 'latin1'), folder);
}

/** Calls in a tracer's notes that touch a folder, and the words on standard output. */
function callsIn(notes: string, folder: string): Call[] {
  const waiting = new Map<string, string>();
  const calls: Call[] = [];
  for (const line of notes.split('\n')) {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    let call = line.slice(space).trimStart();
    if (call.endsWith('<unfinished ...>')) {
      waiting.set(thread, call.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(call);
    // Written down where it ends: what it did is there by then.
    if (resumed) call = (waiting.get(thread) ?? '') + call.slice(resumed[0].length);
    const made = callOf(call, folder);
    if (made) calls.push(made);
  }
  return calls;
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function callOf(line: string, folder: string): Call | null {
  const match = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(line);
  if (!match || match[3]!.startsWith('-')) return null;
  const [, name, rest] = match;
  const texts = Array.from(rest!.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), (found) => found[1]!);
  const path = (text: string): string | null => {
    const whole = Buffer.from(bytesOf(text)).toString('utf8').replace(/\/$/, '');
    if (whole === folder) return '.';
    return whole.startsWith(`${folder}/`) ? whole.slice(folder.length + 1) : null;
  };
  const open = /^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(rest!);
  const opened = open ? path(open[1]!) : null;
  const at = (number: number): string | null => (texts[number] === undefined ? null : path(texts[number]));
  switch (name) {
    case 'write':
      if (rest!.startsWith('1<')) return { kind: 'said', words: Buffer.from(bytesOf(texts[0] ?? '')).toString('utf8').trim().split(' ') };
      return opened === null ? null : { kind: 'write', path: opened, at: null, bytes: bytesOf(texts[0] ?? '') };
    case 'pwrite64':
      return opened === null ? null : { kind: 'write', path: opened, at: Number(/(\d+)$/.exec(rest!)![1]), bytes: bytesOf(texts[0] ?? '') };
    case 'fsync':
    case 'fdatasync':
      return opened === null ? null : { kind: 'sync', path: opened };
    case 'ftruncate':
      return opened === null ? null : { kind: 'truncate', path: opened, length: Number(/(\d+)$/.exec(rest!)![1]) };
    case 'openat': {
      const target = at(0);
      if (target === null || !rest!.includes('O_CREAT')) return null;
      return { kind: 'make', path: target };
    }
    case 'mkdir':
    case 'mkdirat': {
      const target = at(0);
      return target === null ? null : { kind: 'folder', path: target };
    }
    case 'unlink':
    case 'rmdir':
    case 'unlinkat': {
      const relative = /^\d+<((?:\\x[0-9a-f]{2})*)>, "/.exec(rest!);
      const base = relative ? path(relative[1]!) : null;
      if (relative && base === null) return null;
      const target = relative && texts[0] !== undefined && base !== null && !Buffer.from(bytesOf(texts[0])).toString().startsWith('/') ? join(base, Buffer.from(bytesOf(texts[0])).toString()) : at(0);
      return target === null ? null : { kind: 'remove', path: target };
    }
    case 'rename':
    case 'renameat':
    case 'renameat2': {
      const [from, to] = [at(0), at(1)];
      return from === null || to === null ? null : { kind: 'rename', path: from, to };
    }
    default:
      throw new Error(`the tracer noted a call that is not known here: ${name}`);
  }
}

/** How much of what nobody synced is there after the cut. */
export type Unsynced = 'all' | 'none' | 'some';

interface Content {
  calls: { index: number; call: Extract<Call, { kind: 'write' | 'truncate' }>; at: number }[];
  length: number;
  synced: number;
  isFolder: boolean;
}

const SECTOR = 512;

/** Puts into `target` the disk as it may be when the power goes before call `cut`. */
export function diskAt(calls: readonly Call[], cut: number, unsynced: Unsynced, chance: Chance, target: string): void {
  const sure = surelyNamed(calls, cut);
  const names = new Map<string, Content>([['.', { calls: [], length: 0, synced: 0, isFolder: true }]]);
  /** As the running program saw it: what a call means does not depend on the cut. */
  const seen = new Map(names);
  // Names come to the disk in their order: those that are not sure end somewhere.
  const lastName = unsynced === 'all' ? cut : unsynced === 'none' ? 0 : chance.whole(0, cut);
  const positions = new Map<Content, number>();
  for (let index = 0; index < cut; index++) {
    const call = calls[index]!;
    const kept = sure.has(index) || index < lastName;
    switch (call.kind) {
      case 'make':
      case 'folder': {
        if (seen.has(call.path)) {
          // Opened anew: it is written from its beginning on.
          positions.set(seen.get(call.path)!, 0);
          break;
        }
        const content: Content = { calls: [], length: 0, synced: 0, isFolder: call.kind === 'folder' };
        seen.set(call.path, content);
        if (kept) names.set(call.path, content);
        break;
      }
      case 'remove':
        remove(seen, call.path);
        if (kept) remove(names, call.path);
        break;
      case 'rename':
        move(seen, call.path, call.to);
        if (kept) {
          const moved = seen.get(call.to);
          remove(names, call.path);
          if (moved) take(names, seen, call.to);
        }
        break;
      case 'write': {
        const content = seen.get(call.path);
        if (!content) break;
        const at = call.at ?? positions.get(content) ?? 0;
        if (call.at === null) positions.set(content, at + call.bytes.length);
        content.calls.push({ index, call, at });
        break;
      }
      case 'truncate':
        seen.get(call.path)?.calls.push({ index, call, at: 0 });
        break;
      case 'sync': {
        const content = seen.get(call.path);
        if (content) content.synced = index;
        break;
      }
      case 'said':
        break;
    }
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const [path, content] of [...names].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === '.' || path.endsWith('-shm')) continue;
    // A name in a folder that is not there is not there.
    if (!folderIsThere(names, path)) continue;
    if (content.isFolder) mkdirSync(join(target, path), { recursive: true });
    else writeFileSync(join(target, path), contentAt(content, unsynced, chance));
  }
}

function folderIsThere(names: ReadonlyMap<string, Content>, path: string): boolean {
  const folder = dirname(path);
  return folder === '.' || (names.get(folder)?.isFolder === true && folderIsThere(names, folder));
}

function remove(names: Map<string, Content>, path: string): void {
  for (const name of names.keys()) if (name === path || name.startsWith(`${path}/`)) names.delete(name);
}

function move(names: Map<string, Content>, from: string, to: string): void {
  remove(names, to);
  for (const [name, content] of names) {
    if (name !== from && !name.startsWith(`${from}/`)) continue;
    names.delete(name);
    names.set(to + name.slice(from.length), content);
  }
}

function take(names: Map<string, Content>, from: ReadonlyMap<string, Content>, path: string): void {
  remove(names, path);
  for (const [name, content] of from) if (name === path || name.startsWith(`${path}/`)) names.set(name, content);
}

/** Calls whose names are on the disk for sure before call `cut`: their folders were synced since. */
function surelyNamed(calls: readonly Call[], cut: number): Set<number> {
  const synced = new Map<string, number>();
  const sure = new Set<number>();
  for (let index = cut - 1; index >= 0; index--) {
    const call = calls[index]!;
    if (call.kind === 'sync' && !synced.has(call.path)) synced.set(call.path, index);
    if (call.kind !== 'make' && call.kind !== 'folder' && call.kind !== 'remove' && call.kind !== 'rename') continue;
    const folder = dirname(call.kind === 'rename' ? call.to : call.path);
    if ((synced.get(folder) ?? -1) > index) sure.add(index);
  }
  return sure;
}

function contentAt(content: Content, unsynced: Unsynced, chance: Chance): Uint8Array {
  let bytes = Buffer.alloc(0);
  const grow = (length: number): void => {
    if (length > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
  };
  for (const { index, call, at } of content.calls) {
    const there = index < content.synced || unsynced === 'all';
    if (!there && (unsynced === 'none' || chance.between(0, 1) < 0.4)) continue;
    if (call.kind === 'truncate') {
      bytes = Buffer.from(bytes.subarray(0, call.length));
      grow(call.length);
      continue;
    }
    const torn = !there && chance.between(0, 1) < 0.5 ? SECTOR * chance.whole(0, Math.ceil(call.bytes.length / SECTOR)) : call.bytes.length;
    const part = call.bytes.subarray(0, torn);
    grow(at + part.length);
    bytes.set(part, at);
  }
  return bytes;
}
