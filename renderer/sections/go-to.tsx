/** Asks for a time of day, and goes there. */
import { useState, type ReactElement } from 'react';
import { Dialog } from '../parts/controls.tsx';
import { moment, parseMoment, secondsOfClock } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { rateOf, startOf, useReview } from '../state/review.ts';
import { goToSample, useView } from '../state/view.ts';

export function GoTo(): ReactElement {
  const study = useReview((review) => review.study);
  const from = useView((view) => view.from);
  const start = startOf(study);
  const rate = rateOf(study);
  const recorded = (study?.recording.sampleCount ?? 0) / rate;
  const [text, setText] = useState(moment(start, from / rate, recorded));
  const [wrong, setWrong] = useState('');
  const close = (): void => useView.setState({ goTo: false });
  return (
    <Dialog title={W.goTo.title} onClose={close} testid="go-to">
      <form
        id="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = parseMoment(text);
          const seconds = asked && secondsOfClock(start, asked.time, recorded, from / rate, asked.day);
          if (seconds === null) setWrong(asked === null ? W.goTo.hint : W.goTo.outside);
          else {
            close();
            goToSample(seconds * rate);
          }
        }}
      >
        <div className="field">
          <label htmlFor="go-to-time">{W.goTo.label}</label>
          <input id="go-to-time" type="text" value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} onFocus={(event) => event.target.select()} />
          {wrong ? (
            <span className="err" role="alert">
              {wrong}
            </span>
          ) : (
            <span className="hint">{W.goTo.hint}</span>
          )}
        </div>
        <div className="acts end">
          <button type="submit" className="btn p">
            {W.goTo.go} <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
