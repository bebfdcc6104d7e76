/** The patient's diary: flags on the strip and on the day, and the card that a mark is written on. */
import './diary.css';
import { useState, type ReactElement } from 'react';
import { DIARY_WORDS, SYMPTOMS, type DiaryMark, type Symptom } from '../../core/review/diary.ts';
import type { SymptomRow } from '../../core/study/symptoms.ts';
import { DAY_GUTTER, DAY_RIGHT } from '../charts/day-data.ts';
import { GUTTER, pixelsPerSecond } from '../charts/ecg-draw.ts';
import { Dialog } from '../parts/controls.tsx';
import { moment, parseMoment, secondsOfClock } from '../parts/format.ts';
import { Flag } from '../parts/icons.tsx';
import { KIND_NAME } from '../parts/kind-names.ts';
import { W } from '../parts/words.ts';
import { SYMPTOM_NAME, WY } from '../parts/words-diary.ts';
import { beginMark, changeMark, goToMark, keepMark, removeMark, seeMark, stepMark, toggleStripHere, useDiary, walkDiary, type DiaryCard } from '../state/diary.ts';
import { useActions } from '../state/keys.ts';
import { rateOf, startOf, useReview } from '../state/review.ts';
import { openTab, say } from '../state/session.ts';
import { across, useView } from '../state/view.ts';

/** When a mark was, in words. */
export function useWhen(): (sample: number) => string {
  const study = useReview((review) => review.study);
  const rate = rateOf(study);
  return (sample) => moment(startOf(study), sample / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds');
}

/** What was found around a mark, in a line. */
export function foundInWords(row: SymptomRow): string {
  return foundParts(row).join(', ');
}

/** The same, part by part: the verdict or the first of what was found in front. */
export function foundParts({ verdict, findings, S, V }: SymptomRow): string[] {
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, all]) => (all.length > 1 ? `${all.length} ${KIND_NAME[kind][1]}` : KIND_NAME[kind][0]));
  const beats = WY.ectopics(V, S);
  return [verdict === 'arrhythmia' ? '' : WY.verdict[verdict], beats, ...kinds].filter((part) => part !== '');
}

function FlagButton({ mark, left, room = 0 }: { mark: DiaryMark; left: string; room?: number }): ReactElement {
  const here = useView((view) => view.mark === mark.id);
  const when = useWhen();
  const words = WY.mark(SYMPTOM_NAME[mark.symptom], when(mark.sample));
  return (
    <button
      type="button"
      className={['flag', mark.seen ? '' : 'open', here ? 'on' : ''].filter(Boolean).join(' ')}
      style={room > 0 ? { left, maxWidth: `calc(${(100 * room).toFixed(2)}% - 8px)` } : { left }}
      title={mark.words ? `${words}: ${mark.words}` : words}
      aria-label={words}
      data-testid="diary-flag"
      data-symptom={mark.symptom}
      onClick={() => {
        goToMark(mark);
        openTab('beats');
      }}
    >
      <Flag size={14} />
      {room > FLAG_ROOM && <span>{mark.symptom === 'other' && mark.words !== '' ? mark.words : SYMPTOM_NAME[mark.symptom]}</span>}
    </button>
  );
}

/** Flags over the strip. */
export function StripDiary(): ReactElement {
  const diary = useReview((review) => review.diary);
  const rate = useReview((review) => rateOf(review.study));
  const from = useView((view) => view.from);
  const speed = useView((view) => view.speed);
  const to = from + across();
  return (
    <>
      {diary
        .filter(({ sample }) => sample >= from && sample < to)
        .map((mark) => (
          <FlagButton key={mark.id} mark={mark} left={`${GUTTER + ((mark.sample - from) / rate) * pixelsPerSecond(speed)}px`} />
        ))}
    </>
  );
}

/** Share of the picture from which on there is room for a word beside a flag. */
const FLAG_ROOM = 0.06;

/** Flags over the day; `named`: with their words where the next flag leaves room. */
export function DayDiary({ window: shown, named = false }: { window: { from: number; to: number }; named?: boolean }): ReactElement {
  const diary = useReview((review) => review.diary);
  const rate = useReview((review) => rateOf(review.study));
  const place = (mark: DiaryMark): number => (mark.sample / rate - shown.from) / (shown.to - shown.from);
  const here = diary.filter(({ sample }) => sample / rate >= shown.from && sample / rate <= shown.to);
  return (
    <>
      {here.map((mark, i) => (
        <FlagButton
          key={mark.id}
          mark={mark}
          left={`calc(${DAY_GUTTER}px + (100% - ${DAY_GUTTER + DAY_RIGHT}px) * ${place(mark).toFixed(5)})`}
          room={named ? Math.max(0, (here[i + 1] ? place(here[i + 1]!) : 1) - place(mark)) : 0}
        />
      ))}
    </>
  );
}

function Card({ card }: { card: DiaryCard }): ReactElement {
  const study = useReview((review) => review.study);
  const was = useReview((review) => ('id' in card ? (review.diary.find(({ id }) => id === card.id) ?? null) : null));
  const rate = rateOf(study);
  const start = startOf(study);
  const total = (study?.recording.sampleCount ?? 0) / rate;
  const near = 'sample' in card ? card.sample : (was?.sample ?? 0);
  const [told] = useState(() => moment(start, near / rate, total, 'seconds'));
  const [time, setTime] = useState(told);
  const [symptom, setSymptom] = useState<Symptom>(was?.symptom ?? 'palpitations');
  const [words, setWords] = useState(was?.words ?? '');
  const [wrong, setWrong] = useState('');
  const [sending, setSending] = useState(false);
  const close = (): void => useDiary.setState({ card: null });
  const keep = async (): Promise<void> => {
    const at = parseMoment(time);
    // As it was written: the place keeps its sample.
    const seconds = time === told ? near / rate : at === null ? null : secondsOfClock(start, at.time, total, near / rate, at.day);
    if (seconds === null) {
      setWrong(at === null ? W.goTo.hint : W.goTo.outside);
      return;
    }
    setSending(true);
    const done = await keepMark(card, { sample: Math.min(Math.round(seconds * rate), Math.max(0, Math.round(total * rate) - 1)), symptom, words });
    if (!done) return setSending(false);
    close();
    if ('sample' in card) say(WY.added);
  };
  return (
    <Dialog
      title={was ? WY.editTitle : WY.addTitle}
      onClose={close}
      testid="diary-dialog"
      sent={sending}
      foot={
        <>
          <button type="button" className="btn" onClick={close}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" form="diary-form" className="btn p" disabled={sending} data-testid="diary-keep">
            {WY.keep} <kbd>Enter</kbd>
          </button>
        </>
      }
    >
      <form
        id="diary-form"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <div className="field">
          <label htmlFor="diary-time">{WY.time}</label>
          <input id="diary-time" type="text" value={time} autoComplete="off" data-testid="diary-time" onChange={(event) => setTime(event.target.value)} onFocus={(event) => event.target.select()} />
          {wrong && (
            <span className="err" role="alert">
              {wrong}
            </span>
          )}
        </div>
        <div className="field">
          <span id="diary-symptom">{WY.symptom}</span>
          <div className="symptoms" role="radiogroup" aria-labelledby="diary-symptom">
            {SYMPTOMS.map((name) => (
              <label key={name}>
                <input type="radio" name="symptom" value={name} checked={symptom === name} onChange={() => setSymptom(name)} data-testid={`symptom-${name}`} />
                {SYMPTOM_NAME[name]}
              </label>
            ))}
          </div>
        </div>
        <div className="field">
          <label htmlFor="diary-words">{WY.words}</label>
          <input id="diary-words" type="text" value={words} maxLength={DIARY_WORDS} autoComplete="off" data-testid="diary-words" onChange={(event) => setWords(event.target.value)} />
          <span className="hint">{WY.wordsHint}</span>
        </div>
      </form>
    </Dialog>
  );
}

/** The card that is open, and the keys of the diary. */
export function DiaryCards(): ReactElement | null {
  const card = useDiary((diary) => diary.card);
  useActions({
    'diary-add': beginMark,
    'walk-diary': walkDiary,
    'diary-seen': seeMark,
    'next-mark': () => stepMark(1),
    'previous-mark': () => stepMark(-1),
    'diary-change': changeMark,
    'diary-strip': toggleStripHere,
    'diary-remove': () => void removeMark(),
  });
  return card && <Card key={'id' in card ? card.id : 'new'} card={card} />;
}
