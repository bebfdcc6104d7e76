/**
 * Analysing: the engine labels, this service commits segment by segment, so
 * that a case can be reviewed while it is analysed and an analysis that was
 * broken off goes on where it was.
 */
import { join } from 'node:path';
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { deviceNamed, isRemote, remoteOf, serverAddress, SERVER_SETTING, type DeviceWish } from '../../core/contract/device.ts';
import type { RunSegment } from '../../core/beats/columns.ts';
import { AppError, errorShape } from '../../core/contract/errors.ts';
import type { AnalysisProgress, AnalysisResult, EngineState } from '../../core/contract/types.ts';
import { biasSettings } from '../database/asks.ts';
import type { Cases } from '../database/cases.ts';
import { checkLeads } from '../engine/lead-subset.ts';
import type { EngineHost } from '../engine/host.ts';
import { DEFAULT_MODEL, listModels, loadModel, modelFolder, type LoadedModel } from '../engine/model.ts';
import type { AnalyseTask, DeviceProbe } from '../engine/protocol.ts';
import type { Environment } from '../environment.ts';
import { sealOf } from '../store/keyring.ts';
import { samplesFolder } from '../store/staging.ts';

export interface AnalysisDependencies {
  cases: Cases;
  engine: EngineHost;
  environment: Pick<Environment, 'programFolder' | 'server'>;
}

export interface AnalysisService {
  handlers: Handlers<Contract['analysis']>;
  /** As `analysis.start`, of a recording that grows or has just ended: on an engine of its own, and with `until` not to the end. */
  advance(caseId: string, how: Advance): Promise<AnalysisResult>;
  /** Analyses a case that nobody waits for; how it ends stands in the case's line and in the engine's state. */
  begin(caseId: string): void;
}

export interface Advance {
  engine: EngineHost;
  device: DeviceWish;
  /** Block to end before, without sealing the run. */
  until?: number;
  context: Progress;
  /** Called for each segment that was committed. */
  onSegment(segment: RunSegment): void;
}

interface Wanted {
  caseId: string;
  device: DeviceWish;
  model: string;
  leads: number[] | null;
  resume: boolean;
  advance?: Pick<Advance, 'engine' | 'until' | 'onSegment'>;
}

type Progress = Pick<CallContext<AnalysisProgress>, 'signal' | 'emit' | 'author'>;

const IDLE: EngineState = { state: 'idle', caseId: null, fraction: 0, device: '', model: '', trouble: '' };

export function createAnalysisService({ cases, engine, environment }: AnalysisDependencies): AnalysisService {
  let state: EngineState = IDLE;
  const listeners = new Set<(state: EngineState) => void>();
  const tell = (change: Partial<EngineState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  /** Cases whose analysis is going on or waits for its turn. */
  const underway = new Set<string>();

  /** A run to go on with, if the case has one of the same model and leads; else null. */
  const resumable = (wanted: Wanted, model: LoadedModel, leads: readonly number[]): ReturnType<Cases['resumeInfo']> => {
    if (!wanted.resume) return null;
    const info = cases.resumeInfo(wanted.caseId);
    return info && info.run.modelSha256 === model.sha256 && info.run.leads.join() === leads.join() ? info : null;
  };

  /** Writes into the case why its analysis ended. */
  const note = (caseId: string, runId: number | null, trouble: string): void => {
    try {
      const open = runId ?? cases.resumeInfo(caseId)?.run.runId ?? null;
      if (open !== null) cases.failRun(caseId, open, trouble);
      else cases.failUnbegun(caseId, trouble);
    } catch (thrown) {
      // A full disk or a case that is gone: why the analysis ended is the failure to tell, not this one.
      if (!(thrown instanceof AppError)) throw thrown;
    }
  };

  /** What runs the network, once it is known that it may: signal leaves the computer only for a server that somebody answers for. */
  const permitted = (device: DeviceWish): DeviceWish => {
    const switchedOn = remoteOf(cases.workplace.settings()[SERVER_SETTING] ?? '');
    if (device === 'auto') return switchedOn ?? 'auto';
    if (!isRemote(device) || device === environment.server || device === switchedOn) return device;
    throw new AppError('not-allowed', `The inference server ${serverAddress(device)} is not switched on here.`, { hint: 'A lead reader switches it on in the settings, or it is named on the command line.', details: { device } });
  };

  const analyse = async (wanted: Wanted, context: Progress): Promise<AnalysisResult> => {
    const { caseId } = wanted;
    const { recording, folder, db } = cases.case(caseId);
    const part = wanted.advance?.until !== undefined;
    if (recording.state === 'growing' && !part) throw new AppError('not-ready', 'The recording is still being written.', { hint: 'It is analysed as it grows. Say that it has ended if it has.', details: { caseId } });
    if (recording.state === 'importing') throw new AppError('not-ready', 'The recording is still being imported.', { details: { caseId } });
    cases.case(caseId).refuseIfSigned();
    if (underway.has(caseId)) throw new AppError('not-ready', 'This case is being analysed already.', { details: { caseId } });
    if (wanted.leads) checkLeads(recording.header.leads.map(({ name }) => name), wanted.leads);
    underway.add(caseId);
    cases.failUnbegun(caseId, '');
    let runId: number | null = null;
    try {
      const model = await loadModel(modelFolder(environment.programFolder, wanted.model));
      const leads = wanted.leads ?? recording.header.leads.map((_, lead) => lead);
      const info = resumable(wanted, model, leads);
      const task: AnalyseTask = {
        kind: 'analyse',
        samples: samplesFolder(folder),
        seal: sealOf(folder),
        segments: db.segments().count,
        header: recording.header,
        model: model.folder,
        // A run goes on where it was begun, so that its labels are those of one device.
        device: permitted(info ? deviceNamed(info.run.device) : wanted.device),
        leads: wanted.leads,
        firstBlock: info?.nextIndex ?? 0,
        carried: info?.carried ?? null,
        ...(wanted.advance?.until === undefined ? {} : { until: wanted.advance.until }),
      };
      let device = '';
      await (wanted.advance?.engine ?? engine).run(
        task,
        async (message) => {
          switch (message.type) {
            case 'analysis-started': {
              const { start } = message;
              device = start.device;
              if (info) cases.resumeRun(caseId, info.run.runId);
              runId = info
                ? info.run.runId
                : cases.beginRun(caseId, {
                    modelName: start.modelName,
                    modelVersion: start.modelVersion,
                    modelSha256: start.modelSha256,
                    device: start.device,
                    leads,
                    settings: { deviceReason: start.deviceReason, ...biasSettings(model.manifest.operatingPoint) },
                  });
              if (!part) tell({ state: 'working', caseId, fraction: 0, device, model: `${start.modelName} ${start.modelVersion}`, trouble: '' });
              break;
            }
            case 'run-segment':
              cases.commitRunSegment(caseId, begun(runId), message.segment, message.carried, message.templates);
              if (!part) tell({ fraction: message.fraction });
              wanted.advance?.onSegment(message.segment);
              await context.emit({ caseId, stage: 'analysing', fraction: message.fraction, analysedTo: message.segment.to });
              break;
            case 'analysis-done':
              if (!part) cases.sealRun(caseId, begun(runId), message.templates, message.stages, device, context.author);
              break;
            default:
              throw new TypeError(`the engine answered an analysis with ${message.type}`);
          }
        },
        context.signal,
      );
      if (!part) tell({ state: 'idle', caseId: null, fraction: 0 });
      return { caseId, runId: begun(runId), device, summary: cases.case(caseId).summary };
    } catch (thrown) {
      // Whoever follows the recording tries again, and tells.
      if (part) throw thrown;
      const { code, message } = errorShape(thrown);
      const wished = code === 'cancelled' || code === 'closed';
      tell({ state: wished ? 'idle' : 'failed', caseId: wished ? null : caseId, trouble: wished ? '' : message });
      if (code !== 'closed') note(caseId, runId, wished ? '' : message);
      throw thrown;
    } finally {
      underway.delete(caseId);
    }
  };

  const devices = async (): Promise<DeviceProbe[]> => {
    let found: DeviceProbe[] = [];
    await engine.run({ kind: 'devices', model: modelFolder(environment.programFolder) }, async (message) => {
      if (message.type === 'devices') found = message.devices;
    });
    return found;
  };

  return {
    advance: (caseId, { device, context, ...advance }) => analyse({ caseId, device, model: '', leads: null, resume: true, advance }, context),
    begin(caseId) {
      const silent: Progress = { signal: NEVER, emit: () => Promise.resolve(), author: '' };
      analyse({ caseId, device: 'auto', model: '', leads: null, resume: true }, silent).catch((thrown: unknown) => {
        // Told already: in the case's line and the engine's state. A fault of the program goes into the log too.
        if (!(thrown instanceof AppError)) console.error(`isoline: analysis: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
      });
    },
    handlers: {
      start: (input, context) => analyse(input, context),
      engine: () => state,
      async engineChanges(_, { signal, emit }) {
        await emit(state);
        await latest(listeners, signal, emit);
      },
      devices,
      async models() {
        const { models } = await listModels(join(modelFolder(environment.programFolder, DEFAULT_MODEL), '..'));
        return models.map(({ manifest, sha256, folder }) => ({ name: manifest.name, version: String(manifest.version), sha256, folder }));
      },
    },
  };
}

const NEVER: CallContext<never>['signal'] = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };

function begun(runId: number | null): number {
  if (runId === null) throw new TypeError('the engine sent results before it began');
  return runId;
}

/** Sends each new state until the listener leaves; a slow one gets the newest only. */
async function latest<T>(listeners: Set<(value: T) => void>, signal: CallContext<T>['signal'], emit: (value: T) => Promise<void>): Promise<void> {
  let newest: { value: T } | null = null;
  let wake: (() => void) | null = null;
  const listen = (value: T): void => {
    newest = { value };
    wake?.();
  };
  const leave = (): void => wake?.();
  listeners.add(listen);
  signal.addEventListener('abort', leave, { once: true });
  try {
    while (!signal.aborted) {
      const next: { value: T } | null = newest;
      newest = null;
      if (next) await emit((next as { value: T }).value);
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    listeners.delete(listen);
    signal.removeEventListener('abort', leave);
  }
}
