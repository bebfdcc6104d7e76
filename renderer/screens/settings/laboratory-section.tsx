/** What stands at the head of reports: name, address and logo of the laboratory. Lead readers change it, the others see it. */
import './laboratory.css';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { ADDRESS_LINES, ADDRESS_SETTING, PICTURE_LIMITS, readPicture, type Picture } from '../../../core/study/picture.ts';
import { WP } from '../../parts/words-people.ts';
import { useMayNot } from '../../state/may.ts';
import { forgetPages } from '../../state/report.ts';
import { client, say, sayFailure } from '../../state/session.ts';
import { SettingLine } from './setting-line.tsx';

function Address(): ReactElement {
  const closed = useMayNot('lead');
  const [kept, setKept] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    client()
      .settings.get({})
      .then(({ [ADDRESS_SETTING]: value = '' }) => {
        setKept(value);
        setTyped(value);
      })
      .catch(sayFailure);
  }, []);
  const keep = async (): Promise<void> => {
    try {
      await client().settings.set({ name: ADDRESS_SETTING, value: typed });
      setKept(typed);
      forgetPages();
      say(WP.settings.kept);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <form
      className="inline wide top-aligned"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <label htmlFor="setting-address">{WP.laboratory.address}</label>
      <textarea id="setting-address" rows={ADDRESS_LINES} maxLength={300} disabled={closed !== '' || kept === null} title={closed} value={typed} onChange={(event) => setTyped(event.target.value)} data-testid="setting-address" />
      <button type="submit" className="btn" disabled={closed !== '' || typed === kept} title={closed} data-testid="keep-setting-address">
        {WP.settings.keep}
      </button>
      <span className="q">{WP.laboratory.addressHint(ADDRESS_LINES)}</span>
    </form>
  );
}

/** A picture as the window shows it: from its bytes, for as long as it is there. */
function LogoPicture({ bytes, kind, width, height }: Picture): ReactElement {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: `image/${kind}` }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, kind]);
  return url === '' ? <span className="logo" /> : <img className="logo" src={url} alt={WP.laboratory.logoIs(width, height)} data-testid="logo" />;
}

function Logo(): ReactElement {
  const closed = useMayNot('lead');
  const [logo, setLogo] = useState<Picture | null>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    client().settings.logo({}).then(setLogo).catch(sayFailure);
  }, []);
  const put = async (bytes: Uint8Array<ArrayBuffer> | null): Promise<void> => {
    try {
      // Told here already: what is too large is not even sent.
      if (bytes) readPicture(bytes);
      setLogo(await client().settings.setLogo({ bytes }));
      forgetPages();
      say(WP.settings.kept);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <div className="inline wide">
      <span className="label">{WP.laboratory.logo}</span>
      <span className="logo-box">{logo ? <LogoPicture {...logo} /> : <span className="q">{WP.laboratory.noLogo}</span>}</span>
      <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => file.current?.click()} data-testid="choose-logo">
        {WP.laboratory.choose}
      </button>
      {logo && (
        <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => void put(null)} data-testid="remove-logo">
          {WP.laboratory.removeLogo}
        </button>
      )}
      <span className="q">{WP.laboratory.logoHint(PICTURE_LIMITS.bytes / 1024)}</span>
      <input
        ref={file}
        type="file"
        hidden
        accept="image/png,image/jpeg"
        data-testid="logo-file"
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (chosen) chosen.arrayBuffer().then((buffer) => put(new Uint8Array(buffer))).catch(sayFailure);
        }}
      />
    </div>
  );
}

export function LaboratorySection(): ReactElement {
  return (
    <>
      <SettingLine name="laboratory" label={WP.laboratory.name} hint={WP.laboratory.hint} shipped="" onKept={forgetPages} />
      <Address />
      <Logo />
    </>
  );
}
