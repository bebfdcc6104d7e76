import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../renderer/state/host.ts';
import { speak } from '../../renderer/parts/language.ts';
import { useSession } from '../../renderer/state/session.ts';
import { cyclePriority, followWorklist, importFiles, look, matches, nextToOpen, recordPaths, shownRows, useWorklist } from '../../renderer/state/worklist.ts';
import { fakeClient } from './fake-client.ts';

const browser: Host = { kind: 'browser', openFiles: () => Promise.resolve([]), saveFile: () => Promise.resolve(null), pathOf: () => '' };
const names = (): string[] => shownRows(useWorklist.getState()).map((row) => row.facts.name.slice(-1));
const row = (letter: string) => useWorklist.getState().rows.find((one) => one.facts.name.endsWith(letter))!;

describe('the worklist', () => {
  beforeEach(async () => {
    useSession.setState({ client: fakeClient({ hours: 0.1 }), host: browser, toast: null });
    useWorklist.setState({ rows: [], loaded: false, order: [], search: '', filter: 'all', incoming: [] });
    const stop = followWorklist();
    await vi.waitFor(() => expect(useWorklist.getState().loaded).toBe(true));
    return stop;
  });

  it('puts urgent studies first, and what waits on the reader before the rest', () => {
    expect(names().slice(0, 2).toSorted()).toEqual(['F', 'K']);
    expect(names().at(-1)).toBe('G');
  });

  it('keeps a line in its place until another view is asked for', async () => {
    const before = names();
    cyclePriority(row('J'));
    await vi.waitFor(() => expect(row('J').priority).toBe('soon'));
    expect(names()).toEqual(before);
    look({ filter: 'all' });
    expect(names()).not.toEqual(before);
  });

  it('opens the most urgent that waits next, wherever its line stands; the only one too, while it comes in', () => {
    const { rows } = useWorklist.getState();
    const plain = rows.find((one) => one.state === 'ready')!;
    const urgent = { ...plain, caseId: 'found later', urgent: 1 };
    expect(nextToOpen([plain, urgent], null)).toBe(urgent);
    expect(nextToOpen([plain, urgent], plain.caseId)).toBe(plain);
    const coming = rows.find((one) => one.state === 'analysing')!;
    expect(nextToOpen([coming], null)).toBe(coming);
    expect(nextToOpen([], null)).toBeUndefined();
  });

  it('finds by every word', () => {
    expect(matches(row('K'), 'patient k')).toBe(true);
    expect(matches(row('K'), '20422 urgent')).toBe(true);
    expect(matches(row('K'), 'patient x9')).toBe(false);
    expect(matches(row('K'), '2026-11-20')).toBe(true);
    const named = { ...row('K'), facts: { ...row('K').facts, name: 'Fürst, José', referredBy: 'GROẞE STRAßE' } };
    for (const words of ['furst', 'Fürst', 'Fu\u0308rst JOSE', 'strasse', 'große', 'ｆｕｒｓｔ']) expect(matches(named, words), words).toBe(true);
    expect(matches(named, 'forst')).toBe(false);
    const unnamed = { ...row('K'), facts: { ...row('K').facts, name: '' } };
    expect(matches(unnamed, 'record 208')).toBe(true);
    speak('de');
    for (const words of ['20.11.2026', '2026-11-20', 'patient k dringend']) expect(matches(row('K'), words), words).toBe(true);
    speak('en');
    look({ filter: 'assumed' });
    expect(names().toSorted()).toEqual(['A', 'H']);
  });

  it('names one path for all files of a WFDB record', () => {
    expect(recordPaths(['/a/208.dat', '/a/208.hea', '/a/208.atr', '/a/day.edf'])).toEqual(['/a/208.hea', '/a/day.edf']);
    expect(recordPaths(['/a/100.dat'])).toEqual(['/a/100.dat']);
  });

  it('says in words why an upload failed, and offers it again', async () => {
    importFiles([new File([new Uint8Array(0)], 'empty.edf')]);
    await vi.waitFor(() => expect(useWorklist.getState().incoming[0]?.failure?.code).toBe('file-empty'), { timeout: 3000 });
    expect(useWorklist.getState().incoming[0]?.again).not.toBeNull();
  });
});
