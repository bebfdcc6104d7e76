/** Starts the analysis of the study that is open, and follows it. */
import { refusedAs } from './may.ts';
import { reload, useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { whileOpen } from './while-open.ts';

/** Analyses the case that is open, from where it stopped or from the start. */
export function analyse(resume: boolean): void {
  if (refusedAs('technician')) return;
  useReview.setState({ stopped: null, analysing: resume ? (useReview.getState().stopped?.fraction ?? 0) : 0 });
  const here = whileOpen();
  const running = client().analysis.start({ caseId: useReview.getState().caseId, resume });
  // Items must be taken, or the job waits for its listener.
  const listen = async (): Promise<void> => {
    for await (const progress of running.items) if (here()) useReview.setState({ analysing: progress.fraction });
    await running.result;
    if (here()) await reload();
  };
  listen().catch((thrown: unknown) => {
    const shape = sayFailure(thrown);
    if (here()) useReview.setState({ analysing: null, stopped: { fraction: useReview.getState().analysedTo / Math.max(1, useReview.getState().study?.recording.sampleCount ?? 1), trouble: shape.message } });
  });
}
