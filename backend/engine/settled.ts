/** Which blocks of a recording that still grows can be told. */
import { BLOCK_SECONDS, HORIZON_SECONDS } from '../../core/beats/horizon.ts';

/** Seconds behind a block that its detection may depend on. */
export const DETECTION_REACH = 30;

/** Blocks whose R peaks cannot change any more, whatever follows. */
export function detectedBlocks(samples: number, sampleRate: number): number {
  return Math.max(0, Math.floor((samples / sampleRate - DETECTION_REACH) / BLOCK_SECONDS));
}

/** Blocks whose whole horizon is there: their labels are told for good. */
export function settledBlocks(samples: number, sampleRate: number): number {
  return Math.max(0, detectedBlocks(samples, sampleRate) - Math.ceil(HORIZON_SECONDS / BLOCK_SECONDS - 1));
}
