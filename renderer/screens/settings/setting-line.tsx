/** One setting of the workplace in a line: its name, a field, and a button that keeps it. Lead readers change it, the others see it. */
import { useEffect, useState, type ReactElement } from 'react';
import { asTyped, parseNumber } from '../../parts/format.ts';
import { NumberField } from '../../parts/number-field.tsx';
import { WP } from '../../parts/words-people.ts';
import { useMayNot } from '../../state/may.ts';
import { client, say, sayFailure } from '../../state/session.ts';

export interface SettingLineProps {
  /** Name of the setting, and of the field in tests. */
  name: string;
  label: string;
  hint: string;
  /** What stands where nothing is set. */
  shipped: string;
  /** A number, 0 or more, with these words behind it; else a text. */
  unit?: string;
  onKept?: () => void;
}

function shownAs(value: string, unit: string | undefined): string {
  return unit === undefined || value === '' || !Number.isFinite(Number(value)) ? value : asTyped(Number(value));
}

export function SettingLine({ name, label, hint, shipped, unit, onKept }: SettingLineProps): ReactElement {
  const closed = useMayNot('lead');
  const [kept, setKept] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const id = `setting-${name.replaceAll('.', '-')}`;
  useEffect(() => {
    client()
      .settings.get({})
      .then((settings) => {
        const value = settings[name] ?? shipped;
        setKept(value);
        setTyped(shownAs(value, unit));
      })
      .catch(sayFailure);
  }, [name, shipped, unit]);
  const number = unit === undefined ? null : parseNumber(typed);
  const bad = unit !== undefined && (number === null || number < 0);
  // Kept as programs write it, shown as the language does.
  const value = number === null ? typed.trim() : String(number);
  const keep = async (): Promise<void> => {
    try {
      await client().settings.set({ name, value });
      setKept(value);
      setTyped(shownAs(value, unit));
      onKept?.();
      say(WP.settings.kept);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <form
      className={unit === undefined ? 'inline wide' : 'inline'}
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void keep();
      }}
    >
      <label htmlFor={id}>{label}</label>
      {unit === undefined ? (
        <input id={id} type="text" disabled={closed !== '' || kept === null} maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} data-testid={id} />
      ) : (
        <NumberField id={id} disabled={closed !== '' || kept === null} maxLength={200} typed={typed} onType={setTyped} aria-invalid={bad} data-testid={id} />
      )}
      {unit !== undefined && <span>{unit}</span>}
      <button type="submit" className="btn" disabled={closed !== '' || bad || kept === null || value === kept} title={closed || (bad ? WP.settings.badNumber : '')} data-testid={`keep-${id}`}>
        {WP.settings.keep}
      </button>
      <span className="q">{bad ? WP.settings.badNumber : hint}</span>
    </form>
  );
}
