/** The calling end of the contract's trials, in a page. Leaves the results on the window. */
import { receivePort } from '../../../renderer/state/connect.ts';
import { runTrials } from '../../contract/suite.ts';

const bridge = window.isoline;
const results = bridge === undefined ? [{ name: 'finds the preload', milliseconds: 0, failure: 'window.isoline is not there' }] : await runTrials(() => receivePort(bridge));
Object.assign(window, { trials: results });
