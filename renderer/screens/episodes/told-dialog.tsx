/** Who was told of an urgent finding, when and how. */
import { useState, type ReactElement } from 'react';
import { toldFor, toldOf } from '../../../core/review/told.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { Dialog } from '../../parts/controls.tsx';
import { typedMoment } from '../../parts/typed-date.ts';
import { WF } from '../../parts/words-findings.ts';
import { W } from '../../parts/words.ts';
import { useReview } from '../../state/review.ts';
import { tell } from './actions.ts';

/** Local wall time of this computer, `2026-11-21 14:10`. */
function hereNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

export function ToldDialog({ finding, onClose }: { finding: Finding; onClose: () => void }): ReactElement {
  const texts = useReview((review) => review.texts);
  const before = toldFor(toldOf(Object.entries(texts)), finding);
  const [whom, setWhom] = useState(before?.whom ?? '');
  const [how, setHow] = useState<string>(before?.how ?? WF.toldHows);
  const [at, setAt] = useState(before?.at.replace('T', ' ') ?? hereNow);
  // Typed as the start of a study is, not in the order that this computer's country writes dates in.
  const moment = typedMoment(at)?.slice(0, 16) ?? null;
  return (
    <Dialog title={WF.toldTitle} onClose={onClose} testid="told-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (moment === null) return;
          onClose();
          void tell(finding, whom, how, moment);
        }}
      >
        <div className="field">
          <label htmlFor="told-whom">{WF.toldWhom}</label>
          <input id="told-whom" type="text" maxLength={200} autoComplete="off" value={whom} onChange={(event) => setWhom(event.target.value)} data-testid="told-whom" />
        </div>
        <div className="field">
          <label htmlFor="told-how">{WF.toldHow}</label>
          <input id="told-how" type="text" maxLength={200} autoComplete="off" value={how} onChange={(event) => setHow(event.target.value)} data-testid="told-how" />
        </div>
        <div className="field">
          <label htmlFor="told-at">{WF.toldAt}</label>
          <input id="told-at" type="text" autoComplete="off" value={at} onChange={(event) => setAt(event.target.value)} data-testid="told-at" />
          {moment === null && (
            <span className="err" role="alert">
              {W.details.badStart}
            </span>
          )}
          <span className="hint">{WF.toldHint}</span>
        </div>
        <div className="acts end">
          <button type="button" className="btn" onClick={onClose}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn p" disabled={moment === null} data-testid="told-keep">
            {WF.toldSave} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
