/**
 * Real references, made worse in a fixed way, against the counts of a second
 * scorer: the published comparator's walk (its two cursors, its start at five
 * minutes) written apart from this program in Python over the `wfdb` package.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { labelsOf } from '../../core/scoring/labels.ts';
import type { Protocol } from '../../core/scoring/protocol.ts';
import { scoreRecord } from '../../core/scoring/record.ts';
import { withData } from '../helpers/data.ts';
import { cells } from './cases.ts';
import { perturbed } from './perturb.ts';

type Expected = readonly [set: 'mitdb' | 'svdb', record: string, protocol: Protocol, cells: Record<string, number>];

const COUNTS: readonly Expected[] = [
  ['mitdb', '100', 'ec57', { Nn: 1580, Ns: 60, Nv: 19, Nf: 17, Nq: 22, No: 91, Nx: 83, Ss: 20, Sv: 1, Sf: 2, So: 4, Sx: 2, Vv: 1, On: 90, Os: 2, Ov: 35, Oq: 1 }],
  ['mitdb', '100', 'literature', { Nn: 1938, Ns: 32, Nv: 21, Nf: 21, Nq: 22, No: 118, Nx: 87, Ss: 24, Sv: 1, Sf: 2, So: 4, Sx: 2, Vv: 1, On: 112, Os: 1, Ov: 41, Oq: 1 }],
  ['mitdb', '207', 'ec57', { Nn: 1132, Ns: 44, Nv: 9, Nf: 9, Nq: 12, No: 91, Nx: 79, Sn: 3, Ss: 88, Sv: 3, Sf: 1, So: 3, Sx: 9, Vn: 1, Vs: 9, Vv: 87, Vf: 1, Vq: 1, Vo: 7, Vx: 3, On: 79, Os: 4, Ov: 43, Of: 1 }],
  ['mitdb', '207', 'literature', { Nn: 1300, Ns: 24, Nv: 9, Nf: 12, Nq: 16, No: 97, Nx: 85, Sn: 4, Ss: 87, Sv: 3, Sf: 1, So: 3, Sx: 9, Vn: 13, Vs: 7, Vv: 171, Vf: 1, Vq: 1, Vo: 12, Vx: 5, On: 88, Os: 2, Ov: 53, Of: 1 }],
  ['mitdb', '208', 'ec57', { Nn: 1095, Ns: 46, Nv: 14, Nf: 10, Nq: 13, No: 81, Nx: 49, Sn: 1, Ss: 1, Vn: 20, Vs: 37, Vv: 662, Vf: 8, Vq: 4, Vo: 50, Vx: 43, Fn: 9, Fs: 8, Fv: 3, Ff: 252, Fq: 3, Fo: 14, Fx: 12, Qo: 1, Qx: 1, On: 84, Os: 2, Ov: 77, Of: 6 }],
  ['mitdb', '208', 'literature', { Nn: 1357, Ns: 29, Nv: 14, Nf: 14, Nq: 14, No: 97, Nx: 61, Sn: 1, Ss: 1, Vn: 55, Vs: 19, Vv: 794, Vf: 8, Vq: 5, Vo: 60, Vx: 51, Fn: 18, Fs: 5, Fv: 5, Ff: 308, Fq: 3, Fo: 19, Fx: 15, Qo: 1, Qx: 1, On: 109, Ov: 93, Of: 8 }],
  ['mitdb', '217', 'ec57', { Nn: 189, Ns: 8, Nv: 4, Nf: 2, Nq: 3, No: 9, Nx: 20, Vn: 2, Vs: 4, Vv: 116, Vf: 3, Vq: 1, Vo: 3, Vx: 11, Qn: 47, Qs: 54, Qv: 10, Qf: 14, Qq: 1202, Qo: 84, Qx: 59, On: 46, Os: 3, Ov: 34, Oq: 36 }],
  ['mitdb', '217', 'literature', { Nn: 199, Ns: 5, Nv: 5, Nf: 2, Nq: 3, No: 10, Nx: 20, Vn: 4, Vs: 4, Vv: 133, Vf: 3, Vq: 2, Vo: 5, Vx: 11, Qn: 94, Qs: 32, Qv: 14, Qf: 20, Qq: 1473, Qo: 103, Qx: 66, On: 54, Os: 1, Ov: 43, Oq: 43 }],
  ['mitdb', '222', 'ec57', { Nn: 1442, Ns: 61, Nv: 20, Nf: 11, Nq: 16, No: 73, Nx: 72, Sn: 6, Ss: 353, Sv: 2, Sf: 5, Sq: 2, So: 30, Sx: 23, On: 74, Os: 14, Ov: 44, Of: 1, Oq: 1 }],
  ['mitdb', '222', 'literature', { Nn: 1960, Ns: 43, Nv: 22, Nf: 17, Nq: 23, No: 106, Nx: 103, Sn: 7, Ss: 178, Sv: 1, Sf: 3, Sq: 1, So: 15, Sx: 4, On: 90, Os: 6, Ov: 49, Of: 1, Oq: 1 }],
  ['mitdb', '232', 'ec57', { Nn: 269, Ns: 12, Nv: 1, Nf: 4, Nq: 1, No: 13, Nx: 17, Sn: 44, Ss: 984, Sv: 15, Sf: 14, Sq: 9, So: 53, Sx: 49, On: 36, Os: 28, Ov: 35 }],
  ['mitdb', '232', 'literature', { Nn: 345, Ns: 10, Nv: 1, Nf: 6, Nq: 1, No: 15, Nx: 20, Sn: 87, Ss: 1135, Sv: 18, Sf: 15, Sq: 10, So: 63, Sx: 54, On: 44, Os: 33, Ov: 44 }],
  ['svdb', '801', 'ec57', { Nn: 1555, Ns: 72, Nv: 19, Nf: 18, Nq: 15, No: 104, Nx: 98, Sn: 1, Ss: 28, Sv: 1, So: 1, Sx: 1, Vs: 3, Vv: 60, Vf: 1, Vq: 1, Vo: 9, Vx: 8, On: 76, Os: 2, Ov: 36 }],
  ['svdb', '801', 'literature', { Nn: 1847, Ns: 46, Nv: 26, Nf: 19, Nq: 17, No: 120, Nx: 100, Sn: 3, Ss: 57, Sv: 1, Sq: 2, So: 2, Sx: 1, Vn: 9, Vs: 8, Vv: 217, Vf: 2, Vq: 2, Vo: 20, Vx: 10, On: 99, Os: 3, Ov: 52, Oq: 1 }],
  ['svdb', '879', 'ec57', { Nn: 1051, Ns: 43, Nv: 15, Nf: 8, Nq: 17, No: 69, Nx: 52, Sn: 2, Ss: 40, So: 2, Sx: 2, Vn: 9, Vs: 15, Vv: 328, Vf: 2, Vq: 4, Vo: 18, Vx: 14, On: 69, Os: 3, Ov: 35 }],
  ['svdb', '879', 'literature', { Nn: 1259, Ns: 22, Nv: 16, Nf: 10, Nq: 18, No: 85, Nx: 62, Sn: 4, Ss: 40, So: 2, Sx: 2, Vn: 25, Vs: 11, Vv: 447, Vf: 3, Vq: 5, Vo: 29, Vx: 22, On: 83, Os: 1, Ov: 46 }],
];
const SHAPE = { mitdb: { rate: 360, length: 650_000 }, svdb: { rate: 128, length: 230_400 } };

withData('scoring beside a second scorer', (dataFolder) => {
  for (const [set, record, protocol, expected] of COUNTS) {
    it(`${set}/${record}, ${protocol}`, async () => {
      const { rate, length } = SHAPE[set];
      const marks = await readAnnotationFile(join(dataFolder, set, `${record}.atr`), rate);
      const reference = labelsOf(marks, protocol, length);
      const tested = labelsOf(perturbed(marks, rate, length, Number(record)), protocol, length);
      expect(cells(scoreRecord({ reference, tested, sampleRate: rate, length, protocol, classified: true }))).toEqual(expected);
    });
  }
});
