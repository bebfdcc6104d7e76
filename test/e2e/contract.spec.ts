/** The contract's list of trials between a page and a utility process of Electron, or of the stand-in for it. */
import { join } from 'node:path';
import { TRIALS } from '../contract/suite.ts';
import { buildTrials } from '../standin/trials/build.ts';
import { expect, startElectron, startStandin, test } from './shells.ts';

test('the contract holds between a page and a utility process, 10 MB of samples included', async ({ shell, scratch, chromium }) => {
  const app = await buildTrials();
  const program = shell === 'standin' ? await startStandin(join(app, 'main.js'), [], scratch, chromium) : await startElectron(app, [], scratch);
  await program.page.waitForFunction(() => 'trials' in window, undefined, { timeout: 60_000 });
  const trials = await program.page.evaluate(() => {
    const found: unknown = Reflect.get(window, 'trials');
    return Array.isArray(found) ? found : [];
  });
  for (const { name, milliseconds, failure } of trials) console.log(`${failure === '' ? 'kept' : 'BROKEN'} in ${milliseconds} ms: ${name}${failure}`);
  expect(trials.filter(({ failure }) => failure !== '')).toEqual([]);
  expect(trials.length).toBe(TRIALS.length);
  await program.close();
});
