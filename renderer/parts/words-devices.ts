/** Words about the devices that analyse in the language in force. */
import { DEVICE_NAMES, type LocalDevice } from '../../core/contract/device.ts';
import { catalogue } from './language.ts';
import * as de from './words/de/devices.ts';
import * as en from './words/en/devices.ts';
import * as zh from './words/zh-hant/devices.ts';

export const WG = catalogue(en.WG, { de: de.WG, 'zh-Hant': zh.WG });

/** What a device is called: all but the processor have names of their own. */
export function deviceName(device: LocalDevice): string {
  return device === 'cpu' ? WG.processor : DEVICE_NAMES[device];
}
