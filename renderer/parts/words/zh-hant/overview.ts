/** Words of the overview, of what is said of a beat, and of the frame of every screen, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/overview.ts';

export const WO: Like<typeof en.WO> = {
  frame: {
    notice: '僅供研究與開發使用；未經核准為醫療器材。所有結果都必須由合格人員檢視。',
    status: '狀態', views: '檢視', filters: '篩選', files: '檔案', classes: '類別', open: (n) => `${count(n)} 項待看`,
  },
  facts: {
    years: (n) => `${n} 歲`,
    length: '長度',
    readable: '可判讀',
    leads: '導程',
    sampling: '取樣',
    bits: (n) => `${n} 位元`,
    format: '格式',
    beats: '心搏',
    edits: '修改',
    model: '模型',
    device: '裝置',
    noStart: '檔案沒有起始時間。',
    noStartHint: '所有時刻皆以此為準。',
    setIt: '設定',
    began: '以此時間開始',
  },
  day: {
    nights: '夜間以陰影標示',
    bars: '房顫空心：未決定',
    lanes: '導程：細線尚可，斜線無法判讀',
    fibrillation: (n) => `心房顫動 ${count(n)} 段`,
    good: (leads) => `訊號良好：${leads}`,
  },
  figures: {
    rate: '心率',
    mean: '/min 平均',
    lowest: (seconds) => `最低，${seconds} s`,
    highest: (seconds) => `最高，${seconds} s`,
    beats: '心搏',
    couplets: '成對早搏',
    runs: '連發（3 個以上）',
    fusion: '融合',
    af: 'AF 負荷',
    longest: '最長 RR',
    at: '時刻',
    pauses: '心搏暫停',
    unreadable: '無法判讀',
    unclassified: '未分類',
  },
  against: { label: '與先前檢查相比', title: (date) => `與 ${date} 相比`, sve: 'APC 負荷', hours: '每小時 V，灰色為先前' },
  hours: ['起', '心搏', '最低 /min', '平均 /min', '最高 /min', 'V', 'S', 'F', '無法判讀'],
  hints: [
    ['Space', '開啟'],
    ['J', '下一項'],
    ['L', '其他表格'],
    ['5', '所有心搏'],
  ],
  beat: {
    selected: (letters, letter, before, after) => `${letters}，已選 ${letter}，RR ${before} 與 ${after} ms`,
    rr: (before) => `，RR ${before} ms`,
    caption: (name) => `${name}心搏`,
    choose: '尚未選擇心搏。',
    cannot: '此心搏無法測量。',
    not: '無法測量',
    atRr: '於 RR',
    sinusPause: '竇性暫停',
  },
};
