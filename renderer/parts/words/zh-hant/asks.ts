/** Sentences of the machine's asks, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/asks.ts';

const beats = (n: number): string => `${count(n)} 個心搏`;

export const WA: Like<typeof en.WA> = {
  title: '程式提問',
  lead: '程式會詢問最能改善結果的心搏，並把您的回答套用到相似的心搏，作為建議。',
  begin: '回答幾題',
  number: (n, most) => `第 ${n} 題，最多 ${most} 題`,
  group: (n, now) => (n === 1 ? `這個心搏是什麼？目前標為 ${now}。` : `這 ${beats(n)}是什麼？多數標為 ${now}。`),
  gain: (n) => `一個回答可決定 ${beats(Math.max(1, Math.round(n)))}。`,
  choose: (of, n) => `${of}，${beats(n)}`,
  answer: '回答',
  mixed: '不只一種',
  wait: '正在尋找值得提問的心搏…',
  nothing: '沒有值得提問的心搏：任何回答所能決定的心搏都太少。',
  most: (n) => `${n} 題已足夠，其餘請看樣板。`,
  answered: (n) => `目前已回答 ${n} 題。`,
  proposal: (n) => `依您的回答：將變更 ${beats(n)}`,
  change: (n, from, to) => `${count(n)} 個 ${from} 改為 ${to}`,
  accept: '採用',
  show: '顯示',
  shown: '依您的回答所提的建議',
  asked: '提問對象',
  leave: '離開',
  mode: ['程式提問：', 'N S V F Q X 表示類別，再按一次或 Enter 回答，J 不只一種，Shift Y 採用建議，Esc 離開'],
};
