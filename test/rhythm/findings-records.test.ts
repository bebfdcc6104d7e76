import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { beatsOfMarks, fibrillationIn } from '../../cli/evaluate/rhythm.ts';
import { episodeFigures, rhythmSpans, scoreEpisodes, type EpisodeFigures } from '../../core/scoring/episodes.ts';
import { withData } from '../helpers/data.ts';

withData('fibrillation in whole days of reference beats', (dataFolder) => {
  async function figures(set: string, record: string, extension: string): Promise<EpisodeFigures> {
    const marks = await readAnnotationFile(join(dataFolder, set, `${record}.${extension}`), 128);
    const length = marks.at(-1)!.sample + 1;
    const tested = fibrillationIn({ ...beatsOfMarks(marks), unreadable: [] }, 128, length);
    const rule = { gapSeconds: 30, leastSeconds: 30 };
    return episodeFigures([scoreEpisodes({ reference: rhythmSpans(marks, ['AFIB', 'AFL'], length), tested, sampleRate: 128, start: 0, length, rule })]);
  }

  it('is found where it comes and goes (a day that trained the network)', async () => {
    const { durationSe, durationPpv, episodeSe } = await figures('ltafdb', '00', 'atr');
    expect(durationSe).toBeGreaterThan(97);
    expect(durationPpv).toBeGreaterThan(97);
    expect(episodeSe).toBe(100);
  }, 60_000);

  it('is not found in a normal day', async () => {
    expect((await figures('nsr2db', 'nsr001', 'ecg')).testedEpisodes).toBe(0);
  }, 60_000);
});
