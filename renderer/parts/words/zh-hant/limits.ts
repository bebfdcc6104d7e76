/** Every word of the normal limits, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/limits.ts';

export const WL: Like<typeof en.WL> = {
  title: '正常範圍',
  lead: '數值旁所列',
  names: {
    rateMean: '平均心率',
    rateLowest: '最低心率',
    rateHighest: '最高心率',
    longestRr: '最長 RR',
    ventricular: '每日 V 心搏',
    supraventricular: '每日 S 心搏',
    pr: 'PR 中位數',
    qrs: 'QRS 中位數',
    qtcMen: 'QTc 中位數，男',
    qtcWomen: 'QTc 中位數，女',
    sdnn: 'SDNN，24 小時',
  },
  columns: { figure: '項目', value: '測得', limits: '正常範圍', least: '自', most: '至', source: '預設值出處' },
  low: '偏低',
  high: '偏高',
  within: '範圍內',
  noLimit: '未設界限',
  none: '沒有測得具正常範圍的數值。',
  hint: '成人範圍。每日異位心搏自 12 小時起計，SDNN 自 18 小時起計。正常範圍不是事件，也不是閾值。',
  least: (what) => `${what}，自`,
  most: (what) => `${what}，至`,
  bounds: (floor, ceiling) => `${floor} 至 ${ceiling}。`,
  order: '下限高於上限。',
  empty: '留空即無界限。已簽署的報告保留當時的範圍。',
  kept: '已儲存；報告會以這些範圍繪製。',
};
