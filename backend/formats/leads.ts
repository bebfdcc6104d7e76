/** Units and names of leads, common to all formats. */

/** adu per millivolt from adu per unit; null where the unit is no voltage. */
export function perMillivolt(perUnit: number, unit: string): number | null {
  switch (unit.trim().toLowerCase().replace(/^âµ|^μ|^µ/, 'u').replace(/^microv(olts?)?$/, 'uv').replace(/^milliv(olts?)?$/, 'mv')) {
    case 'mv':
      return perUnit;
    case 'uv':
      return perUnit * 1e3;
    case 'nv':
      return perUnit * 1e6;
    case 'v':
      return perUnit / 1e3;
    default:
      return null;
  }
}

/** Labels of what is recorded beside an ECG, and in volts by some writers: nerves and muscles, breath, pressure, oxygen, movement, sound. */
const OTHER_SIGNAL = /^(?:eeg|emg|eog|erg|mep|resp|flow|airflow|thor|abdo|snor|spo2|sao2|o2\b|so2|e?tco2|co2|pleth|ppg|temp|body|pos|acc|gyro|light|event|status|trig|marker|nasal|effort|pulse|abp|art(?!if)|ibp|nibp|bp\b|blood|press|pap\b|cvp|icp|imp(?:ed)?\b|impedance|pcg|phono|heart sound|scg|bcg|gsr|eda\b|sweat|stim\b)/i;

/** Words that name no ECG wherever they stand in a label: `BH Respiration`, `3D-Acc X`, `Left Chin`. */
const OTHER_WORD = /(?:^|[^a-z])(?:resp(?:iration|iratory)?|breath(?:ing)?|spo2|sao2|oxygen|acc(?:el(?:erometer|eration)?)?|gyro(?:scope)?|magnetometer|airflow|flow|pleth(?:ysmogram)?|temp(?:erature)?|thora(?:x|cic)|abdom(?:en|inal)|motion|movement|activity|actigraphy|heart ?rate|hr|batt(?:ery)?|snore|chin|leg)(?![a-z])/i;

/** Whether a signal is no ECG by its label, whatever its unit. */
export function isOtherSignal(label: string): boolean {
  return OTHER_SIGNAL.test(label.trim()) || OTHER_WORD.test(label);
}

/** What brings a signal in that was left out by its name. */
export const HOW_TO_INCLUDE = 'A signal whose label in the file begins with ECG is taken for a lead.';

/** Whether a gain (adu/mV, of either sign) is one that a recorder may have: from a millivolt in twenty steps to a picovolt a step. */
export function isGain(gain: number): boolean {
  const size = Math.abs(gain);
  return size >= 0.05 && size <= 1e9;
}

/** A date that a form asks for and nobody filled in: `dd-MMM-yyyy`, `DD.MM.YY`, `yyyy-mm-dd`, `TT.MM.JJJJ`. */
const UNFILLED_DATE = /^(?:[dt]{1,2}[-./:]?m{2,4}[-./:]?[yj]{2,4}|[yj]{4}[-./:]?m{2,4}[-./:]?[dt]{1,2})$/i;

/** Whether a field is the form for a date and no date. */
export function isUnfilledDate(field: string): boolean {
  return UNFILLED_DATE.test(field);
}

/** What a field that must be filled in says where there is nothing to say; names of the fields themselves among it. */
const NOTHING_SAID = /^(?:startdate|birthdate|patient(?:'?s)?|patient-?(?:id|name|code)|(?:sur|first|last|fore|full)?name|surname|hospital|code|sex|none|null|nil|unknown|unnamed|unspecified|undefined|anonym(?:ous|ized|ised)?|n\/?a|nan|x+|\?+|-+|_+|\.+|0+)$/i;

/** A name or number of a person as a file states it, or empty where it says that there is none: `none none`, `N/A`, `unknown`. */
export function stated(field: string): string {
  const words = field.split(/[\s,^_]+/).filter((word) => word !== '');
  return words.every((word) => NOTHING_SAID.test(word) || isUnfilledDate(word)) ? '' : field.trim();
}

/** Whole years out of a text, or empty where they are nobody's age. */
export function statedAge(years: string | undefined): string {
  const age = /^\d{1,3}$/.test(years ?? '') ? Number(years) : 0;
  return age >= 1 && age < 130 ? String(age) : '';
}

/** Names made unique by a number, and never empty: a lead is chosen by its name. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((raw, i) => {
    const base = raw.trim() === '' ? `Lead ${i + 1}` : raw.trim();
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
    taken.add(name);
    return name;
  });
}

/** The most common number of a list, the larger one where two are as common. */
export function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = 0;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount || (count === bestCount && value > best)) [best, bestCount] = [value, count];
  }
  return best;
}
