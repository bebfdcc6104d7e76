/** Words of the tour through a first study, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/tour.ts';

export const WT: Like<typeof en.WT> = {
  title: '導覽',
  of: (n, all) => `${n} / ${all}`,
  next: '下一步',
  back: '上一步',
  end: '結束導覽',
  done: '完成',
  steps: {
    queue: ['需要您看的項目', '所有等待您的項目，最嚴重的在前：緊急事件，其次是尚無人看過的心搏群組。Space 開啟第一項。'],
    templates: ['依類別與波形分組的心搏', '每一列是一組相似的心搏。Space 表示無誤並前往下一個需要您的；J 不決定而前進。'],
    strip: ['心電圖片段', '以實際比例顯示訊號。← → 逐一移動心搏，M 使用測量尺，按住 Alt U 顯示未濾波訊號，P 將此段放入報告。'],
    relabel: ['修正機器', 'N S V F Q X 改變心搏類別：第一次按顯示會改變什麼，再按同鍵或 Enter 即執行。加 Shift 為整組。Ctrl Z 可復原任何修改。'],
    findings: ['事件', '連發、暫停、心房顫動，並以文字說明理由。Space 確認，⌫ 排除，C 更改種類，B 更改起訖。相同者一併決定。'],
    report: ['報告', '即為印出的頁面，每次修改後重新繪製。寫下結論後簽署：未檢視的內容會先列出，並印在報告上。'],
    keys: ['就是這些', '每次修改都會保存，附上姓名與時間。? 列出畫面的所有按鍵，F2 重新開始導覽。'],
  },
};
