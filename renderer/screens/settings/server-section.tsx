/** The inference server that analyses for this computer, with what is sent to it said before it is switched on. */
import type { ReactElement } from 'react';
import { SERVER_SETTING } from '../../../core/contract/device.ts';
import { WI } from '../../parts/words-server.ts';
import { SettingLine } from './setting-line.tsx';

export function ServerSection(): ReactElement {
  return (
    <>
      <p>{WI.what}</p>
      <p>{WI.sent}</p>
      <p className="q">{WI.checked}</p>
      <SettingLine name={SERVER_SETTING} label={WI.address} hint={WI.hint} shipped="" />
    </>
  );
}
