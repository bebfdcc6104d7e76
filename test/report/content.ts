/** A report's content as the program makes it, small and fixed. */
import type { ReportContent } from '../../core/study/report-content.ts';

const rate = 360;

function wave(gain: number): Float32Array {
  return Float32Array.from({ length: Math.round(7.1 * rate) }, (_, i) => {
    const t = (i / rate) % 0.82;
    const bump = (at: number, width: number): number => Math.exp(-(((t - at) / width) ** 2));
    return gain * (1.1 * bump(0.4, 0.012) + 0.25 * bump(0.62, 0.05) + 0.12 * bump(0.22, 0.03));
  });
}

export function content(strips = 2, hours = 24): ReportContent {
  const line = (label: string, value: string, at = ''): { label: string; value: string; at: string } => ({ label, value, at });
  const fact = (label: string, value: string, assumed = ''): { label: string; value: string; assumed: string } => ({ label, value, assumed });
  const numbers = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i));
  return {
    title: `${hours}-hour Holter report`,
    status: 'Draft, not signed',
    laboratory: 'demo cardiology laboratory',
    printed: 'Report DX-20388-1, Sat 21 Nov 2026 14:06',
    facts: [
      [fact('Patient', 'Demo, Patient A'), fact('Number', 'DX-20388'), fact('Born', '3 Mar 1963, 63 y, F')],
      [fact('Start', '14 Nov 2026, ', '09:12 assumed'), fact('Length', `${hours} h 00 min`), fact('Readable', '99.3 %')],
      [fact('Leads', 'MLII, V1, V5'), fact('Sampling', '360 Hz, 11 bit'), fact('Recorder', 'WFDB import')],
      [fact('Asked for', 'palpitations'), fact('Referred by', 'Dr P. Demo'), fact('Medicines', 'bisoprolol 2.5 mg')],
    ],
    conclusion: 'Mean heart rate 73/min (48 to 131).',
    conclusionBy: '',
    groups: [[{ number: 1, title: 'Heart rate', mark: null, lines: [line('Mean', '73/min'), line('Lowest, 15 s', '48/min', '04:36')] }], [{ number: 2, title: 'Ventricular ectopy', mark: 'V', lines: [line('Beats, burden', '1,481, 1.4 %')] }]],
    trend: {
      from: 0,
      to: 1,
      min: numbers(60, (i) => 60 + 5 * Math.sin(i / 8)),
      mean: numbers(60, (i) => 75 + 8 * Math.sin(i / 8)),
      max: numbers(60, (i) => 95 + 9 * Math.sin(i / 8)),
      S: numbers(24, (i) => (i % 7 === 0 ? 3 : 0)),
      V: numbers(24, (i) => (i % 5 === 0 ? i : 0)),
      ticks: [{ share: 0.5, label: '21:00' }],
    },
    hours: Array.from({ length: hours }, (_, i) => ({ from: `${String(i % 24).padStart(2, '0')}:12`, beats: '4,775', min: '63', mean: '80', max: '102', V: String(i), S: '0', F: '0', unreadable: '0' })),
    strips: Array.from({ length: strips }, (_, i) => ({
      caption: `Strip ${i + 1}`,
      detail: '15:46:28, MLII V1 V5, 25 mm/s, 10 mm/mV, 0.5–40 Hz; ST not assessed',
      rate,
      leads: [
        { name: 'MLII', values: wave(1) },
        { name: 'V1', values: wave(-0.6) },
        { name: 'V5', values: wave(0.8) },
      ],
      beats: [{ seconds: 0.4, beatClass: 'V' as const, label: 'V' }],
      unreadable: [{ from: 5.5, to: 7 }],
    })),
    signature: { name: '', date: '', reviewed: '27 of 41 templates reviewed, 58 labels changed' },
    footer: ['Isoline 0.1.0. Research and development use; not cleared as a medical device. A qualified person must review every result.', 'Model wtcnn-s 1.0, sha256 9f3c71d2…e41a; record 3f9a…c21e.'],
  };
}
