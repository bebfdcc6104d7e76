/** 波形條導程的用語。 */
import type { Like } from '../../language.ts';
import type * as en from '../en/leads.ts';

const GROUPS: Readonly<Record<string, string>> = { inferior: '下壁', lateral: '側壁' };

export const WL: Like<typeof en.WL> = {
  layout: '導程排列',
  layouts: { few: '少量', '3x4': '3 × 4', '12x1': '12 × 1', '6x2': '6 × 2' },
  shown: '顯示的導程',
  all: '全部',
  groups: GROUPS,
  columns: '各欄',
  same: '同一段',
  runOn: '連續',
  rhythm: '節律',
};
