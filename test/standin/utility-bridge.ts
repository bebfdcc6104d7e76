/**
 * Takes the place of a built utility process (backend, engine, printer, probe)
 * in an Electron that is too old for them, or for the database's native part:
 * starts the real one of the same place on Node and bridges its messages and
 * ports. Main, preload and window are the product in the Electron itself.
 */
import { join, relative } from 'node:path';
import { UtilityProcess } from './utility.ts';

const { ISOLINE_TEST_NODE: node, ISOLINE_TEST_CHILD: childModule, ISOLINE_TEST_BUILT: built, ISOLINE_TEST_APP: app } = process.env;
if (node === undefined || childModule === undefined || built === undefined || app === undefined) throw new Error('the test does not say which Node runs what');

const child = new UtilityProcess(join(built, relative(app, import.meta.filename)), process.argv.slice(2), node, childModule);
process.parentPort.on('message', ({ data, ports }) => child.postMessage(data, ports));
child.on('message', (message: unknown) => process.parentPort.postMessage(message));
child.on('exit', (code: number) => process.exit(code));
