/**
 * Analysing: the engine labels, this service commits segment by segment, so
 * that a case can be reviewed while it is analysed and an analysis that was
 * broken off goes on where it was.
 */
import { join } from 'node:path';
import type { Contract } from '../../core/contract/contract.ts';
import type { EngineLimits } from '../../core/contract/analysis-limits.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { deviceNamed, isLocalDevice, isRemote, remoteOf, serverAddress, SERVER_SETTING, type DeviceWish } from '../../core/contract/device.ts';
import type { RunSegment } from '../../core/beats/columns.ts';
import { deviceWords } from '../../core/contract/device-choice.ts';
import type { DeviceChange } from '../../core/contract/devices.ts';
import { AppError, errorShape } from '../../core/contract/errors.ts';
import type { AnalysisProgress, AnalysisResult, EngineState } from '../../core/contract/types.ts';
import { biasSettings } from '../database/asks.ts';
import type { Cases } from '../database/cases.ts';
import { isLong } from '../database/long-case.ts';
import { checkLeads } from '../engine/lead-subset.ts';
import type { EngineHost, TaskMessage } from '../engine/host.ts';
import { DEFAULT_MODEL, listModels, loadModel, modelFolder, type LoadedModel } from '../engine/model.ts';
import type { Engine } from '../engine/pool.ts';
import type { AnalyseTask } from '../engine/protocol.ts';
import type { Environment } from '../environment.ts';
import { sealOf } from '../store/keyring.ts';
import { samplesFolder } from '../store/staging.ts';
import type { BesideReading } from './beside-reading.ts';
import type { DeviceDesk } from './device-desk.ts';
import type { Gate } from './gate.ts';
import { latest } from './latest.ts';

export interface AnalysisDependencies {
  cases: Cases;
  engine: Engine;
  devices: Pick<DeviceDesk, 'forRun' | 'failed' | 'limits'>;
  gate: Gate;
  environment: Pick<Environment, 'programFolder' | 'server'>;
}

export interface AnalysisService {
  handlers: Handlers<Contract['analysis']>;
  /** As `analysis.start`, of a recording that grows or has just ended: on an engine of its own, and with `until` not to the end. */
  advance(caseId: string, how: Advance): Promise<AnalysisResult>;
  /** Analyses a case that nobody waits for; how it ends stands in the case's line and in the engine's state. */
  begin(caseId: string): void;
  /** As `begin`, of a recording that is still being read, where it can be done beside that. Resolves when it is over, however it ended. */
  beginBeside(caseId: string, how: BesideReading): Promise<void>;
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
  reading?: Pick<BesideReading, 'beside' | 'read' | 'onFirstHour'>;
}

/** An analysis that goes on, and who else is told of it. */
interface Going {
  listeners: Set<Progress['emit']>;
  result: Promise<AnalysisResult>;
}

type Progress = Pick<CallContext<AnalysisProgress>, 'signal' | 'emit' | 'author'>;

const IDLE: EngineState = { state: 'idle', caseId: null, fraction: 0, device: '', model: '', trouble: '' };

export function createAnalysisService({ cases, engine, devices, gate, environment }: AnalysisDependencies): AnalysisService {
  let state: EngineState = IDLE;
  const listeners = new Set<(state: EngineState) => void>();
  const tell = (change: Partial<EngineState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  /** Cases whose analysis is going on or waits for its turn. */
  const underway = new Set<string>();
  /** Those that nobody waits for. */
  const going = new Map<string, Going>();
  /** The device that each of them is on. */
  const devicesOf = new Map<string, string>();
  /** An analysis is over: another one that goes on is what is told, if there is one. */
  const over = (caseId: string, change: Partial<EngineState>): void => {
    const other = [...devicesOf].find(([id]) => id !== caseId);
    tell(other ? { state: 'working', caseId: other[0], device: other[1], trouble: '' } : change);
  };

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

  const attempt = async (wanted: Wanted, context: Progress, used: { device: string }): Promise<AnalysisResult> => {
    const { caseId } = wanted;
    const { recording: before, folder } = cases.case(caseId);
    const part = wanted.advance?.until !== undefined;
    if (before.state === 'growing' && !part) throw new AppError('not-ready', 'The recording is still being written.', { hint: 'It is analysed as it grows. Say that it has ended if it has.', details: { caseId } });
    if (before.state === 'importing' && !wanted.reading) {
      if (cases.busy(caseId)) throw new AppError('not-ready', 'The recording is still being imported.', { details: { caseId } });
      throw new AppError('not-ready', 'The import of this recording was broken off.', { hint: 'Import it again: it goes on from there. Or end it with what came in.', details: { caseId } });
    }
    cases.case(caseId).refuseIfSigned();
    if (underway.has(caseId)) throw new AppError('not-ready', 'This case is being analysed already.', { details: { caseId } });
    if (wanted.leads) checkLeads(before.header.leads.map(({ name }) => name), wanted.leads);
    underway.add(caseId);
    cases.failUnbegun(caseId, '');
    let runId: number | null = null;
    try {
      const model = await loadModel(modelFolder(environment.programFolder, wanted.model));
      const leads = wanted.leads ?? before.header.leads.map((_, lead) => lead);
      const info = resumable(wanted, model, leads);
      if (gate.closed()) {
        tell({ state: 'waiting', caseId, fraction: 0, trouble: '' });
        wanted.reading?.onFirstHour();
      }
      await gate.passed(context.signal);
      const wish = info && isRemote(deviceNamed(info.run.device)) ? deviceNamed(info.run.device) : wanted.device;
      const { change, ...chosen } = await devices.forRun(model, permitted(wish), info && { device: info.run.device, reason: String(info.run.settings['deviceReason'] ?? ''), nextBlock: info.nextIndex });
      if (wanted.reading && !besideReading(chosen.device, devices.limits())) {
        wanted.reading.onFirstHour();
        await wanted.reading.read;
      }
      // While devices were looked up, more may have come, and the case been opened anew.
      const { recording, db } = cases.case(caseId);
      const reading = recording.state === 'importing' ? wanted.reading : undefined;
      const { count, samples } = db.segments();
      const task: AnalyseTask = {
        kind: 'analyse',
        samples: samplesFolder(folder),
        seal: sealOf(folder),
        segments: count,
        ...(reading ? { grown: { segments: count, samples, whole: false } } : {}),
        header: recording.header,
        model: model.folder,
        ...chosen,
        limits: devices.limits(),
        leads: wanted.leads,
        firstBlock: info?.nextIndex ?? 0,
        carried: info?.carried ?? null,
        ...(wanted.advance?.until === undefined ? {} : { until: wanted.advance.until }),
      };
      let device = '';
      // Known before the engine says so: the first run on it can take the engine along.
      used.device = chosen.device;
      const run = (onMessage: (message: TaskMessage) => Promise<void>): Promise<void> => reading ? reading.beside.run(task, onMessage) : (wanted.advance?.engine ?? engine).run(task, onMessage, context.signal);
      await run(
        async (message) => {
          switch (message.type) {
            case 'analysis-started': {
              const { start } = message;
              device = start.device;
              devicesOf.set(caseId, device);
              used.device = device;
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
                  }, reading !== undefined);
              if (change) noteDevice(caseId, begun(runId), change);
              if (start.change) await fell(caseId, begun(runId), model, start.change);
              if (!part) tell({ state: 'working', caseId, fraction: 0, device, model: `${start.modelName} ${start.modelVersion}`, trouble: '' });
              break;
            }
            case 'device-changed':
              device = 'cpu';
              used.device = device;
              await fell(caseId, begun(runId), model, message.change);
              if (!part) tell({ device });
              break;
            case 'run-segment':
              cases.commitRunSegment(caseId, begun(runId), message.segment, message.carried, message.templates);
              if (!part && state.caseId === caseId) tell({ fraction: message.fraction });
              wanted.advance?.onSegment(message.segment);
              await context.emit({ caseId, stage: 'analysing', fraction: message.fraction, analysedTo: message.segment.to });
              // The engine waits to be answered: so it rests while it may not work.
              if (message.segment.to >= 3600 * before.header.sampleRate) reading?.onFirstHour();
              if (gate.closed() && !part) await rest(caseId, context.signal);
              break;
            case 'analysis-done':
              if (!part) cases.sealRun(caseId, begun(runId), message.templates, message.stages, device, context.author);
              // What its findings are made of takes as much memory as the engine holds.
              if (!part && isLong(cases.case(caseId))) engine.rest();
              break;
            default:
              throw new TypeError(`the engine answered an analysis with ${message.type}`);
          }
        },
      );
      if (!part) over(caseId, { state: 'idle', caseId: null, fraction: 0 });
      return { caseId, runId: begun(runId), device, deviceWords: deviceWords(device, cases.case(caseId).db.runs.get(begun(runId))?.deviceChanges ?? []), summary: cases.case(caseId).summary };
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
      devicesOf.delete(caseId);
    }
  };

  const noteDevice = (caseId: string, runId: number, change: DeviceChange): void => {
    const { db } = cases.case(caseId);
    db.write(() => db.runs.noteDevice(runId, 'cpu', change));
  };

  /** A device failed in mid-run and the processor goes on: the run says so, and the device is not chosen again. */
  const fell = async (caseId: string, runId: number, model: LoadedModel, change: DeviceChange): Promise<void> => {
    devicesOf.set(caseId, 'cpu');
    noteDevice(caseId, runId, change);
    await devices.failed(model, change.from, change.why);
  };

  const rest = async (caseId: string, signal: Progress['signal']): Promise<void> => {
    tell({ state: 'waiting', caseId });
    await gate.passed(signal);
    tell({ state: 'working', caseId });
  };

  /** A device that takes the engine with it is noted, and the analysis goes on where it was, on the processor. */
  const analyse = async (wanted: Wanted, context: Progress): Promise<AnalysisResult> => {
    const used = { device: '' };
    try {
      return await attempt(wanted, context, used);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'engine-lost' || !isLocalDevice(used.device) || used.device === 'cpu') throw thrown;
      const model = await loadModel(modelFolder(environment.programFolder, wanted.model));
      await devices.failed(model, used.device, String(thrown.details['reason'] ?? thrown.message));
      return attempt({ ...wanted, resume: true }, context, used);
    }
  };

  /** An analysis that nobody waits for, and that others may go along with. How it ends is told already: in the case's line and the engine's state. A fault of the program goes into the log too. */
  const background = (wanted: Wanted, signal: Progress['signal']): Promise<void> => {
    const listeners: Going['listeners'] = new Set();
    const emit: Progress['emit'] = async (item) => void (await Promise.all([...listeners].map((listener) => listener(item))));
    const result = analyse(wanted, { signal, emit, author: '' });
    const { caseId } = wanted;
    going.set(caseId, { listeners, result });
    return result
      .then(() => undefined)
      .catch((thrown: unknown) => {
        if (!(thrown instanceof AppError)) console.error(`isoline: analysis: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
      })
      .finally(() => going.delete(caseId));
  };

  /** The analysis that was begun with the import: its end, whether it is still going on or not. */
  const along = async (wanted: Wanted, context: Progress): Promise<AnalysisResult> => {
    const { caseId } = wanted;
    const there = going.get(caseId);
    if (there) {
      const { emit, signal } = context;
      there.listeners.add(emit);
      try {
        return await Promise.race([there.result, new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')), { once: true }))]);
      } finally {
        there.listeners.delete(emit);
      }
    }
    const open = cases.case(caseId);
    const { state, db } = open;
    if (!state.run?.sealedAt) return analyse(wanted, context);
    const { runId, device } = state.run;
    return { caseId, runId, device, deviceWords: deviceWords(device, db.runs.get(runId)?.deviceChanges ?? []), summary: open.summary };
  };

  return {
    advance: (caseId, { device, context, ...advance }) => analyse({ caseId, device, model: '', leads: null, resume: true, advance }, context),
    begin: (caseId) => void background({ caseId, device: 'auto', model: '', leads: null, resume: true }, NEVER),
    beginBeside: (caseId, { device, model, signal, ...reading }) => background({ caseId, device, model, leads: null, resume: true, reading }, signal).finally(() => reading.onFirstHour()),
    handlers: {
      start: ({ begun, ...wanted }, context) => (begun ? along(wanted, context) : analyse(wanted, context)),
      engine: () => state,
      async engineChanges(_, { signal, emit }) {
        await emit(state);
        await latest(listeners, signal, emit);
      },
      async models() {
        const { models } = await listModels(join(modelFolder(environment.programFolder, DEFAULT_MODEL), '..'));
        return models.map(({ manifest, sha256, folder }) => ({ name: manifest.name, version: String(manifest.version), sha256, folder }));
      },
    },
  };
}

const NEVER: CallContext<never>['signal'] = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };

/** Whether an analysis may go on beside the reading: a device that takes the process with it would take the import, and who gave it one core gets one. */
function besideReading(device: string, limits: EngineLimits): boolean {
  return limits.threads !== 1 && (device === 'cpu' || !isLocalDevice(device));
}

function begun(runId: number | null): number {
  if (runId === null) throw new TypeError('the engine sent results before it began');
  return runId;
}
