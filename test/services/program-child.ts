/** A whole program that its parent may end at any moment: imports a recording or analyses a case, and tells how far it is. */
import { nodeEnvironment, openBackend } from '../../backend/open.ts';

/** What the child says: how far it is (samples analysed, or share imported), and the processes that it started. */
export interface ChildWord {
  done: number;
  started: number[];
}

const [dataFolder, work, what] = process.argv.slice(2);
if (dataFolder === undefined || what === undefined) throw new Error('wants a data folder, import or analyse, and what');
const environment = nodeEnvironment(dataFolder);
const started: number[] = [];
const backend = await openBackend({
  ...environment,
  start: async (kind) => {
    const companion = await environment.start(kind);
    if (companion.pid !== undefined) started.push(companion.pid);
    return companion;
  },
});
const { client } = backend.connect();
const say = (done: number): void => void process.send?.({ done, started } satisfies ChildWord);
if (work === 'import') for await (const { fraction } of client.import.file({ path: what }).items) say(fraction);
else for await (const { analysedTo } of client.analysis.start({ caseId: what }).items) say(analysedTo);
