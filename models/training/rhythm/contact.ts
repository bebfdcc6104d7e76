/**
 * What core/signal/contact.ts does in training records: electrodes that fall off all
 * leads at once, hearts that stop with the electrodes on, and the records as they are.
 *
 *   npx node models/training/rhythm/contact.ts --data "$ISOLINE_DATA"
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { blockCount, detectBlock } from '../../../core/signal/detect.ts';
import { chance } from '../../../test/rhythm/made-day.ts';
import { hostOf, type Host } from '../../../test/rhythm/planted-seen.ts';
import { fallOff, sourceOf, standStill } from '../../../test/rhythm/planting.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const splits = JSON.parse(readFileSync(join(data, 'splits.json'), 'utf8')) as { mitdb: { train: string[] }; svdb: { train: string[] } };
/** Every other record of `svdb`; 848 has no two normal beats far enough apart to make a line of. */
const records = [...splits.mitdb.train.map((record) => `mitdb/${record}`), ...splits.svdb.train.filter((record, i) => i % 2 === 0 && record !== '848').map((record) => `svdb/${record}`)];

/** Unreadable seconds within spans (seconds), and outside of them. */
async function unreadable(host: Host, spans: readonly { from: number; to: number }[]): Promise<{ inside: number; outside: number }> {
  const source = sourceOf(host.leads, host.leadNames, host.rate);
  const told = { inside: 0, outside: 0 };
  for (let block = 0; block < blockCount(source); block++) {
    for (const { from, to } of (await detectBlock({ source, block })).unreadable) {
      const within = spans.reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
      told.inside += within / host.rate;
      told.outside += (to - from - within) / host.rate;
    }
  }
  return told;
}

const sum = { plain: 0, hours: 0 };
const rows = new Map<string, { seconds: number; inside: number; outside: number }>();
for (const [seed, record] of records.entries()) {
  const path = `${join(data, record)}.hea`;
  const plain = await unreadable(await hostOf(path), []);
  sum.plain += plain.outside;
  for (const kind of ['off 1 µV', 'off 4 µV', 'off 10 µV', 'stops', 'stops, no breathing']) {
    const host = await hostOf(path);
    sum.hours += kind === 'stops' ? host.leads[0]!.length / host.rate / 3600 : 0;
    const next = chance(seed + 11);
    const spans: { from: number; to: number }[] = [];
    for (const [at, seconds] of [[130, 20], [420, 145], [1000, 60], [1500, 10]] as const) {
      const first = Math.round(at * host.rate);
      const span = { from: first, to: first + Math.round(seconds * host.rate) };
      if (kind.startsWith('off')) fallOff(host, span, Number(kind.split(' ')[1]) / 1000, next);
      else standStill(host, span, kind === 'stops' ? 0.05 : 0, next);
      spans.push(span);
    }
    const told = await unreadable(host, spans);
    const row = rows.get(kind) ?? { seconds: 0, inside: 0, outside: 0 };
    rows.set(kind, { seconds: row.seconds + 235, inside: row.inside + told.inside, outside: row.outside + told.outside - plain.outside });
    if (process.env['ISOLINE_SAY']) console.log(record, kind, told.inside.toFixed(0), (told.outside - plain.outside).toFixed(0));
  }
}
console.log(`${records.length} records, ${sum.hours.toFixed(1)} h, unreadable as they are: ${sum.plain.toFixed(0)} s`);
for (const [kind, { seconds, inside, outside }] of rows) console.log(`${kind}: ${inside.toFixed(0)} of ${seconds} s unreadable, ${outside.toFixed(0)} s more outside`);
