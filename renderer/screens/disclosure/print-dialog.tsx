/** Prints a range of full disclosure. */
import { useState, type ReactElement } from 'react';
import { layLines, lineOf } from '../../../core/study/disclosure.ts';
import { PAGE_LINES } from '../../../core/study/disclosure-print.ts';
import { Dialog } from '../../parts/controls.tsx';
import { parseLocal } from '../../parts/format.ts';
import { typedMoment } from '../../parts/typed-date.ts';
import { WD } from '../../parts/words-disclosure.ts';
import { W } from '../../parts/words.ts';
import { printDisclosure, useDisclosure } from '../../state/disclosure.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';

const local = (ms: number): string => new Date(Math.round(ms / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** @param seen what is on the screen, @param place the reader's place; samples */
export function PrintDialog({ seen, place, leadName }: { seen: { from: number; to: number }; place: number; leadName: string }): ReactElement {
  const study = useReview((review) => review.study);
  const { seconds, progress } = useDisclosure();
  const rate = rateOf(study);
  const startMs = startOf(study);
  const sampleCount = study?.recording.sampleCount ?? 0;
  const wall = (sample: number): string => local(startMs + (Math.max(0, Math.min(sampleCount, sample)) / rate) * 1000);
  const [from, setFrom] = useState(wall(seen.from));
  const [to, setTo] = useState(wall(seen.to));
  const sampleOf = (text: string): number => (((parseLocal(typedMoment(text) ?? '') ?? Number.NaN) - startMs) / 1000) * rate;
  const range = { from: Math.max(0, Math.round(sampleOf(from))), to: Math.min(sampleCount, Math.round(sampleOf(to))) };
  const right = range.to > range.from;
  const lines = layLines({ startMs, sampleRate: rate, sampleCount, seconds });
  const count = right ? lineOf(lines, range.to - 1) - lineOf(lines, range.from) + 1 : 0;
  const close = (): void => useDisclosure.setState({ printing: false });
  const choose = (a: number, b: number): void => {
    setFrom(wall(a));
    setTo(wall(b));
  };
  return (
    <Dialog title={WD.dialog.title} onClose={close} testid="print-disclosure">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (right && progress === null) void printDisclosure(range.from, range.to).then((done) => done && close());
        }}
      >
        <p className="q">{WD.dialog.what(WD.lineOf[seconds], leadName)}</p>
        <div className="acts ranges" role="group" aria-label={WD.dialog.range}>
          <button type="button" className="btn" onClick={() => choose(seen.from, seen.to)}>
            {WD.dialog.screen}
          </button>
          <button type="button" className="btn" onClick={() => choose(place, place + 86_400 * rate)}>
            {WD.dialog.day}
          </button>
          <button type="button" className="btn" onClick={() => choose(0, sampleCount)} data-testid="print-all">
            {WD.dialog.all}
          </button>
        </div>
        <div className="field">
          <label htmlFor="disclosure-from">{WD.dialog.from}</label>
          <input id="disclosure-from" type="text" autoComplete="off" value={from} onChange={(event) => setFrom(event.target.value)} data-testid="print-from" />
          <label htmlFor="disclosure-to">{WD.dialog.to}</label>
          <input id="disclosure-to" type="text" autoComplete="off" value={to} onChange={(event) => setTo(event.target.value)} data-testid="print-to" />
          {right ? (
            <span className="hint" data-testid="print-pages">
              {WD.dialog.pages(Math.ceil(count / PAGE_LINES), count)}
            </span>
          ) : (
            <span className="err" role="alert">
              {WD.dialog.wrong}
            </span>
          )}
        </div>
        <div className="acts end">
          <button type="button" className="btn" onClick={close}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn p" disabled={!right || progress !== null} data-testid="print-now">
            {progress === null ? WD.dialog.save : WD.dialog.working(progress)} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
