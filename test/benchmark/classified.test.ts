/** What the warm figure measures is the program's own labels. */
import { existsSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { analyseSource } from '../../backend/engine/analyse.ts';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { probeInputs } from '../../backend/engine/probe.ts';
import { openClassifier } from '../../backend/engine/session.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { program } from '../../backend/program.ts';
import { classified, stored } from '../../backend/benchmark/classified.ts';
import { makeWfdb, removeTemporaryFolders, temporaryFolder } from '../services/helpers.ts';

afterAll(removeTemporaryFolders);

it('classifies every beat that an analysis finds, as often as it is asked, and leaves no folder', async () => {
  const path = await makeWfdb(temporaryFolder(), 'one', { minutes: 11, seed: 9 });
  const reader = await openRecording(path);
  const { peaks } = await analyseSource(await memorySource(reader), { device: 'cpu' });
  await reader.close();
  const model = await loadModel(modelFolder(program().folder));
  const classifier = await openClassifier(model, 'cpu', probeInputs());
  const recording = await stored(path);
  expect(await classified(recording, classifier, model)).toBe(peaks.length);
  expect(await classified(recording, classifier, model)).toBe(peaks.length);
  await classifier.close();
  await recording.remove();
  expect(existsSync(recording.order.samples)).toBe(false);
});
