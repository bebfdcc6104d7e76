/** Edits that wait in cases that are not open, each with the way to its case. */
import type { ReactElement } from 'react';
import { W } from '../parts/words.ts';
import { useHeldEdits } from '../state/held-edits.ts';
import { ownName } from '../state/own-name.ts';
import { openStudy } from '../state/session.ts';

export function HeldElsewhere(): ReactElement | null {
  const cases = useHeldEdits((state) => state.cases).filter(({ by }) => by === ownName());
  const [first] = cases;
  if (!first) return null;
  return (
    <span className="held-elsewhere" role="alert" data-testid="held-elsewhere" data-count={cases.length}>
      {W.status.heldElsewhere(first.requests.length, first.name)}{' '}
      <button type="button" onClick={() => openStudy(first.caseId, 'beats')} data-testid="open-held">
        {W.status.openHeld}
      </button>
    </span>
  );
}
