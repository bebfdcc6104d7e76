/** Whether two folders of `isoline analyze` hold the same: to the byte, but for when and how fast they were made. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Snakemake's own mark in a folder that a job has made. */
const MARK = '.snakemake_timestamp';

/** What differs, a sentence each; none where nothing does. */
export async function differences(one: string, other: string): Promise<string[]> {
  const [a = [], b = []] = [one, other].map((folder) => readdirSync(folder).filter((name) => name !== MARK).toSorted());
  if (a.join() !== b.join()) return [`${one} holds ${a.join(', ')}, ${other} ${b.join(', ')}`];
  const found: string[] = [];
  for (const name of a) if (!(await isSame(join(one, name), join(other, name)))) found.push(`${join(one, name)} and ${join(other, name)} differ`);
  return found;
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = [readFileSync(one), readFileSync(other)];
  switch (extname(one)) {
    case '.json':
      return timeless(a) === timeless(b);
    case '.pdf':
      return (await textOf(a)) === (await textOf(b));
    default:
      return a.equals(b);
  }
}

/** JSON without the seconds that each stage took. */
function timeless(bytes: Buffer): string {
  return JSON.stringify(JSON.parse(bytes.toString('utf8')), (key, value: unknown) => (key === 'stages' ? undefined : value));
}

/** The words of each page without the moment at which the report was made. */
async function textOf(bytes: Buffer): Promise<string> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  const words: string[] = [];
  for (let page = 1; page <= pdf.numPages; page++) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    for (const item of items) if ('str' in item) words.push(item.str.replace(/^(Report \S+), .*$/, '$1'));
    words.push('\f');
  }
  await task.destroy();
  return words.join('\n');
}
