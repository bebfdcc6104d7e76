/** Serves the sample contract from a thread of its own, over every port that it is handed. */
import { MessagePort, parentPort } from 'node:worker_threads';
import { nodePort } from '../../backend/carriers/ports.ts';
import { portCarrier } from '../../core/contract/rpc/port.ts';
import { serveSample } from './sample-contract.ts';

parentPort?.on('message', (message: unknown) => {
  if (typeof message === 'object' && message !== null && 'port' in message && message.port instanceof MessagePort) serveSample(portCarrier(nodePort(message.port)));
});
