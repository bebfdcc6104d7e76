/** A recording that is still written, in the window: offered or taken up, followed, held, ended. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { growingWfdb } from '../helpers/growing-file.ts';
import { synthetic } from './recordings.ts';
import { Album, DESIGNED } from './pictures.ts';
import { expect, root, test } from './shells.ts';

/** Bytes a second: two leads at 250 Hz, 12 bits each. */
const SECOND = 250 * 2 * 1.5;

test('a recording is followed while it is written', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  const file = growingWfdb(synthetic(scratch, 0.03, 7, 'growing', 2).header, join(scratch, 'live'));
  file.write(50 * SECOND);
  const program = await start(dataFolder);
  const { page } = program;
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  if (await page.evaluate(() => 'isoline' in window)) {
    program.chooses([file.path]);
    await page.getByTestId('import').click();
    await page.getByTestId('offer-follow').click();
  } else {
    // A browser brings files in by upload: there a growing one is followed from the command line.
    const watch = spawn(process.execPath, [join(root, 'cli/main.ts'), 'watch', file.path, '--data', dataFolder], { stdio: 'ignore' });
    await expect(page.getByTestId('study-state')).toBeVisible();
    watch.kill('SIGKILL');
  }
  await expect(page.getByTestId('study-state')).toHaveAttribute('data-state', 'recording');
  await page.getByTestId('open-study').click();
  const band = page.getByTestId('live-band');
  const reached = async (seconds: number): Promise<void> => expect(page.getByTestId('live-strip')).toHaveAttribute('data-to', String(seconds * 250));
  await reached(50);
  await expect(band).toContainText('provisional');
  await expect(page.getByTestId('live-strip')).toHaveAttribute('aria-label', /N N N/);
  await album.keep(page, 'live');
  await page.getByTestId('live-follow').click();
  file.write(10 * SECOND);
  await expect(page.getByTestId('live-follow')).toHaveAttribute('aria-pressed', 'false');
  await page.getByTestId('live-follow').click();
  file.write(10 * SECOND);
  await reached(70);
  file.finish();
  await page.getByTestId('live-end').click();
  await expect(band).toHaveCount(0);
  await page.getByTestId('tab-beats').click();
  await expect(page.getByTestId('count-N')).not.toHaveAttribute('data-count', '0');
  expect({ unlike: album.unlike, troubles: program.troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await program.close();
});
