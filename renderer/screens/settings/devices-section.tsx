/** What analyses on this computer: each device as it did when it was tried, the one that is taken and why, a pin, and limits. */
import './devices.css';
import { useEffect, useState, type ReactElement } from 'react';
import { LIMIT_SETTINGS, PINNED_SETTING, type LimitSetting } from '../../../core/contract/analysis-limits.ts';
import type { DeviceLine, DevicesReport } from '../../../core/contract/devices.ts';
import { count, fixed } from '../../parts/format.ts';
import { deviceName, WG } from '../../parts/words-devices.ts';
import { WP } from '../../parts/words-people.ts';
import { useMayNot } from '../../state/may.ts';
import { client, say, sayFailure } from '../../state/session.ts';

/** A figure with as many digits as mean something. */
function rounded(beatsPerSecond: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, beatsPerSecond))) - 2);
  return Math.round(beatsPerSecond / unit) * unit;
}

/** Why the device is taken, in the language in force. */
function choiceIn({ choice, devices }: DevicesReport): string {
  const line = devices.find(({ name }) => name === choice.device);
  const name = [deviceName(choice.device), choice.device === 'cpu' ? '' : (line?.adapter ?? '')].filter(Boolean).join(', ');
  const speed = rounded(line?.beatsPerSecond ?? 0);
  if (choice.why === 'pinned') return WG.chosen.pinned(name);
  if (choice.why === 'pin-failed') return WG.chosen.pinFailed;
  if (choice.why === 'only') return WG.chosen.only;
  if (choice.why === 'untried') return WG.chosen.untried;
  return choice.device === 'cpu' ? WG.chosen.processor(speed) : WG.chosen.fastest(name, speed, rounded(line?.besideProcessor ?? 0));
}

/** The next power of ten above a difference: `0.00001`. */
function within(difference: number): string {
  const power = Math.max(-9, Math.ceil(Math.log10(Math.max(difference, 1e-9))));
  return fixed(10 ** power, Math.max(0, -power));
}

function details(line: DeviceLine): string {
  if (line.name === 'cpu' || line.largestDifference === null) return '';
  return line.differing > 0 ? WG.differing(line.differing, line.compared) : WG.compared(line.compared, within(line.largestDifference));
}

const BAD: readonly DeviceLine['state'][] = ['differs', 'crashed', 'silent', 'lost'];

interface RowProps {
  line: DeviceLine;
  report: DevicesReport;
  mayNotTry: string;
  mayNotPin: string;
  onTry: () => void;
  onPin: () => void;
}

function DeviceRow({ line, report, mayNotTry, mayNotPin, onTry, onPin }: RowProps): ReactElement {
  const { name, state, reason, adapter, software, beatsPerSecond, besideProcessor } = line;
  const taken = report.choice.device === name;
  const pinned = report.pinned === name;
  return (
    <tr className={taken ? 'taken' : BAD.includes(state) ? 'bad' : state === 'unavailable' ? 'off' : ''} data-testid="device" data-name={name} data-state={state} data-taken={taken}>
      <th scope="row">
        <b>{deviceName(name)}</b>
        {taken && <span className="mark">{WG.taken}</span>}
        {state !== 'unavailable' && adapter !== '' && <span className="q">{software ? `${adapter}, ${WG.software}` : adapter}</span>}
      </th>
      <td>
        <span className="state">{name === 'cpu' && state === 'right' ? WG.reference : WG.states[state]}</span>
        {reason !== '' && (
          <span className="why" lang="en">
            {reason}
          </span>
        )}
        {details(line) !== '' && <span className="q">{details(line)}</span>}
      </td>
      <td className="figure">{beatsPerSecond === null ? '' : count(rounded(beatsPerSecond))}</td>
      <td className="figure">{name === 'cpu' || !beatsPerSecond || !besideProcessor ? '' : `${fixed(beatsPerSecond / besideProcessor, beatsPerSecond < besideProcessor ? 3 : 1)} ×`}</td>
      <td>
        <div className="acts">
          <button type="button" className="btn" disabled={report.trying || mayNotTry !== ''} title={mayNotTry} aria-label={`${WG.again}: ${deviceName(name)}`} onClick={onTry} data-testid="try-device">
            {WG.again}
          </button>
          <button type="button" className="btn" disabled={mayNotPin !== '' || (!pinned && state === 'unavailable')} title={mayNotPin} aria-pressed={pinned} aria-label={`${pinned ? WG.unpin : WG.pin}: ${deviceName(name)}`} onClick={onPin} data-testid="pin-device">
            {pinned ? WG.unpin : WG.pin}
          </button>
        </div>
      </td>
    </tr>
  );
}

interface LimitProps {
  name: LimitSetting;
  words: { label: string; hint: string; values: Readonly<Record<string, string>> };
  value: string;
  closed: string;
  onChoose: (value: string) => void;
}

function Limit({ name, words, value, closed, onChoose }: LimitProps): ReactElement {
  const id = `setting-${name.replaceAll('.', '-')}`;
  return (
    <div className="inline">
      <label htmlFor={id}>{words.label}</label>
      <select id={id} value={value} disabled={closed !== ''} title={closed} onChange={(event) => onChoose(event.target.value)} data-testid={id}>
        {LIMIT_SETTINGS[name].map((one) => (
          <option key={one} value={one}>
            {words.values[one]}
          </option>
        ))}
      </select>
      <span className="q">{closed === WG.noPower ? closed : words.hint}</span>
    </div>
  );
}

export function DevicesSection(): ReactElement {
  const [report, setReport] = useState<DevicesReport | null>(null);
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>({});
  const mayNotTry = useMayNot('technician');
  const mayNotSet = useMayNot('lead');
  useEffect(() => {
    const changes = client().devices.changes({});
    const follow = async (): Promise<void> => {
      for await (const next of changes.items) setReport(next);
    };
    // Leaving the section ends the stream, which is no failure; any other end is told.
    follow().catch(sayFailure);
    client().settings.get({}).then(setSettings, sayFailure);
    return () => changes.cancel();
  }, []);
  const set = (name: string, value: string): void => {
    client()
      .settings.set({ name, value })
      .then((kept) => {
        setSettings(kept);
        say(WP.settings.kept);
        return client().devices.report({});
      })
      .then(setReport, sayFailure);
  };
  const tryAgain = (name: DeviceLine['name'] | null): void => {
    setReport((now) => now && { ...now, trying: true });
    client().devices.try({ name }).then(setReport, sayFailure);
  };
  const limit = (name: LimitSetting, words: LimitProps['words'], closed = mayNotSet): ReactElement => (
    <Limit name={name} words={words} value={LIMIT_SETTINGS[name].find((value) => value === settings[name]) ?? LIMIT_SETTINGS[name][0]} closed={closed} onChoose={(value) => set(name, value)} />
  );
  return (
    <>
      <div className="block">
        <p className="device-choice" data-testid="device-choice" data-device={report?.choice.device} data-why={report?.choice.why}>
          <b>{report ? choiceIn(report) : ''}</b>
        </p>
        <p className="q">{WG.rule}</p>
      </div>
      <div className="block" aria-busy={report?.trying ?? true}>
        <table className="lines devices">
          <thead>
            <tr>
              <th>{WG.head.device}</th>
              <th>{WG.head.state}</th>
              <th className="figure">{WG.head.speed}</th>
              <th className="figure">{WG.head.gain}</th>
              <td>{'\u00a0'}</td>
            </tr>
          </thead>
          <tbody>
            {report?.devices.map((line) => (
              <DeviceRow key={line.name} line={line} report={report} mayNotTry={mayNotTry} mayNotPin={mayNotSet} onTry={() => tryAgain(line.name)} onPin={() => set(PINNED_SETTING, report.pinned === line.name ? '' : line.name)} />
            ))}
          </tbody>
        </table>
        <div className="block-head">
          <button type="button" className="btn" disabled={report === null || report.trying || mayNotTry !== ''} title={mayNotTry} onClick={() => tryAgain(null)} data-testid="try-all">
            {WG.all}
          </button>
          <span className="q" role="status" data-testid="trying" data-now={report?.trying}>
            {report?.trying ? WG.trying : (report?.adapters.join('; ') ?? '')}
          </span>
        </div>
      </div>
      <div className="block">
        <h3>{WG.limits}</h3>
        <div className="limits">
          {limit('analysis.threads', WG.threads)}
          {limit('analysis.ahead', WG.ahead)}
          {limit('analysis.atOnce', WG.atOnce)}
          {limit('analysis.priority', WG.priority)}
          {limit('analysis.when', WG.when, report?.knowsPower === false ? WG.noPower : mayNotSet)}
        </div>
        <p className="q">{WG.gpu}</p>
      </div>
    </>
  );
}
