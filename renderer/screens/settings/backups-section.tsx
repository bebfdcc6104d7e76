/** Backups of the workplace and of each case: which there are, one now, one put back. */
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import type { BackupInfo, StudyRow } from '../../../core/contract/types.ts';
import { Dialog } from '../../parts/controls.tsx';
import { bytes, momentHere } from '../../parts/format.ts';
import { WP } from '../../parts/words-people.ts';
import { W } from '../../parts/words.ts';
import { useMayNot } from '../../state/may.ts';
import { askWho } from '../../state/people.ts';
import { client, say, sayFailure } from '../../state/session.ts';
import { SettingLine } from './setting-line.tsx';

const WORKPLACE = 'workplace';

function nameOf(row: StudyRow): string {
  return [row.facts.name || W.worklist.unnamed(row.record), row.facts.id, row.facts.name ? row.record : ''].filter((part) => part !== '').join(', ');
}

function revisionOf({ of, revision }: BackupInfo): string {
  return of === WORKPLACE ? WP.backups.lines(revision) : WP.backups.revision(revision);
}

function RestoreDialog({ info, what, onClose, onDone }: { info: BackupInfo; what: string; onClose: () => void; onDone: () => void }): ReactElement {
  const [sending, setSending] = useState(false);
  const restore = async (): Promise<void> => {
    setSending(true);
    try {
      await client().library.restore({ of: info.of, name: info.name });
      say(WP.backups.restored);
      if (info.of === WORKPLACE) await askWho();
      onDone();
    } catch (thrown) {
      sayFailure(thrown);
    }
    onClose();
  };
  const when = momentHere(info.time);
  return (
    <Dialog
      title={WP.backups.restoreTitle}
      onClose={onClose}
      testid="restore-dialog"
      foot={
        <>
            <button type="button" className="btn" onClick={onClose}>
              {W.cancel} <kbd>Esc</kbd>
            </button>
            <button type="button" className="btn danger" disabled={sending} onClick={() => void restore()} data-testid="restore-now">
              {WP.backups.restoreNow}
            </button>
          </>
        }
      >
        <p>{info.of === WORKPLACE ? WP.backups.restoreWorkplace(when) : WP.backups.restoreCase(what, when, info.revision)}</p>
        <p className="q">{WP.backups.kept}</p>
      </Dialog>
    );
  }

  export function BackupsSection(): ReactElement {
    const [rows, setRows] = useState<StudyRow[]>([]);
    const [of, setOf] = useState(WORKPLACE);
    // By what they are of: a slow answer to an earlier choice is not shown as the list of this one.
    const [found, setFound] = useState<Readonly<Record<string, readonly BackupInfo[]>>>({});
    const backups = found[of] ?? null;
    const [making, setMaking] = useState(false);
    const [asked, setAsked] = useState<BackupInfo | null>(null);
    const mayNotMake = useMayNot('technician');
    const mayNotRestore = useMayNot('lead');
    const read = useCallback((): void => {
      client().library.backups({ of }).then((list) => setFound((others) => ({ ...others, [of]: list })), sayFailure);
    }, [of]);
    useEffect(read, [read]);
    useEffect(() => {
      client().library.list({}).then(setRows, sayFailure);
    }, []);
    const make = async (): Promise<void> => {
      setMaking(true);
      try {
        await client().library.backup({ of });
        say(WP.backups.made);
        read();
      } catch (thrown) {
        sayFailure(thrown);
      } finally {
        setMaking(false);
      }
    };
    const row = rows.find(({ caseId }) => caseId === of);
    const what = row ? nameOf(row) : WP.backups.workplace;
    return (
      <>
      <SettingLine name="backup.minutes" label={WP.backups.every} unit={WP.backups.everyUnit} hint={WP.backups.everyHint} shipped="15" />
      <div className="block">
        <div className="block-head">
          <label htmlFor="backups-of">{WP.backups.of}</label>
          <select id="backups-of" value={of} onChange={(event) => setOf(event.target.value)} data-testid="backups-of">
            <option value={WORKPLACE}>{WP.backups.workplace}</option>
            {rows.map((one) => (
              <option key={one.caseId} value={one.caseId}>
                {nameOf(one)}
              </option>
            ))}
          </select>
          <button type="button" className="btn p" disabled={making || mayNotMake !== ''} title={mayNotMake} onClick={() => void make()} data-testid="backup-now">
            {WP.backups.now}
          </button>
          <span className="q" data-testid="backup-count">
            {backups && backups.length > 0 ? WP.backups.count(backups.length) : ''}
          </span>
        </div>
        {backups?.length === 0 && <p className="q">{WP.backups.none}</p>}
        {backups && backups.length > 0 && (
          <table className="lines">
            <tbody>
              {backups.map((info) => (
                <tr key={info.name} data-testid="backup" data-name={info.name}>
                  <td className="nw">
                    <b className="b">{momentHere(info.time)}</b>
                  </td>
                  <td className="m nw">{revisionOf(info)}</td>
                  <td className="q nw">{bytes(info.bytes)}</td>
                  <td aria-label={WP.backups.restore}>
                    <div className="acts">
                      <button type="button" className="btn" disabled={mayNotRestore !== ''} title={mayNotRestore} onClick={() => setAsked(info)} data-testid="restore">
                        {WP.backups.restore}
                      </button>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="q" style={{ marginTop: 12 }}>
          {WP.backups.samples}
        </p>
        {asked && <RestoreDialog info={asked} what={what} onClose={() => setAsked(null)} onDone={read} />}
      </div>
    </>
  );
}
