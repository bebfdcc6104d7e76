/** How fast this computer is: a run that is started and stopped here, how far it is, and what the last one found. */
import './benchmark.css';
import { useEffect, useState, type ReactElement } from 'react';
import type { BenchmarkReport } from '../../../core/contract/benchmark-report.ts';
import type { BenchmarkRunning, BenchmarkState } from '../../../core/contract/benchmark.ts';
import { clock, percent } from '../../parts/format.ts';
import { inWords } from '../../parts/language.ts';
import { WM } from '../../parts/words-benchmark.ts';
import { useMayNot } from '../../state/may.ts';
import { download } from '../../state/report.ts';
import { client, say, sayFailure, useSession } from '../../state/session.ts';
import { AllFigures, BesideUnfused, MachineFacts } from './benchmark-tables.tsx';
import { stepWords } from './benchmark-words.ts';

/** Saves the figures: where the person says in Electron, as a download in a browser. */
async function save(report: BenchmarkReport): Promise<void> {
  const { host } = useSession.getState();
  const name = `isoline-benchmark-${report.takenAt.slice(0, 10)}.json`;
  try {
    if (host?.kind !== 'electron') return download(name, new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`), 'application/json');
    const path = await host.saveFile(name);
    if (path === null) return;
    say(WM.saved((await client().benchmark.save({ path })).path));
  } catch (thrown) {
    sayFailure(thrown);
  }
}

/** The wall time of this computer at a moment in UTC. */
function since(iso: string): string {
  const at = new Date(iso);
  return WM.since(clock(at.getTime() - at.getTimezoneOffset() * 60_000));
}

function Running({ running, closed, onStop }: { running: BenchmarkRunning; closed: string; onStop: () => void }): ReactElement {
  const { step } = running;
  return (
    <div className="block measuring" data-testid="benchmark-running" data-doing={step?.doing ?? ''} data-row={step?.row ?? ''}>
      <div className="block-head">
        <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={onStop} data-testid="benchmark-stop">
          {WM.stop}
        </button>
        <span role="status">{step ? stepWords(step) : WM.starting}</span>
        <span className="q">{step && `${step.part === 0 ? '' : `${WM.running(step.part, step.parts)}, `}${percent(100 * step.share)}`}</span>
      </div>
      <progress value={step ? Math.max(0, step.part - 1) + (step.part === 0 ? 0 : step.share) : 0} max={step ? Math.max(1, step.parts) : 1} aria-label={running.quick ? WM.quick : WM.whole} />
      <p className="q">{[running.quick ? WM.quick : WM.whole, since(running.startedAt)].join(', ')}</p>
    </div>
  );
}

export function BenchmarkSection(): ReactElement {
  const [state, setState] = useState<BenchmarkState | null>(null);
  const mayNot = useMayNot('technician');
  const engine = useSession((session) => session.engine);
  const saves = useSession((session) => session.host?.kind === 'electron');
  useEffect(() => {
    const changes = client().benchmark.changes({});
    const follow = async (): Promise<void> => {
      for await (const next of changes.items) setState(next);
    };
    // Leaving the section ends the stream, which is no failure; any other end is told.
    follow().catch(sayFailure);
    return () => changes.cancel();
  }, []);
  const start = (quick: boolean): void => {
    client().benchmark.start({ quick }).then(setState, sayFailure);
  };
  const stop = (): void => {
    client().benchmark.stop({}).then(setState, sayFailure);
  };
  const working = engine !== null && engine.state !== 'idle' && engine.state !== 'failed';
  const closed = mayNot || (working ? WM.working : '');
  const { running, last, trouble } = state ?? { running: null, last: null, trouble: '' };
  const choice = (quick: boolean, words: string, hint: string): ReactElement => (
    <div className="inline">
      <button type="button" className="btn" disabled={state === null || closed !== ''} title={closed} onClick={() => start(quick)} data-testid={quick ? 'benchmark-quick' : 'benchmark-whole'}>
        {words}
      </button>
      <span className="q">{hint}</span>
    </div>
  );
  return (
    <>
      <div className="block">
        <p className="what">{WM.what}</p>
        {running === null && (
          <div className="runs">
            {choice(true, WM.quick, WM.quickHint)}
            {choice(false, WM.whole, WM.wholeHint)}
          </div>
        )}
        {running === null && closed !== '' && (
          <p className="caution" data-testid="benchmark-closed">
            {closed}
          </p>
        )}
      </div>
      {running && <Running running={running} closed={mayNot} onStop={stop} />}
      {trouble !== '' && (
        <p className="err" role="alert" data-testid="benchmark-trouble">
          {`${WM.ended}: ${inWords(trouble)}`}
        </p>
      )}
      {state && !last && !running && <p className="q">{WM.none}</p>}
      {last && (
        <div className="measured" data-testid="benchmark-last" data-quick={last.quick}>
          <MachineFacts report={last} />
          <BesideUnfused results={last.results} />
          <AllFigures report={last} />
          <div className="block-head">
            <button type="button" className="btn" disabled={saves && mayNot !== ''} title={saves ? mayNot : ''} onClick={() => void save(last)} data-testid="benchmark-save">
              {WM.save}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
