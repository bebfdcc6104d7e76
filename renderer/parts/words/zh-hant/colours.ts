/** Every word of the class colours, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/colours.ts';

export const WB: Like<typeof en.WB> = {
  title: '類別顏色',
  lead: '您的顏色，用於所有圖表',
  columns: { beat: '類別', light: '淺色', dark: '深色' },
  choose: (what) => `選擇：${what}`,
  form: '# 後接六位數。',
  contrast: (is, least) => `在此底色上為 ${is}:1；至少需 ${least}:1。`,
  safe: '色盲適用',
  hint: '類別由字母與形狀表示，維持不變。文字採同色較深或較淺的色調，至少 4.5:1。列印的報告保留其原有色調。',
  kept: '已為您儲存。',
};
