/** Every word of the page on which keys are changed, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/rebinding.ts';

export const WK: Like<typeof en.WK> = {
  title: '按鍵',
  lead: '僅屬於您；視窗中的提示隨之改變',
  change: '更改按鍵',
  all: '按鍵',
  leave: '離開',
  paper: '走紙',
  click: '點按一行即可執行。',
  screens: { worklist: '工作清單', overview: '總覽', beats: '心搏', episodes: '事件', report: '報告', disclosure: '全部心搏', earlier: '先前檢查', compare: '兩次判讀', settings: '設定' },
  screen: '畫面',
  columns: { what: '作用', keys: '按鍵', whose: '歸屬' },
  yours: (was) => `您的，原為 ${was}`,
  shipped: '',
  fixed: '固定',
  changeOf: (what, key) => `${what}：${key}。更改`,
  press: '請按一個鍵，Esc 取消',
  kept: (key) => `${key} 由電腦或其他用途保留，無法指定。`,
  taken: (key, what, where) => `${key} 已是「${what}」（${where}）。`,
  swap: '互換',
  noSwap: '無法互換：在別處會使一個按鍵有兩種意義。',
  reset: '恢復預設',
  resetOf: (what) => `${what}：恢復預設`,
  resetAll: '全部恢復預設',
  noReset: '其預設按鍵現已屬於另一項，請先更改該項。',
  none: '所有按鍵皆為預設。',
  own: (n) => `${n} 個按鍵為您所設。`,
};
