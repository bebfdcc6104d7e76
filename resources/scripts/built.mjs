// The bundled program of a checkout: made when it is first started, and again whenever a source is another one.
// Plain JavaScript, for stripping types takes longer than looking whether the bundle is still right.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What makes the bundle: the bundler's description, which holds its version, stands for the bundler. */
const makersIn = (root) => [...['built.mjs', 'bundle.ts', 'started-modules.ts'].map((name) => join(import.meta.dirname, name)), bundlerIn(root)];
const bundlerIn = (root) => join(root, 'node_modules', 'rolldown', 'package.json');

/** A file that was written so shortly before it was looked at may be written again within the same tick of its clock. */
const SETTLED_MS = 2000;

/** Errors of a checkout that nobody may write to. */
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);

/**
 * The folder with the bundle of the sources as they stand now. Null where none can be made: no bundler is
 * installed, the checkout is read-only, or a source does not parse, which `complain` is told.
 * `now` in ms since 1970.
 */
export async function builtProgram(root, complain, now = Date.now()) {
  const place = join(root, '.cache', 'built');
  try {
    if (!existsSync(bundlerIn(root))) return null;
    const makers = makersIn(root).map(hashOf).join(' ');
    const note = readNote(place);
    const fresh = note === null || note.makers !== makers ? null : stillRight(root, note, now);
    const name = fresh === null ? await make(root, place, makers, complain) : fresh.name;
    if (name === null) return null;
    if (fresh !== null && fresh !== note) writeNote(place, fresh);
    const folder = join(place, name);
    markUsed(folder);
    return folder;
  } catch (thrown) {
    if (READ_ONLY.has(thrown.code)) return null;
    throw thrown;
  }
}

/** { name, makers, sources: [path, sha256, size, mtime, ctime][] }; times are null where only the hash can be trusted. Null where nothing was built. */
function readNote(place) {
  try {
    const note = JSON.parse(readFileSync(join(place, 'current.json'), 'utf8'));
    return existsSync(join(place, note.name, 'cli', 'main.js')) ? note : null;
  } catch {
    // Not there, or broken off: it is made anew.
    return null;
  }
}

function writeNote(place, note) {
  const own = join(place, `current-${process.pid}.json`);
  writeFileSync(own, JSON.stringify(note));
  renameSync(own, join(place, 'current.json'));
}

/** The note where all sources are what they were, with times that were looked at anew; null where one is not. */
function stillRight(root, note, clock) {
  let changed = false;
  const sources = [];
  for (const source of note.sources) {
    const [path, hash, size, mtime, ctime] = source;
    const file = join(root, path);
    const now = statSync(file, { throwIfNoEntry: false });
    if (now === undefined) return null;
    if (ctime !== null && now.size === size && now.mtimeMs === mtime && now.ctimeMs === ctime) {
      sources.push(source);
      continue;
    }
    // Looked at before it was read: what is written in between has other times at the next start.
    if (hashOf(file) !== hash) return null;
    const settled = Math.max(now.mtimeMs, now.ctimeMs) < clock - SETTLED_MS;
    changed ||= settled;
    sources.push([path, hash, now.size, settled ? now.mtimeMs : null, settled ? now.ctimeMs : null]);
  }
  return changed ? { ...note, sources } : note;
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Makes the bundle and says its name; null where it cannot be made. */
async function make(root, place, makers, complain) {
  const making = join(place, `making-${process.pid}`);
  mkdirSync(making, { recursive: true });
  try {
    const { bundle } = await import('./bundle.ts');
    let seen;
    try {
      seen = await bundle(root, making);
    } catch (thrown) {
      complain(thrown);
      return null;
    }
    // By what the bundler saw: a source that was written meanwhile is another one at the next start.
    const sources = [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => [path, hash, 0, null, null]);
    const name = createHash('sha256').update(makers).update(JSON.stringify(sources)).digest('hex').slice(0, 16);
    clear(place);
    try {
      renameSync(making, join(place, name));
    } catch (thrown) {
      // Another process has made the same.
      if (thrown.code !== 'ENOTEMPTY' && thrown.code !== 'EEXIST' && thrown.code !== 'EPERM') throw thrown;
    }
    writeNote(place, { name, makers, sources });
    return name;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Marks of this process. */
const marks = [];

/** What runs from a bundle loads parts of it later on: it stays as long as one of those processes lives. */
function markUsed(folder) {
  mkdirSync(join(folder, 'used'), { recursive: true });
  const own = join(folder, 'used', String(process.pid));
  writeFileSync(own, '');
  if (marks.length === 0) process.on('exit', () => marks.forEach((mark) => rmSync(mark, { force: true })));
  marks.push(own);
}

/** Bundles that nobody may have begun to use just now. */
const LEFT_AFTER_MS = 60 * 60_000;

/** Removes bundles and halves of bundles that nobody uses. */
function clear(place) {
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const folder = join(place, entry.name);
    if (!entry.isDirectory() || Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < LEFT_AFTER_MS) continue;
    const users = existsSync(join(folder, 'used')) ? readdirSync(join(folder, 'used')) : [];
    if (!users.some((pid) => isAlive(Number(pid)))) rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown.code === 'EPERM';
  }
}
