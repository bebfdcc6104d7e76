import { describe, expect, it } from 'vitest';
import { leaveEngine, startCompanion, startEngineAhead } from '../../backend/companions.ts';
import type { Companion } from '../../backend/environment.ts';

function ended(companion: Companion): Promise<string> {
  return new Promise((resolve) => companion.onExit(resolve));
}

describe('an engine that is started ahead', () => {
  it('is the one that is asked for first, and only that one', async () => {
    startEngineAhead();
    startEngineAhead();
    const [first, second] = await Promise.all([startCompanion('engine'), startCompanion('engine')]);
    expect(first.pid).not.toBe(second.pid);
    await leaveEngine();
    const both = Promise.all([first, second].map(ended));
    first.kill();
    second.kill();
    expect(await both).toEqual(['the engine was ended by SIGKILL', 'the engine was ended by SIGKILL']);
  });

  it('ends where nobody asks for it', async () => {
    startEngineAhead();
    await leaveEngine();
    const next = await startCompanion('engine');
    expect(await new Promise((resolve) => next.onMessage(resolve))).toEqual({ type: 'ready' });
    next.kill();
    await ended(next);
  });
});
