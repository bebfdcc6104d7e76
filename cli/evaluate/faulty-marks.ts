/**
 * Records of `cudb` whose reference marks of ventricular fibrillation and
 * tachycardia are faulty: found by reading the marks against the signal. Figures
 * are given with them, as marked, and without them beside.
 */
export const FAULTY_MARKS: Readonly<Record<string, string>> = {
  'cudb/cu02': 'the rapid swings at the end are marked in parts and only as (VT',
  'cudb/cu13': 'rapid wide rhythm before the fibrillation is marked N',
  'cudb/cu14': 'nothing is marked, though the last two minutes hold no orderly beats',
  'cudb/cu20': 'a [ at 244 s has no ]: the end of the fibrillation is not told',
  'cudb/cu27': 'rapid wide rhythm long before the fibrillation is marked N',
  'cudb/cu29': 'a [ at 378 s has no ]: the end of the fibrillation is not told',
};
