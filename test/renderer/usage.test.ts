import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What is said otherwise on a German ward, or in hospitals of Taiwan; the words of this program stand in docs/languages.md. */
const FOREIGN: Readonly<Record<'de' | 'zh-hant', RegExp>> = {
  de: /\bLabel[ns]?\b|\bTemplates?\b|\bBeats?\b|\bFindings?\b|lebende[nr]? Zahl/u,
  // Usage of the mainland: 早搏 is 早期收縮, 導聯 導程, 心律失常 心律不整, 起搏器 節律器, 銀行卡 信用卡; 病例 is 檢查 here.
  'zh-hant': /早搏|導聯|心律失常|起搏|銀行卡|病例|軟件|服務器|默認|信息|用戶|登錄|打印|屏幕|設備|質量|室上性/u,
};

describe('words of the field', () => {
  it.each(['de', 'zh-hant'] as const)('are those of the country: %s', (language) => {
    const found: string[] = [];
    for (const folder of [`../../renderer/parts/words/${language}/`, `../../core/words/${language}/`]) {
      const place = new URL(folder, import.meta.url);
      for (const file of readdirSync(place)) {
        for (const line of readFileSync(new URL(file, place), 'utf8').split('\n')) {
          // What stands in quotes behind the English words or the name.
          const said = line.replace(/^\s*(?:'(?:[^'\\]|\\.)*'|"[^"]*"|[\w-]+): /, '');
          const words = [...said.matchAll(/'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(([, plain, holed]) => (plain ?? holed ?? '').replaceAll(/\$\{[^}]*\}/g, ''));
          found.push(...words.filter((text) => FOREIGN[language].test(text)));
        }
      }
    }
    expect(found).toEqual([]);
  });
});
