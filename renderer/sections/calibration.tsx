/** A card held to the screen: the box is made as wide as the card, and 25 mm/s are then true. */
import { useState, type ReactElement } from 'react';
import { PX_PER_MM } from '../charts/ecg-scale.ts';
import { Dialog } from '../parts/controls.tsx';
import { WF } from '../parts/words-findings.ts';
import { W } from '../parts/words.ts';
import { useActions } from '../state/keys.ts';
import { CARD, keepScale, LEAST, MOST, useCalibration } from '../state/calibration.ts';

function CalibrationDialog(): ReactElement {
  const known = useCalibration((state) => state.pxPerMm);
  const [scale, setScale] = useState(known ?? PX_PER_MM);
  const close = (): void => useCalibration.setState({ asking: false });
  const keep = (): void => {
    keepScale(scale);
    close();
  };
  return (
    <Dialog title={WF.screen.title} wide onClose={close} testid="calibration">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <p>{WF.screen.lead}</p>
        <div className="field">
          <label htmlFor="card-size">{WF.screen.size}</label>
          <input
            id="card-size"
            type="range"
            min={LEAST}
            max={Math.min(MOST, 8)}
            step={0.01}
            value={scale}
            data-testid="card-size"
            onChange={(event) => setScale(Number(event.target.value))}
            onKeyDown={(event) => {
              // A hand on the keys: Page keys are coarse, as everywhere.
              if (event.key === 'Enter') {
                event.preventDefault();
                keep();
              }
            }}
          />
          <span className="hint">{WF.screen.hint(scale)}</span>
        </div>
        <div className="card-box" style={{ width: CARD.width * scale, height: CARD.height * scale }} role="img" aria-label={WF.screen.box} data-testid="card-box">
          <span>{WF.screen.box}</span>
          <i style={{ width: 50 * scale }}>50 mm</i>
        </div>
        <div className="acts end">
          {known !== null && (
            <button
              type="button"
              className="btn"
              data-testid="card-forget"
              onClick={() => {
                keepScale(null);
                close();
              }}
            >
              {WF.screen.forget}
            </button>
          )}
          <button type="button" className="btn" onClick={close}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" className="btn p" data-testid="card-keep">
            {WF.screen.keep} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The card itself, while it is asked for. */
export function Calibration(): ReactElement | null {
  const asking = useCalibration((state) => state.asking);
  return asking ? <CalibrationDialog /> : null;
}

/** Says in the status bar whether the strip is to scale, and leads to the calibration. */
export function ScaleWords(): ReactElement {
  const pxPerMm = useCalibration((state) => state.pxPerMm);
  useActions({ calibrate: () => useCalibration.setState({ asking: true }) });
  return (
    <button type="button" className="scale-words" data-testid="scale" data-calibrated={pxPerMm !== null} title={WF.screen.press} onClick={() => useCalibration.setState({ asking: true })}>
      {pxPerMm === null ? WF.screen.not : WF.screen.is(pxPerMm)}
    </button>
  );
}
