/** Evidence of waves and ST of one block: made where networks run, out of the raw signal that the preparing thread hands over. */
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import type { Evidence } from '../../core/beats/evidence.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { measureBlock } from '../../core/waves/block-waves.ts';
import { LOW_BAND_FIELDS, packed, ST_FIELDS, WAVE_FIELDS } from '../../core/waves/wave-columns.ts';
import type { BlockLabels } from './label-block.ts';
import type { PreparedBlock } from './prepared-block.ts';
import { waveNetwork } from './wave-network.ts';

/** The columns of one block. Errors: those of the network's file. */
export async function waveEvidence(block: Omit<PreparedBlock, 'evidence'>, labels: BlockLabels): Promise<Evidence> {
  const { detection, wide, sampleRate } = block;
  const seconds = detection.quality.length / wide.leads.length;
  const { manifest, of } = await waveNetwork();
  const found = await measureBlock(
    {
      wide,
      from: detection.from,
      to: detection.to,
      sampleRate,
      peaks: block.samples,
      classes: Uint8Array.from(labels.code, (code) => CLASS_INDEX[classOfCode(code)]),
      usable: (lead, second) => ((detection.quality[lead * seconds + second] ?? 0) & QUALITY.usable) !== 0,
    },
    of(manifest.convention),
  );
  return {
    waves: packed(WAVE_FIELDS, found.waves),
    singleWaves: packed(WAVE_FIELDS, found.singleWaves),
    st: packed(ST_FIELDS, found.st),
    lowBand: packed(LOW_BAND_FIELDS, found.lowBand),
  };
}
