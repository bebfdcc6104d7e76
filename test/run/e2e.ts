/** `npm run e2e [-- arguments for Playwright]`: builds the program, finds a Chromium and runs the end-to-end tests. */
import { ADVICE, provideChromium } from './chromium.ts';
import { runBuild, runEndToEnd } from './stages.ts';

const chromium = provideChromium();
if (!chromium) {
  console.error(ADVICE);
  process.exitCode = 1;
} else if (!(await runBuild())) {
  process.exitCode = 1;
} else {
  const outcome = await runEndToEnd(chromium.path, process.argv.slice(2));
  process.exitCode = outcome.ok ? 0 : 1;
}
