/** What was done, where, and why; each entry leads to its place and can be undone alone. */
import { useEffect, useState, type ReactElement } from 'react';
import { ORGANISING } from '../../../core/review/case-people.ts';
import type { EditPlace } from '../../../core/review/place.ts';
import { count, moment, momentHere } from '../../parts/format.ts';
import { Lock, Undo } from '../../parts/icons.tsx';
import { editInWords } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { rateOf, startOf, undo, useReview } from '../../state/review.ts';
import { client, sayFailure, useSession } from '../../state/session.ts';
import { goToSample, openTemplate, useView } from '../../state/view.ts';

function localTime(iso: string): string {
  const at = new Date(iso);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** Entries that no undo takes back. */
const NO_UNDO: ReadonlySet<string> = new Set(['sign-off', 'reopening', 'active-run', ...ORGANISING]);
/** Entries that are listed while the history is not opened. */
const FEW = 5;

/** Places of the entries that are shown, asked for once each. */
function usePlaces(caseId: string, sequences: readonly number[]): ReadonlyMap<number, EditPlace | null> {
  const [places, setPlaces] = useState<ReadonlyMap<number, EditPlace | null>>(new Map());
  const missing = sequences.filter((sequence) => !places.has(sequence));
  const wanted = missing.join();
  useEffect(() => {
    if (wanted === '') return;
    let gone = false;
    const asked = wanted.split(',').map(Number);
    client()
      .review.places({ caseId, sequences: asked })
      .then((found) => {
        if (!gone) setPlaces((before) => new Map([...before, ...asked.map((sequence, i) => [sequence, found[i] ?? null] as const)]));
      })
      .catch(sayFailure);
    return () => {
      gone = true;
    };
  }, [caseId, wanted]);
  return places;
}

function goTo({ from, to, template }: EditPlace): void {
  if (from !== null && to !== null) goToSample(from);
  else if (template !== null) openTemplate(template);
}

export function EditHistory(): ReactElement {
  const history = useReview((review) => review.history);
  const locked = useReview((review) => review.locked);
  const study = useReview((review) => review.study);
  const caseId = useReview((review) => review.caseId);
  const closed = useClosed() !== '';
  const all = useView((view) => view.history);
  // Where several work, each line says whose it is.
  const named = useSession((session) => session.who?.mode === 'people');
  // Undo and redo are entries too; in the list they show as the state of what they touched.
  const edits = history.filter((entry) => entry.kind !== 'undo' && entry.kind !== 'redo');
  const shown = all ? edits : edits.slice(0, FEW);
  const places = usePlaces(caseId, shown.slice(0, 1000).map(({ sequence }) => sequence));
  const rate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / rate;
  const at = (place: EditPlace | null | undefined): string => (place?.from == null ? '' : moment(startOf(study), place.from / rate, seconds, 'seconds'));
  return (
    <section className="history" aria-label={W.inspector.history} data-testid="history">
      <div className="hd">
        <h2>{W.inspector.history}</h2>
        {edits.length > 0 && (
          <button type="button" className="q" onClick={() => useView.setState({ history: !all })}>
            {all || edits.length <= FEW ? W.inspector.undoAny : `${count(edits.length)}`} <Key>H</Key>
          </button>
        )}
      </div>
      {edits.length === 0 && <p className="q">{W.inspector.noHistory}</p>}
      <div className="hist">
        {shown.map((entry) => {
          const place = places.get(entry.sequence) ?? null;
          const why = [[named ? entry.author : '', at(place)].filter((part) => part !== '').join(', '), entry.reason ?? ''].filter((part) => part !== '').join(': ');
          return (
            <div key={entry.sequence} className={entry.undone ? 'gone' : undefined} data-testid="edit" data-sequence={entry.sequence} data-undone={entry.undone} data-author={entry.author}>
              <span className="tm" title={momentHere(entry.time)}>
                {localTime(entry.time)}
              </span>
              <button type="button" className="what" disabled={place === null} title={[editInWords(entry.label), why].filter((part) => part !== '').join(', ')} data-testid="edit-place" data-at={place?.from ?? ''} onClick={() => place && goTo(place)}>
                {editInWords(entry.label)}
                {why !== '' && <span className="q">{why}</span>}
              </button>
              <span className={locked[entry.sequence] ? 'un lk' : 'un'}>
                {entry.undone || closed || NO_UNDO.has(entry.kind) ? null : locked[entry.sequence] ? (
                  <span title={locked[entry.sequence]}>
                    <Lock size={12} />
                  </span>
                ) : (
                  <button type="button" title={W.inspector.undoThis} aria-label={`${W.inspector.undoThis}: ${editInWords(entry.label)}`} data-testid="undo-one" onClick={() => void undo(entry.sequence)}>
                    <Undo />
                  </button>
                )}
              </span>
            </div>
          );
        })}
      </div>
    </section>
  );
}
