/** Which signals of an EDF file are the ECG: voltages, named as leads where any are, of one rate. */

import { AppError } from '../../../core/contract/errors.ts';
import type { Lead } from '../../../core/study/recording.ts';
import { HOW_TO_INCLUDE, isGain, isOtherSignal, mostCommon, perMillivolt, uniqueNames } from '../leads.ts';
import type { EdfSignal } from './header.ts';

export interface ChosenSignal {
  signal: EdfSignal;
  /** The file's scale runs downwards: samples change their sign. */
  inverted: boolean;
}

export interface EdfChoice {
  chosen: ChosenSignal[];
  leads: Lead[];
  perRecord: number;
  warnings: string[];
}

const ECG_WORD = /^(?:ecg|ekg)\b[\s:_-]*/i;
/** `ECG1`, `EKG_2` too: a number right behind the word is no other word. */
const ECG_NAME = /^(?:ecg|ekg)(?![a-z])/i;
const LEAD_NAME = /^(?:I{1,3}|aV[RLF]|V\d{1,2}R?|ML?I{1,3}|MC?L\d|MV\d|C[MCS]\d|D[123]|[XYZ]|ch(?:annel)?\s?\d{1,2}|lead\s?\w{1,3})$/i;

function name(label: string): string {
  const rest = label.replace(ECG_WORD, '').trim();
  return rest === '' ? label : rest;
}

function named(signals: readonly EdfSignal[]): string {
  return signals.map((signal) => signal.label || 'unnamed').join(', ');
}

function digits(signal: EdfSignal): number {
  return Math.ceil(Math.log2(signal.digitalMax - signal.digitalMin + 1));
}

/**
 * Chooses the leads.
 *
 * @throws AppError `signal-missing` where nothing is left
 */
export function chooseSignals(signals: readonly EdfSignal[]): EdfChoice {
  const warnings: string[] = [];
  const leaveOut = (those: readonly EdfSignal[], reason: string, more = ''): void => {
    if (those.length > 0) warnings.push(`Left out, ${reason}: ${named(those)}.${more}`);
  };
  const ordinary = signals.filter((signal) => !signal.isAnnotation && signal.perRecord > 0);
  const voltage = ordinary.filter((signal) => perMillivolt(1, signal.unit) !== null);
  leaveOut(ordinary.filter((signal) => !voltage.includes(signal)), 'not measured in volts');
  const sound = voltage.filter(({ unit, physicalMin, physicalMax, digitalMin, digitalMax }) =>
    Number.isFinite(physicalMin) && Number.isFinite(physicalMax) && physicalMin !== physicalMax
    && Number.isInteger(digitalMin) && Number.isInteger(digitalMax) && digitalMin < digitalMax
    && isGain(perMillivolt((digitalMax - digitalMin) / (physicalMax - physicalMin), unit)!));
  leaveOut(voltage.filter((signal) => !sound.includes(signal)), 'without a usable calibration');
  const asLead = sound.filter(({ label }) => ECG_NAME.test(label) || LEAD_NAME.test(label));
  const candidates = asLead.length > 0 ? asLead : sound.filter(({ label }) => !isOtherSignal(label));
  leaveOut(sound.filter((signal) => !candidates.includes(signal)), 'not named as ECG', ` ${HOW_TO_INCLUDE}`);
  const perRecord = mostCommon(candidates.map((signal) => signal.perRecord));
  const kept = candidates.filter((signal) => signal.perRecord === perRecord);
  leaveOut(candidates.filter((signal) => !kept.includes(signal)), 'of another sampling rate than the others');
  if (kept.length === 0) {
    throw new AppError('signal-missing', 'The file holds no ECG signal.', { hint: 'Leads are signals in volts that are not named as breath, pressure, oxygen or movement.', details: { signals: named(signals).slice(0, 200) } });
  }
  // An EEG or a test signal is read as well: who imports it is to hear of it, not only of the asystole in it.
  if (asLead.length === 0) warnings.push(`No signal bears the name of an ECG lead; taken for leads: ${named(kept)}. Look whether this is an ECG.`);
  const names = uniqueNames(kept.map((signal) => name(signal.label)));
  const chosen: ChosenSignal[] = [];
  const leads = kept.map((signal, i): Lead => {
    const perUnit = (signal.digitalMax - signal.digitalMin) / (signal.physicalMax - signal.physicalMin);
    const inverted = perUnit < 0;
    const sign = inverted ? -1 : 1;
    chosen.push({ signal, inverted });
    return {
      name: names[i]!,
      gain: Math.abs(perMillivolt(perUnit, signal.unit)!),
      baseline: sign * (signal.digitalMin - signal.physicalMin * perUnit),
      bits: digits(signal),
    };
  });
  return { chosen, leads, perRecord, warnings };
}
