/** Which execution providers answer on this computer: each is tried by really running the model. */
import type { Device } from './classifier.ts';
import { openClassifier, reasonOf } from './session.ts';
import { probeInputs } from './probe.ts';
import type { LoadedModel } from './model.ts';
import type { DeviceProbe } from './protocol.ts';

/** Tries every device; one that does not answer is listed with its reason. */
export async function probeDevices(model: LoadedModel): Promise<DeviceProbe[]> {
  const inputs = probeInputs();
  const probes: DeviceProbe[] = [];
  for (const name of ['cpu', 'webgpu'] satisfies Device[]) {
    try {
      const classifier = await openClassifier(model, name, inputs);
      await classifier.run(inputs);
      await classifier.close();
      probes.push({ name, available: true, reason: 'ran the model' });
    } catch (thrown) {
      probes.push({ name, available: false, reason: reasonOf(thrown) });
    }
  }
  return probes;
}
