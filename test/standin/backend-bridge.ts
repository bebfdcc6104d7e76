/**
 * Takes the place of the built `backend-process.js` in an Electron that is too
 * old for the database's native part: starts the real one on Node and bridges
 * its messages and ports. Main, preload, window and companions are the product.
 */
import { UtilityProcess } from './utility.ts';

const { ISOLINE_TEST_NODE: node, ISOLINE_TEST_CHILD: childModule, ISOLINE_TEST_BACKEND: backend } = process.env;
if (node === undefined || childModule === undefined || backend === undefined) throw new Error('the test says nothing of the Node that runs the backend');

const child = new UtilityProcess(backend, process.argv.slice(2), node, childModule);
process.parentPort.on('message', ({ data, ports }) => child.postMessage(data, ports));
child.on('message', (message: unknown) => process.parentPort.postMessage(message));
child.on('exit', (code: number) => process.exit(code));
