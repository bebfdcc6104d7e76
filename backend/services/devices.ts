/** Devices of this computer as the window and the commands see them. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import type { DeviceDesk } from './device-desk.ts';
import { latest } from './latest.ts';

export function createDevicesService({ desk }: { desk: DeviceDesk }): Handlers<Contract['devices']> {
  return {
    async report() {
      await desk.begin();
      return desk.report();
    },
    async changes(_, { signal, emit }) {
      await desk.begin();
      await emit(await desk.report());
      await latest(desk.listeners, signal, async () => emit(await desk.report()));
    },
    async try({ name }) {
      await desk.try(name);
      return desk.report();
    },
  };
}
