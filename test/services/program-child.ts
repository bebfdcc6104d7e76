/** A whole program that its parent may end at any moment: analyses one case and tells how far it is. */
import { nodeEnvironment, openBackend } from '../../backend/open.ts';

const [dataFolder, caseId] = process.argv.slice(2);
if (dataFolder === undefined || caseId === undefined) throw new Error('wants a data folder and a case');
const backend = await openBackend(nodeEnvironment(dataFolder));
const { client } = backend.connect();
const running = client.analysis.start({ caseId });
for await (const { analysedTo } of running.items) process.send?.(analysedTo);
