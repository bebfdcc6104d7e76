/** 導程的用語。 */
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
  voltages: 'QRS 電軸與電壓',
  ofBeat: (name) => `${name} 的平均心搏`,
  axis: { normal: '電軸正常', left: '電軸左偏', right: '電軸右偏', extreme: '電軸極度偏移' },
  noAxis: 'I 與 aVF 太小，無法定向',
  sokolowLyon: 'Sokolow-Lyon 電壓',
  hypertrophy: '疑似心室肥大',
  caution: 'R 與 S，mV。記錄器電極位置與靜態心電圖不同。',
};
