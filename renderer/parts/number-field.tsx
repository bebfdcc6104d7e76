/** A field for a number with decimals: written as the language writes it, read with a comma or a point. */
import type { InputHTMLAttributes, ReactElement } from 'react';
import { asTyped, parseNumber } from './format.ts';
import { whenTyped } from './typing.ts';

export interface NumberFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'inputMode' | 'value' | 'onChange' | 'min' | 'max' | 'step'> {
  /** As it was typed. */
  typed: string;
  onType: (typed: string) => void;
  /** What `↑` and `↓` go by, and how far. */
  steps?: { step: number; least: number; most: number };
}

export function NumberField({ typed, onType, steps, ...rest }: NumberFieldProps): ReactElement {
  const value = parseNumber(typed);
  const spin = steps && { role: 'spinbutton', 'aria-valuemin': steps.least, 'aria-valuemax': steps.most, 'aria-valuetext': typed, ...(value === null ? {} : { 'aria-valuenow': value }) };
  return (
    <input
      {...rest}
      {...spin}
      type="text"
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={whenTyped((event) => {
        if (!steps || value === null || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        onType(asTyped(stepped(value, event.key === 'ArrowUp' ? 1 : -1, steps)));
      })}
    />
  );
}

/** The next whole step up or down, within the bounds. */
export function stepped(value: number, by: 1 | -1, { step, least, most }: { step: number; least: number; most: number }): number {
  const next = Math.min(most, Math.max(least, value + by * step));
  return Number(next.toFixed(Math.max(0, -Math.floor(Math.log10(step)))));
}
