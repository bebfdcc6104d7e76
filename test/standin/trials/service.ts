/** The serving end of the contract's trials, in a utility process. */
import { mainPort } from '../../../backend/carriers/ports.ts';
import { portCarrier } from '../../../core/contract/rpc/port.ts';
import { serveSample } from '../../contract/sample-contract.ts';

process.parentPort.on('message', ({ ports: [port] }) => {
  if (port !== undefined) serveSample(portCarrier(mainPort(port)));
});
