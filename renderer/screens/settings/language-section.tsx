/** The language of the window, each person's own, and that of reports, the laboratory's. */
import { useEffect, useState, type ReactElement } from 'react';
import { isLanguage, LANGUAGES, LANGUAGE_NAMES, REPORT_LANGUAGE, type Language } from '../../../core/contract/languages.ts';
import { WP } from '../../parts/words-people.ts';
import { useLanguage } from '../../state/language.ts';
import { useMayNot } from '../../state/may.ts';
import { forgetPages } from '../../state/report.ts';
import { chooseLanguage, client, say, sayFailure } from '../../state/session.ts';

function Choice({ id, label, hint, value, closed, onChange }: { id: string; label: string; hint: string; value: Language; closed: string; onChange: (language: Language) => void }): ReactElement {
  return (
    <div className="inline wide">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={closed !== ''} title={closed} onChange={(event) => onChange(LANGUAGES.find((language) => language === event.target.value) ?? value)} data-testid={id}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
      <span className="q">{hint}</span>
    </div>
  );
}

export function LanguageSection(): ReactElement {
  const language = useLanguage((state) => state.language);
  const closed = useMayNot('lead');
  const [report, setReport] = useState<Language>('en');
  useEffect(() => {
    client()
      .settings.get({})
      .then(({ [REPORT_LANGUAGE]: kept }) => setReport(isLanguage(kept) ? kept : 'en'))
      .catch(sayFailure);
  }, []);
  const choose = (of: Language): void => {
    client()
      .settings.set({ name: REPORT_LANGUAGE, value: of })
      .then(() => {
        setReport(of);
        forgetPages();
        say(WP.settings.kept);
      })
      .catch(sayFailure);
  };
  return (
    <>
      <Choice id="setting-language" label={WP.language.label} hint={WP.language.hint} value={language} closed="" onChange={chooseLanguage} />
      <Choice id="setting-report-language" label={WP.language.report} hint={WP.language.reportHint} value={report} closed={closed} onChange={choose} />
    </>
  );
}
