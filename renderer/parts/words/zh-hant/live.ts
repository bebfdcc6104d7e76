/** 仍在寫入的紀錄所用的語句。 */
import type { Like } from '../../language.ts';
import type * as en from '../en/live.ts';

export const WL: Like<typeof en.WL> = {
  title: '即時',
  soFar: (span) => `紀錄中，至今 ${span}`,
  length: (span) => `至今 ${span}`,
  finalTo: (span) => `前 ${span} 已定案`,
  noneFinal: '尚無定案',
  comesIn: (share: string, span: string) => `${share}，前 ${span} 可更正`,
  keep: '到此結束',
  keepHint: '已讀入的部分即為此紀錄。缺少的部分不會再補上：之後再次匯入此紀錄會成為另一份檢查。',
  provisional: '暫定',
  provisionalHint: '這些標記仍可能改變：再有 15 至 20 分鐘的訊號後才會定案，在此之前不會儲存。',
  follow: '即時跟隨',
  paused: '已停住',
  followAgain: '再次跟隨',
  end: '紀錄已結束',
  endHint: '如同檔案已到結尾般分析其餘部分；之後不能再加入任何訊號。',
  ending: '正在結束…',
  waiting: '等待最初幾秒',
  picture: (leads, seconds, letters) => `${leads} 個導程最新 ${seconds} 秒，暫定：${letters}`,
  grows: (span) => `仍在寫入，至今 ${span}`,
  open: (span) => `檔頭未載明長度，至今 ${span}`,
  offerFollow: '隨寫入跟隨',
  offerImport: '依目前內容匯入',
  looking: '正在查看檔案',
  ended: {
    header: '紀錄已結束；檔頭已載明。',
    quiet: '紀錄已結束：不再有資料寫入。',
    person: '紀錄已結束。',
    changed: '紀錄在檔案被更動處結束。',
  },
};
