import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Role, Who } from '../../core/contract/people.ts';
import type { EngineState } from '../../core/contract/types.ts';
import { initials } from '../../renderer/sections/person-menu.tsx';
import { mayNot, needsLogin, refusedAs, shownName } from '../../renderer/state/may.ts';
import { beginPeople, lock, login, logout, unlock } from '../../renderer/state/people.ts';
import { begin, closeSettings, enter, openSettings, openStudy, useSession } from '../../renderer/state/session.ts';
import { useWorklist } from '../../renderer/state/worklist.ts';
import { fakeClient } from './fake-client.ts';

const host = { kind: 'browser', openFiles: () => Promise.resolve([]), saveFile: () => Promise.resolve(null), pathOf: () => '' } as const;
const get = useSession.getState;
const as = (role: Role): Who => ({ mode: 'people', person: { name: 'Ada', display: 'Dr A', role, active: true, since: '', lastLogin: null }, locked: false, idleMinutes: 15, theme: 'light', author: 'Ada', version: '' });

describe('who is at the window', () => {
  beforeEach(async () => {
    // The theme is a class of the page, the reader's colours are its style.
    vi.stubGlobal('document', { documentElement: { classList: { toggle: () => false }, dataset: {}, style: { setProperty: () => undefined, removeProperty: () => '' } } });
    useSession.setState({ route: { page: 'worklist' }, who: null, toast: null, about: null });
    await begin({ client: fakeClient({ hours: 0.1 }), host });
  });

  afterEach(() => void vi.unstubAllGlobals());

  it('goes straight in where nobody logs in, and everything is allowed', () => {
    expect(get().about).not.toBeNull();
    expect(needsLogin(get().who)).toBe(false);
    expect(mayNot(get().who, 'lead')).toBe('');
    expect(shownName(get().who)).toBe('Reader A');
  });

  it('goes on in the settings after login is turned on, is emptied by logging out, and begins at the worklist', async () => {
    openSettings('backups');
    expect(await beginPeople('Ada', 'Dr A', 'correct horse')).toBeNull();
    expect(get().route).toMatchObject({ page: 'settings', section: 'backups', back: { page: 'worklist' } });
    closeSettings();
    openStudy('a');
    useWorklist.setState({ search: 'Demo' });
    await lock();
    expect(get().who?.locked).toBe(true);
    expect(get().route.page).toBe('study');
    expect(await unlock('correct horse')).toBeNull();
    expect(get().route.page).toBe('study');
    await logout();
    expect(needsLogin(get().who)).toBe(true);
    expect(get()).toMatchObject({ route: { page: 'worklist' }, about: null });
    expect(useWorklist.getState().search).toBe('');
    expect(await login('Bo', 'correct horse')).toMatchObject({ code: 'login-failed' });
    expect(needsLogin(get().who)).toBe(true);
    expect(await login('Ada', 'correct horse')).toBeNull();
    expect(get().about).not.toBeNull();
  });

  it('hears of the engine for the one who is here, by one stream', async () => {
    const { client } = get();
    const streams: { send: (state: EngineState) => void; over: boolean }[] = [];
    vi.spyOn(client!.analysis, 'engineChanges').mockImplementation(() => {
      let send: (state: EngineState) => void = () => undefined;
      const stream = { send: (state: EngineState) => send(state), over: false };
      streams.push(stream);
      const items = (async function* () {
        for (;;) yield await new Promise<EngineState>((next) => (send = next));
      })();
      return { items, result: new Promise<void>(() => undefined), cancel: () => void (stream.over = true) };
    });
    const engine = (fraction: number): EngineState => ({ state: 'working', caseId: 'a', fraction, device: 'cpu', model: '', trouble: '' });
    const heard = async (stream: number, fraction: number): Promise<number | undefined> => {
      streams[stream]!.send(engine(fraction));
      await new Promise((later) => setTimeout(later, 0));
      return get().engine?.fraction;
    };
    await beginPeople('Ada', 'Dr A', 'correct horse');
    expect(await heard(0, 0.25)).toBe(0.25);
    await logout();
    expect(streams.map(({ over }) => over)).toEqual([true]);
    expect(await heard(0, 0.5)).toBeUndefined();
    await login('Ada', 'correct horse');
    expect(streams.map(({ over }) => over)).toEqual([true, false]);
    expect(await heard(0, 0.75)).not.toBe(0.75);
    expect(await heard(1, 0.9)).toBe(0.9);
    // The same person comes in again without having left, as after a backup was put back.
    await enter();
    expect(streams.map(({ over }) => over)).toEqual([true, true, false]);
  });

  it('says what it takes', () => {
    useSession.setState({ who: as('observer') });
    expect(mayNot(get().who, 'observer')).toBe('');
    expect(mayNot(get().who, 'technician')).toBe('It takes a technician.');
    expect(refusedAs('technician')).toBe(true);
    expect(get().toast).toMatchObject({ text: 'As observer you may not do this.', hint: 'It takes a technician.' });
    useSession.setState({ who: as('lead') });
    expect(refusedAs('lead')).toBe(false);
    expect(mayNot({ ...as('lead'), person: null }, 'observer')).toBe('It takes an observer.');
  });

  it('draws at most two letters of a name', () => {
    expect(['Ada', 'Dr A. Byron', 'ada.byron', '7of9', 'Óscar'].map(initials)).toEqual(['A', 'DB', 'AB', '7', 'Ó']);
  });
});
