/** Words of the screen that unlocks an encrypted data folder, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/vault.ts';

export const WV: Like<typeof en.WV> = {
  title: '已加密',
  lead: '這部電腦上的檢查資料已加密，需以資料夾的通行密語開啟；它不是任何人的密碼。',
  passphrase: '資料夾的通行密語',
  recovery: '救援金鑰',
  recoveryLead: '救援金鑰在開啟加密時顯示過一次：八組，每組四個字母或數字。',
  unlock: '解鎖',
  unlocking: '解鎖中',
  useRecovery: '通行密語已遺失',
  usePassphrase: '返回',
  caps: '大寫鎖定已開啟。',
  section: {
    title: '加密',
    lead: '磁碟上存放的內容',
    on: '檢查資料已加密',
    off: '檢查資料未加密',
    onLead: '每份檢查的資料庫、訊號、報告與備份各有自己的金鑰，刪除檢查時一併銷毀。取得這部電腦或資料夾副本的人，必須有通行密語或救援金鑰才能讀取。',
    offLead: '取得這部電腦、其磁碟或資料夾副本的人都能讀取。請使用加密磁碟，或將資料夾加密。',
    turnOn: '關閉 Isoline，再於終端機輸入：',
    turnOff: '若要取消加密，請關閉 Isoline，再於終端機輸入：',
    change: '資料夾的通行密語',
    before: '目前的通行密語',
    fresh: '新的通行密語',
    again: '再輸入一次',
    changeHint: '請告知所有在此啟動 Isoline 的人。每次啟動後會詢問一次；它不是任何人的密碼。救援金鑰不變。',
    changeNow: '變更',
    changed: '資料夾的通行密語已變更',
    short: (least) => `通行密語至少 ${least} 個字元。`,
    different: '兩次輸入不同。',
  },
};
