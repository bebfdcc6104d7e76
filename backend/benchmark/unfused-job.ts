/** The unfused way beside ours: the same recording, the same process. */
import { analyseSource } from '../engine/analyse.ts';
import { loadModel, modelFolder } from '../engine/model.ts';
import { probeInputs } from '../engine/probe.ts';
import { openClassifier } from '../engine/session.ts';
import { openRecording } from '../formats/open.ts';
import { memorySource } from '../formats/source.ts';
import { program } from '../program.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { classified, stored } from './classified.ts';
import { energyMeter } from './energy.ts';
import type { Reports, Spent, UnfusedJob, UnfusedOutcome } from './jobs.ts';
import { openUnfused } from './unfused-way.ts';

/** Blocks that the unfused way sees before it is timed. */
const WARM_UP_BLOCKS = 2;
/** Times that ours goes through the recording before each timed one: a thread's code is still compiled in the second, and beside the unfused way both threads go cold. */
const WARM_UPS = 3;

/** Measures both ways. Throws what reading and analysing throw. */
export async function compareWithUnfused(job: UnfusedJob, reports: Reports): Promise<UnfusedOutcome> {
  const source = await inMemory(job.recording);
  // The first analysis opens the session and warms the code; it is not counted.
  const { peaks } = await analyseSource(source, { device: job.device });
  const outcome: UnfusedOutcome = { beats: peaks.length, unfused: [], ours: [], total: [], spent: { unfused: [], total: [] } };
  const model = await loadModel(modelFolder(program().folder));
  const classifier = await openClassifier(model, job.device, probeInputs());
  const way = await openUnfused(model);
  const recording = await stored(job.recording);
  try {
    await way.label(source, WARM_UP_BLOCKS);
    for (let i = 0; i < job.repetitions; i++) {
      const { seconds } = await analyseSource(source, { device: job.device });
      outcome.ours.push(seconds);
      for (let k = 0; k < WARM_UPS; k++) await classified(recording, classifier, model);
      const ours = spending();
      const start = performance.now();
      await classified(recording, classifier, model);
      outcome.total.push((performance.now() - start) / 1000);
      outcome.spent.total.push(ours());
      const theirs = spending();
      const { segmentation, cwt, network } = await way.label(source);
      outcome.unfused.push({ segmentation, cwt, network });
      outcome.spent.unfused.push(theirs());
      reports.progress((i + 1) / job.repetitions);
    }
  } finally {
    await recording.remove();
    await way.close();
    await classifier.close();
  }
  return outcome;
}

/** Begins to count; what it returns tells what this process has spent since. */
function spending(): () => Spent {
  const before = process.cpuUsage();
  const meter = energyMeter();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { coreSeconds: (user + system) / 1e6, joules: meter?.() ?? null };
  };
}

async function inMemory(recording: string): Promise<SampleSource> {
  const reader = await openRecording(recording);
  try {
    return await memorySource(reader);
  } finally {
    await reader.close();
  }
}
