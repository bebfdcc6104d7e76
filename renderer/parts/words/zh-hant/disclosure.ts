/** Every word of full disclosure, in traditional Chinese. */
import { count, fixed } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/disclosure.ts';

const lines = (n: number): string => `${count(n)} 行`;

export const WD: Like<typeof en.WD> = {
  title: '全部心搏',
  tab: '全部心搏',
  label: '全程心電圖',
  linesLabel: '紀錄的各行；方向鍵移動，Enter 前往心電圖片段',
  bar: '各行的畫法',
  seconds: '每行長度',
  ofLine: { 30: '30 秒', 60: '1 分', 120: '2 分' },
  lineOf: { 30: '每行 30 秒', 60: '每行一分鐘', 120: '每行兩分鐘' },
  lead: '導程',
  caption: (of, lead, mmPerSecond, gain, filter) => `${of}；起始時間、心搏數、${lead}（${fixed(mmPerSecond, 1)} mm/s、${gain} mm/mV、${filter}）、事件`,
  legendN: 'N 維持墨色',
  unreadable: '無法判讀',
  notAnalysed: '尚未分析',
  until: (clock) => `至 ${clock}`,
  more: (first, others) => `${first} +${others}`,
  many: (n, kind) => `${count(n)} ${kind}`,
  rail: (what) => `${what}，由上而下：心率、S、V、F 心搏、無法判讀的部分`,
  railTitle: '全日',
  status: (shown, of, from, to) => `${lines(of)}中的 ${count(shown)} 行，${from} 至 ${to}`,
  mode: ['全部心搏：', '↑ ↓ 上下一行，← → 前後心搏，Enter 前往片段，J K 事件，L 導程'],
  spoken: (time, beats, letters, found) => [`${time}，${count(beats)} 個心搏`, letters, found].filter((part) => part !== '').join('，'),
  print: '列印',
  dialog: {
    title: '列印全程心電圖',
    from: '起',
    to: '迄',
    screen: '目前畫面',
    day: '由此起一日',
    all: '整份紀錄',
    range: '範圍',
    wrong: '結束必須晚於開始，且兩者都在紀錄之內。',
    pages: (pages, of) => `${count(pages)} 頁，${lines(of)}`,
    what: (of, lead) => `${lead}，${of}，標記與事件以目前狀態為準。`,
    save: '存成 PDF',
    working: (share) => `${Math.round(share * 100)} %`,
    saved: (path) => `全程心電圖已存至 ${path}`,
    done: (pages) => `全程心電圖已儲存，共 ${count(pages)} 頁`,
  },
};
