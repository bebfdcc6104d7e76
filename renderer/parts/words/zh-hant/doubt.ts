/** Sentences about beats in doubt, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/doubt.ts';

const beats = (n: number): string => `${count(n)} 個心搏`;

export const WD: Like<typeof en.WD> = {
  title: '存疑心搏',
  lead: '同一類別的心搏列成一份清單，最存疑的排在最前。挑出不屬於此類的，其餘即為正確。',
  begin: '逐一檢視清單',
  left: (n) => `尚餘 ${count(n)} 份清單`,
  beats,
  hardly: '此處的 S 或 V 標記幾乎沒有疑問。',
  first: '最存疑的排在最前。',
  how: '選取不屬於此類的心搏並指定類別。換一種排序，會把另一些相似的心搏排在一起。',
  done: '其餘正確',
  later: '稍後',
  nothing: '所有清單均已檢視。',
  order: '圖庫的排序',
  orders: {
    time: '依時間',
    unlike: '最不相似者在前',
    early: '最提早者在前',
    late: '間歇最長者在前',
    turn: '提早且其後有間歇者在前',
    follows: '提早心搏之後者在前',
    wide: 'QRS 最寬者在前',
    S: '最像 S 者在前',
    V: '最像 V 者在前',
    F: '最像 F 者在前',
  },
  width: {
    term: 'QRS 寬度',
    about: (ms) => `≈ ${ms} ms`,
    over: (ms) => `> ${ms} ms`,
    is: (ms) => `${ms} ms`,
    leads: (n) => `${count(n)} 個導程`,
    how: '依這些導程的陡峭程度估計。量測此心搏較為精確。',
    measured: '由波形網路合併所有導程量測。',
    asked: (done, all) => `，QRS 寬度 ${count(done)} / ${count(all)}`,
  },
  instead: (shown, chosen) => `改繪 ${shown}，${chosen} 在此為平線`,
  chosen: '最存疑者在前',
};
