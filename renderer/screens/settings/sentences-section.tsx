/** The sentences that the laboratory writes conclusions with: names, texts, live numbers. Lead readers edit them, the others see them. */
import './laboratory.css';
import { useEffect, useState, type ReactElement } from 'react';
import { isLanguage, REPORT_LANGUAGE, type Language } from '../../../core/contract/languages.ts';
import { LIVE_NAMES } from '../../../core/study/live-numbers.ts';
import { sentenceOf } from '../../../core/study/conclusion.ts';
import { SENTENCES_SETTING, SHIPPED_SENTENCES, SNIPPET_LIMITS, sentencesOf, snippetFault, writeSnippets, type Snippet } from '../../../core/study/shipped-sentences.ts';
import { Cross } from '../../parts/icons.tsx';
import { WN } from '../../parts/words-conclusion.ts';
import { WP } from '../../parts/words-people.ts';
import { useMayNot } from '../../state/may.ts';
import { client, say, sayFailure } from '../../state/session.ts';

/** Braces of a text that hold no live number: they would be printed as they are. */
function unknownNames(text: string): string[] {
  return sentenceOf(text).flatMap((piece) => (typeof piece === 'string' ? [...piece.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '') : []));
}

export function SentencesSection(): ReactElement {
  const closed = useMayNot('lead');
  const [language, setLanguage] = useState<Language>('en');
  const [kept, setKept] = useState<Snippet[] | null>(null);
  const [list, setList] = useState<Snippet[]>([]);
  useEffect(() => {
    client()
      .settings.get({})
      .then((settings) => {
        const spoken = settings[REPORT_LANGUAGE];
        const of = isLanguage(spoken) ? spoken : 'en';
        const sentences = sentencesOf(settings, of);
        setLanguage(of);
        setKept(sentences);
        setList(sentences);
      })
      .catch(sayFailure);
  }, []);
  const change = (index: number, more: Partial<Snippet>): void => setList(list.map((one, i) => (i === index ? { ...one, ...more } : one)));
  const faults = list.map((_, i) => snippetFault(list, i));
  const same = kept !== null && writeSnippets(kept) === writeSnippets(list);
  const keep = async (): Promise<void> => {
    try {
      await client().settings.set({ name: SENTENCES_SETTING, value: writeSnippets(list) });
      setKept(list);
      say(WN.settings.kept);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <>
      <div className="block sentences-table">
        <p className="q">{WN.settings.hint}</p>
        <table className="lines low" data-testid="sentences-table" data-count={list.length}>
          <thead>
            <tr>
              <th scope="col">{WN.settings.key}</th>
              <th scope="col">{WN.settings.text}</th>
              <th scope="col">
                <span className="hidden-words">{WN.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ key, text }, index) => {
              const fault = faults[index] ?? null;
              const unknown = unknownNames(text);
              return (
                <tr key={index} data-testid="snippet-row" data-key={key}>
                  <td>
                    <input type="text" aria-label={WN.settings.key} aria-invalid={fault === 'key' || fault === 'twice'} maxLength={SNIPPET_LIMITS.key} value={key} disabled={closed !== ''} onChange={(event) => change(index, { key: event.target.value })} data-testid="snippet-key" />
                  </td>
                  <td>
                    <input type="text" aria-label={WN.settings.text} aria-invalid={fault === 'text'} maxLength={SNIPPET_LIMITS.text} value={text} disabled={closed !== ''} onChange={(event) => change(index, { text: event.target.value })} data-testid="snippet-text" />
                    {fault !== null && (
                      <span className="err" role="alert">
                        {WN.settings.faults[fault]}
                      </span>
                    )}
                    {fault === null && unknown.length > 0 && <span className="q">{unknown.map((name) => WN.settings.unknown(name)).join(' ')}</span>}
                  </td>
                  <td>
                    <button type="button" className="ic" aria-label={`${WN.remove}: ${key}`} title={closed || WN.remove} disabled={closed !== ''} onClick={() => setList(list.filter((_, i) => i !== index))} data-testid="remove-snippet">
                      <Cross />
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <div className="acts">
          <button type="button" className="btn p" disabled={closed !== '' || same || kept === null || faults.some((fault) => fault !== null)} title={closed} onClick={() => void keep()} data-testid="keep-sentences">
            {WP.settings.keep}
          </button>
          <button type="button" className="btn" disabled={closed !== '' || list.length >= SNIPPET_LIMITS.number} title={closed} onClick={() => setList([...list, { key: '', text: '' }])} data-testid="add-snippet">
            {WN.settings.add}
          </button>
          <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => setList([...SHIPPED_SENTENCES[language]])} data-testid="shipped-sentences">
            {WN.settings.shipped}
          </button>
        </div>
      </div>
      <details className="block">
        <summary>{WN.settings.table}</summary>
        <dl className="live-names" data-testid="live-names">
          {LIVE_NAMES.map((name) => (
            <div key={name}>
              <dt>
                <code>{`{${name}}`}</code>
              </dt>
              <dd>{WN.label(name)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
