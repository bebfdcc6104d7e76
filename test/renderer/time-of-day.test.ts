import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Places where a bare time of day is enough, and how often. Everywhere else `moment`, `momentsBetween` or `tickWords` names its day. */
const BARE: Readonly<Record<string, number>> = {
  // The beginning of a recording, behind its date.
  'study-frame.tsx': 3,
  'screens/overview/overview-screen.tsx': 2,
  'screens/worklist/study-line.tsx': 2,
  'screens/earlier/earlier-screen.tsx': 2,
  'sections/queue-words.tsx': 1,
  // Beside the day, or under it.
  'screens/episodes/inspector.tsx': 1,
  'screens/review/inspector.tsx': 1,
  'screens/disclosure/disclosure-screen.tsx': 2,
  'charts/minute-strip.tsx': 1,
  'charts/ecg-draw.ts': 1,
  // Now, on this computer.
  'screens/settings/benchmark-section.tsx': 1,
};

it('shows no time of day without its day', () => {
  const root = new URL('../../renderer/', import.meta.url);
  const found: Record<string, number> = {};
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))) {
    if (!/\.tsx?$/.test(file) || file === 'parts/format.ts') continue;
    const calls = readFileSync(new URL(file, root), 'utf8').match(/(?<![\w.])clock\(/g);
    if (calls) found[file] = calls.length;
  }
  expect(found).toEqual(BARE);
});
