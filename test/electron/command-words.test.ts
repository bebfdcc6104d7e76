import { describe, expect, it } from 'vitest';
import { askedFor } from '../../electron/command-words.ts';

describe('words after the program\u2019s name', () => {
  it('open a window where there is no command', () => {
    expect(askedFor([])).toEqual({ command: undefined, dataFolder: undefined });
    expect(askedFor(['--no-sandbox', '--data', '/srv/holter'])).toEqual({ command: undefined, dataFolder: '/srv/holter' });
    expect(askedFor(['--data=/srv/holter', '--remote-debugging-port=0'])).toEqual({ command: undefined, dataFolder: '/srv/holter' });
  });

  it('are the command line from the first word that is no switch', () => {
    expect(askedFor(['--no-sandbox', 'analyze', '100.hea', '--out', 'x'])).toEqual({ command: ['analyze', '100.hea', '--out', 'x'], dataFolder: undefined });
    expect(askedFor(['import', '--data', '/srv/holter', '100.hea'])).toEqual({ command: ['import', '--data', '/srv/holter', '100.hea'], dataFolder: undefined });
    expect(askedFor(['--version'])).toEqual({ command: ['--version'], dataFolder: undefined });
  });
});
