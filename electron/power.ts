/** Whether the computer runs on battery, and whether somebody is at it: what analysing may have to wait for. */
import { powerMonitor } from 'electron';
import type { Power } from '../backend/environment.ts';

/** Seconds without a hand on mouse or keyboard after which nobody is at the computer. */
const IDLE_SECONDS = 120;
/** How often it is looked whether somebody is. */
const LOOK_MS = 10_000;

/** Tells how power stands, at once and whenever it is another. Only after the app is ready. */
export function watchPower(tell: (power: Power) => void): void {
  let last = '';
  const look = (): void => {
    const power: Power = { onBattery: powerMonitor.isOnBatteryPower(), idle: powerMonitor.getSystemIdleState(IDLE_SECONDS) !== 'active' };
    const now = JSON.stringify(power);
    if (now === last) return;
    last = now;
    tell(power);
  };
  look();
  powerMonitor.on('on-ac', look);
  powerMonitor.on('on-battery', look);
  powerMonitor.on('lock-screen', look);
  powerMonitor.on('unlock-screen', look);
  setInterval(look, LOOK_MS).unref();
}
