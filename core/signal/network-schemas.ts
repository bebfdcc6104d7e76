/**
 * What is read of the small networks that lie beside a model, checked. Apart from the networks themselves, whose threads
 * would load the checker for nothing: it is more than all else that they load.
 */
import { z } from 'zod';
import type { BeatNetwork } from './beat-network.ts';
import type { PackedLayers } from './small-network.ts';
import type { VentricularNetwork } from './ventricular-network.ts';

const layersSchema: z.ZodType<PackedLayers> = z.array(z.object({ weights: z.string(), scale: z.array(z.number()), bias: z.array(z.number()) }));
const trainedOn = z.record(z.string(), z.array(z.string()));

export const beatNetworkSchema: z.ZodType<BeatNetwork> = z.object({ trainedOn, layers: layersSchema });
export const ventricularNetworkSchema: z.ZodType<VentricularNetwork> = z.object({ trainedOn, members: z.array(layersSchema).min(1) });
