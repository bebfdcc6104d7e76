/**
 * The process in which one device is tried, or the runtime is asked which it
 * offers. A driver may take it down; nothing else is in it.
 */
import { env } from 'onnxruntime-node';
import { parentLine } from '../parent.ts';
import { loadModel } from './model.ts';
import type { FromProbe, ToProbe } from './protocol.ts';
import { reasonOf } from './session.ts';
import { offeredDevices, tryDevice } from './trial.ts';

const line = parentLine();
// What fails here is told in the answer; the terminal is not the place.
env.logLevel = 'fatal';

async function answer(asked: ToProbe): Promise<FromProbe> {
  try {
    if (asked.type === 'offered') return { type: 'offered', devices: offeredDevices() };
    return { type: 'tried', trial: await tryDevice(await loadModel(asked.model), asked.device) };
  } catch (thrown) {
    return { type: 'refused', reason: reasonOf(thrown) };
  }
}

line.onMessage((received) => {
  void answer(received as ToProbe).then((said) => line.send(said));
});
