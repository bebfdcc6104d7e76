/** Every word of the thresholds, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/thresholds.ts';

export const WT: Like<typeof en.WT> = {
  title: '閾值',
  lead: '何者算作事件',
  names: {
    pauseSeconds: ['停搏', 'RR 間期至少達此長度'],
    urgentPauseSeconds: ['緊急停搏', '達此長度即優先告知'],
    vtRate: ['心室頻脈', '連發達此心率或更快；較慢者為心室自主節律'],
    svRunRate: ['S 連發', '達此心率或更快；較慢者不算事件'],
    afSeconds: ['心房顫動，最短時間', '較短者不算事件'],
    afBias: ['心房顫動，證據', '大於 0 找得較多，小於 0 較少'],
    bradycardiaDay: ['心率過慢，日間', '15 秒平均低於此值'],
    bradycardiaNight: ['心率過慢，夜間', '22 時至 6 時，須知開始時間'],
    tachycardiaDay: ['心率過快，日間', '15 秒平均高於此值'],
    tachycardiaNight: ['心率過快，夜間', '22 時至 6 時，須知開始時間'],
    qtcMs: ['QTc 延長', '持續十分鐘以上'],
    stMv: ['ST', '偏移持續一分鐘以上'],
  },
  shipped: (value) => `預設 ${value}`,
  was: (value) => `原為 ${value}`,
  columns: { what: '閾值', value: '數值', effect: '於此檢查' },
  bounds: (least, most) => `範圍 ${least} 至 ${most}。`,
  order: '與相鄰閾值順序顛倒。',
  effect: '對此檢查的影響',
  noStudy: '請先開啟一份檢查再由此進入：變更保留前，其影響會列於各行旁。',
  looking: '計算中…',
  same: '沒有改變。',
  unchanged: '維持現狀。',
  lost: (n) => `已有人決定的 ${count(n)} 項將消失。`,
  groups: { pause: '停搏', urgent: '緊急事件', vt: '心室頻脈', ivr: '心室自主節律', sv: 'S 連發', af: '心房顫動次數', slow: '心率過慢', fast: '心率過快', qtc: 'QTc 延長', st: 'ST 事件' },
  study: '用於此檢查',
  studyHint: '為一次可復原的編輯；報告會列出與預設不同之處。',
  laboratory: '用於新檢查',
  laboratoryHint: '既有檢查維持原值。',
  shippedAll: '恢復預設',
  putBack: '還原',
  kept: '已用於此檢查。',
  keptLaboratory: '已用於新檢查。',
  ofStudy: (name) => `${name}`,
};
