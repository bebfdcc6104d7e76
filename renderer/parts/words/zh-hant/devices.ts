/** Sentences about the devices that analyse, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/devices.ts';

export const WG: Like<typeof en.WG> = {
  title: '運算裝置',
  lead: '這部電腦用什麼分析，以及分析可以佔用多少資源',
  processor: '處理器',
  states: { untried: '尚未測試', trying: '測試中', right: '結果相同', differs: '結果不同：絕不採用', unavailable: '本機沒有', crashed: '測試時當機', silent: '沒有回應', lost: '分析途中失效' },
  chosen: {
    pinned: (device) => `${device}（已在此指定）`,
    pinFailed: '處理器：指定的裝置無法使用',
    fastest: (device, speed, processor) => `${device}：每秒 ${count(speed)} 心搏，處理器為 ${count(processor)}`,
    processor: (speed) => `處理器：每秒 ${count(speed)} 心搏；沒有其他裝置結果相同而更快`,
    only: '處理器：本機沒有其他裝置',
    untried: '處理器，直到其他裝置測試完畢',
  },
  head: { device: '裝置', state: '測試結果', speed: '心搏/秒', gain: '相對處理器' },
  changed: (from, block, to, why) => `${from} 至第 ${block} 段，其後 ${to}：${why}`,
  reference: '其他裝置的比對基準',
  taken: '採用中',
  software: '軟體模擬，不是 GPU',
  compared: (beats, difference) => `已比對 ${count(beats)} 個心搏，機率差在 ${difference} 以內`,
  differing: (labels, beats) => `${count(beats)} 個標記中有 ${count(labels)} 個不同`,
  again: '再測一次',
  all: '全部再測一次',
  trying: '測試中，每個裝置各在獨立的程序裡',
  pin: '指定',
  unpin: '取消指定',
  rule: '採用結果與處理器相同而最快的裝置。若裝置在分析途中失效，立即由處理器接手，不會遺失任何心搏。',
  limits: '分析可以佔用的資源',
  threads: { label: '每次分析的核心數', hint: '越多越佔記憶體；一個：訊號與網路輪流執行', values: { all: '全部', '8': '八個', '4': '四個', '2': '兩個', '1': '一個' } },
  ahead: { label: '預先準備', hint: '每段五分鐘；越少越省記憶體', values: { '3': '三段', '1': '一段' } },
  atOnce: { label: '同時進行', hint: '讀取或分析中的紀錄', values: { '1': '一筆', '2': '兩筆', '3': '三筆', '4': '四筆' } },
  priority: { label: '相對其他程式', hint: '讓先：開啟中的檢查與其他程式優先', values: { auto: '視窗開啟時讓先', normal: '與其他程式相同', behind: '一律讓先' } },
  when: { label: '僅限', hint: '不得繼續時，分析停在原處', values: { always: '隨時', mains: '接上電源時', idle: '沒有人使用電腦時' } },
  noPower: '只有桌面程式能得知電源與使用狀態',
  gpu: '無法設定 GPU 的使用比例：這些裝置都不允許程式自我限制。',
};
