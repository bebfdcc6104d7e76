/** From which section of the report a live number comes. */
import { isDayMeasure, type DayMeasure, type LiveName } from './live-numbers.ts';
import type { FixedSection, Section } from './report-sections.ts';

const OF_DAY: Readonly<Record<DayMeasure, Section | FixedSection>> = {
  recorded: 'identification',
  readable: 'identification',
  'readable.share': 'identification',
  beats: 'rate',
  'n.beats': 'beats',
  'n.share': 'beats',
  'f.beats': 'beats',
  'q.beats': 'beats',
  'hr.mean': 'rate',
  'hr.min': 'rate',
  'hr.min.time': 'rate',
  'hr.max': 'rate',
  'hr.max.time': 'rate',
  bradycardias: 'rate',
  tachycardias: 'rate',
  sdnn: 'hrv',
  pauses: 'pauses',
  'pause.least': 'pauses',
  'pause.longest': 'pauses',
  'pause.longest.time': 'pauses',
  'rr.longest': 'beats',
  asystoles: 'pauses',
  block: 'pauses',
  'af.burden': 'fibrillation',
  'af.time': 'fibrillation',
  'af.episodes': 'fibrillation',
  'af.least': 'fibrillation',
  'af.longest': 'fibrillation',
  'af.longest.time': 'fibrillation',
  'flutter.episodes': 'fibrillation',
  'flutter.time': 'fibrillation',
  'vf.episodes': 'ventricular',
  'vf.longest': 'ventricular',
  pr: 'intervals',
  qrs: 'intervals',
  qt: 'intervals',
  qtc: 'intervals',
  'qtc.longest': 'intervals',
  'qtc.longest.time': 'intervals',
  'st.episodes': 'intervals',
  'paced.time': 'pacing',
  'paced.faults': 'pacing',
  symptoms: 'symptoms',
  'symptoms.arrhythmia': 'symptoms',
  'symptoms.ectopic': 'symptoms',
  'symptoms.none': 'symptoms',
  'open.templates': 'not-reviewed',
  'open.findings': 'not-reviewed',
};

/** The section that prints it. */
export function sectionOfNumber(name: LiveName): Section | FixedSection {
  if (isDayMeasure(name)) return OF_DAY[name];
  return name.startsWith('v.') ? 'ventricular' : 'supraventricular';
}
