/** Sentences about the inference server, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/server.ts';

export const WI: Like<typeof en.WI> = {
  title: '推論伺服器',
  lead: '由另一部電腦分析；預設為無',
  what: '科內的 Triton 伺服器可以代替本機執行心搏分類。位址留空則一切都留在本機。',
  sent: '會傳送：各導程濾波後的訊號片段、病人的常態心搏、R 波位置與間期數值。絕不傳送：姓名、病歷號、日期、備註，或任何其他病人與檢查室的資料。',
  checked: '使用之前會先與本機模型的結果比對。檢查與報告會載明該伺服器。',
  address: '位址',
  hint: '例如 https://gpu.hospital.example:8000；此後所有紀錄都使用它；http 僅限本機',
};
