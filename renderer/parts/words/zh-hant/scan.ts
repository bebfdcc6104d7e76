/** Words of the live scan, in traditional Chinese. */
import { count } from '../../format.ts';
import type { Like } from '../../language.ts';
import type * as en from '../en/scan.ts';

export const WX: Like<typeof en.WX> = {
  title: '心搏疊播',
  play: '繼續',
  pause: '停止',
  here: '到此心搏',
  faster: '較快',
  slower: '較慢',
  way: '已播放的部分',
  speed: (beats) => `每秒 ${beats} 個心搏`,
  of: (n, all) => `第 ${count(n)} 個，共 ${count(all)} 個，`,
  open: '播放',
  mode: ['心搏疊播：', 'Space 停止與繼續，← → 一個心搏，↑ ↓ 較快與較慢，Enter 到此心搏，Esc 離開'],
};
