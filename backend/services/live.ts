/**
 * Recordings that are still written. Their files are looked at again and again;
 * whole segments go into the store, blocks whose horizon has passed into the
 * run, and what is not told for good to whoever watches, and nowhere else.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunSegment } from '../../core/beats/columns.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, CancelSignal, Handlers } from '../../core/contract/define.ts';
import type { DeviceWish } from '../../core/contract/device.ts';
import { AppError, errorShape } from '../../core/contract/errors.ts';
import type { LiveEnding, LiveEvent } from '../../core/contract/live.ts';
import type { AnalysisProgress, AnalysisResult } from '../../core/contract/types.ts';
import type { Cases } from '../database/cases.ts';
import { ulid } from '../database/ulid.ts';
import type { EngineHost, TaskMessage } from '../engine/host.ts';
import { modelFolder } from '../engine/model.ts';
import type { FollowedEnd, FollowTask } from '../engine/protocol.ts';
import { settledBlocks } from '../engine/settled.ts';
import type { Environment } from '../environment.ts';
import { namedFileError } from '../store/files.ts';
import { sealOf } from '../store/keyring.ts';
import { samplesFolder } from '../store/staging.ts';
import { stream } from '../streaming.ts';
import { lookTwice } from './live/look.ts';
import { LOOK_EVERY, Patience, type Seen } from './live/patience.ts';

type Progress = Pick<CallContext<AnalysisProgress>, 'signal' | 'emit' | 'author'>;

export interface LiveDependencies {
  cases: Cases;
  /** For what is followed only: an import must not wait for it, nor it for an import. */
  engine: EngineHost;
  /** For what is only looked at. */
  looker: Pick<EngineHost, 'run'>;
  environment: Pick<Environment, 'now' | 'programFolder' | 'lookEvery'>;
  /** Analyses a case further, or to its end. */
  advance(caseId: string, how: { engine: EngineHost; device: DeviceWish; until?: number; context: Progress; onSegment(segment: RunSegment): void }): Promise<AnalysisResult>;
}

interface Following {
  caseId: string;
  path: string;
  device: DeviceWish;
  author: string;
  patience: Patience;
  /** Samples that are there. */
  held: number;
  /** What a person wants of it. */
  wish: 'follow' | 'stop' | 'end';
  wake(): void;
  /** The analysis of blocks whose horizon has passed. */
  advancing: Promise<void> | null;
  /** Why that failed; tried again with the next segment. */
  stuck: Error | null;
  done: Promise<void>;
}

type Listener = (event: LiveEvent, key?: string) => void;

const SILENT: Omit<Progress, 'author'> = { signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }, emit: () => Promise.resolve() };

export interface LiveService {
  handlers: Handlers<Contract['live']>;
  /** Leaves all recordings; the engine is closed by whoever made it. */
  close(): void;
}

export function createLiveService({ cases, engine, looker, environment, advance }: LiveDependencies): LiveService {
  const followed = new Map<string, Following>();
  let closed = false;
  const listeners = new Map<string, Set<Listener>>();
  /** Paths that are just being taken up. */
  const starting = new Set<string>();
  /** Cases that a person is just ending. */
  const ending = new Set<string>();
  const model = modelFolder(environment.programFolder);
  const lookEvery = environment.lookEvery ?? LOOK_EVERY;
  const incoming = join(cases.dataFolder, 'incoming');

  const tell = (caseId: string, event: LiveEvent, key?: string): void => {
    for (const listener of listeners.get(caseId) ?? []) listener(event, key);
  };
  const analysedTo = (caseId: string): number => cases.case(caseId).state.run?.analysedTo ?? 0;
  const standing = (caseId: string, state: 'following' | 'ended' | 'stopped', endedBy: LiveEnding | null = null, thrown: unknown = null): LiveEvent => ({
    kind: 'state',
    state,
    samples: followed.get(caseId)?.held ?? cases.case(caseId).recording.header.sampleCount,
    analysedTo: analysedTo(caseId),
    endedBy,
    trouble: thrown === null ? null : errorShape(thrown),
  });
  const final = (caseId: string) => (segment: RunSegment): void => {
    const { from, to, sample, code, probability } = segment;
    tell(caseId, { kind: 'final', from, to, sample, code, probability });
  };

  /** A folder of its own for what is staged, gone afterwards. */
  const within = async <T>(body: (staging: string) => Promise<T>): Promise<T> => {
    const staging = join(incoming, ulid(environment.now()));
    await mkdir(staging, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
      throw namedFileError(thrown, staging, 'data-folder-unusable');
    });
    try {
      return await body(staging);
    } finally {
      await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    }
  };

  const taskOf = ({ caseId, path }: Following, staging: string, end: FollowTask['end']): FollowTask => {
    const { folder, db, recording } = cases.case(caseId);
    return {
      kind: 'follow',
      follow: caseId,
      path,
      staging,
      samples: samplesFolder(folder),
      segments: db.segments().count,
      seal: sealOf(folder),
      header: recording.header,
      firstBlock: cases.resumeInfo(caseId)?.nextIndex ?? 0,
      model,
      provisional: end === 'no' && (listeners.get(caseId)?.size ?? 0) > 0,
      end,
    };
  };

  const look = async (following: Following, staging: string): Promise<Seen> => {
    const { caseId } = following;
    let seen: Seen | null = null;
    await engine.run(taskOf(following, staging, 'no'), async (message: TaskMessage) => {
      if (message.type === 'sample-segment') cases.addSegment(caseId, message.index, message.file);
      if (message.type !== 'followed') return;
      const { held, taken, stated, bytes, tail } = message;
      seen = { held, taken, stated, bytes };
      following.held = taken;
      cases.followed(caseId, taken);
      // While the engine worked, blocks may have been told for good: the next look shows it.
      if (!tail || tail.firstBlock !== (cases.resumeInfo(caseId)?.nextIndex ?? 0)) return;
      const { to, sample, code, probability, drawnFrom, drawn, milliseconds } = tail;
      tell(caseId, { kind: 'tail', provisional: true, from: analysedTo(caseId), to, sample, code, probability, drawnFrom, drawn, milliseconds }, 'tail');
    });
    if (!seen) throw new TypeError('the engine ended a look without its end');
    return seen;
  };

  /** Begins to analyse the blocks whose horizon is in the store, if there are any. */
  const advanceFar = (following: Following): void => {
    const { caseId, device, author } = following;
    const { recording, db } = cases.case(caseId);
    const until = settledBlocks(db.segments().samples, recording.header.sampleRate);
    if (following.advancing || until <= (cases.resumeInfo(caseId)?.nextIndex ?? 0)) return;
    following.advancing = advance(caseId, { engine, device, until, context: { ...SILENT, author }, onSegment: final(caseId) })
      .then(
        () => void (following.stuck = null),
        (thrown: unknown) => void (following.stuck = thrown instanceof Error ? thrown : new Error(String(thrown))),
      )
      .finally(() => void (following.advancing = null));
  };

  const pause = (following: Following): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEvery);
      following.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (following.wish !== 'follow') following.wake();
    });

  /** Looks until the recording ends, is left or fails. Returns what it ended by, null where it was left. */
  const watch = async (following: Following, staging: string): Promise<LiveEnding | null> => {
    while (following.wish === 'follow') {
      try {
        const seen = await look(following, staging);
        const ended = following.patience.look(seen);
        advanceFar(following);
        if (following.stuck !== null && !following.patience.bears(following.stuck)) throw following.stuck;
        if (ended) return ended;
        if (seen.taken < seen.held) continue;
      } catch (thrown) {
        if (!following.patience.bears(thrown)) throw thrown;
      }
      await pause(following);
    }
    return following.wish === 'end' ? 'person' : null;
  };

  /** Takes the rest in and analyses to the end. Without the file (`kept`) it ends with what was followed. */
  const conclude = async (following: Following, staging: string, kept: boolean, context: Progress): Promise<AnalysisResult> => {
    const { caseId, device } = following;
    await following.advancing;
    if (cases.case(caseId).recording.state === 'growing') {
      let end: FollowedEnd | null = null;
      await engine.run(taskOf(following, staging, kept ? 'kept' : 'file'), async (message) => {
        if (message.type === 'sample-segment') cases.addSegment(caseId, message.index, message.file);
        if (message.type === 'follow-ended') ({ end } = message);
      });
      if (!end) throw new TypeError('the engine ended a recording without its end');
      const { header, ...result }: FollowedEnd = end;
      const { db } = cases.case(caseId);
      // Where people said something already, the facts stay as they found them.
      if (!kept && !cases.isSpokenOf(caseId)) db.write(() => db.setHeader(header));
      cases.finishImport(caseId, result);
    }
    return advance(caseId, { engine, device, context, onSegment: final(caseId) });
  };

  const begin = (caseId: string, path: string, input: { endAfterSeconds: number | null; device: DeviceWish }, author: string): Following => {
    const following: Following = {
      caseId,
      path,
      device: input.device,
      author,
      patience: new Patience(() => environment.now(), input.endAfterSeconds),
      held: cases.case(caseId).recording.header.sampleCount,
      wish: 'follow',
      wake: () => undefined,
      advancing: null,
      stuck: null,
      done: Promise.resolve(),
    };
    followed.set(caseId, following);
    cases.followed(caseId, following.held);
    return following;
  };

  /** Ends what is followed, one way or the other, and tells it. */
  const over = (following: Following, event: LiveEvent): void => {
    const { caseId } = following;
    followed.delete(caseId);
    // The program is closing: the next one finds the recording as it stands.
    if (closed) return;
    cases.followed(caseId, null);
    cases.notify(caseId);
    if (followed.size === 0) engine.rest();
    tell(caseId, event);
  };

  const follow = async (following: Following): Promise<void> => {
    const { caseId, author } = following;
    tell(caseId, standing(caseId, 'following'));
    try {
      await within(async (staging) => {
        let ended: LiveEnding | null = null;
        let trouble: unknown = null;
        try {
          ended = await watch(following, staging);
        } catch (thrown) {
          // Nothing follows what was replaced underneath: it ended there.
          if (!(thrown instanceof AppError && thrown.code === 'file-changed')) throw thrown;
          [ended, trouble] = ['changed', thrown];
        }
        await following.advancing;
        if (ended && ended !== 'person') await conclude(following, staging, ended === 'changed', { ...SILENT, author });
        if (ended !== 'person' && !closed) over(following, standing(caseId, ended ? 'ended' : 'stopped', ended, trouble));
      });
    } catch (thrown) {
      await following.advancing;
      if (closed) return;
      over(following, standing(caseId, 'stopped', null, thrown));
      if (!(thrown instanceof AppError)) console.error(`isoline: following: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    }
  };

  /** A person says that it has ended. */
  const endNow = async (following: Following, withoutFile: boolean, context: Progress): Promise<AnalysisResult> => {
    const { caseId } = following;
    try {
      const [result, trouble] = await within(async (staging): Promise<[AnalysisResult, unknown]> => {
        try {
          return [await conclude(following, staging, withoutFile, context), null];
        } catch (thrown) {
          // A file that is another by now ends the recording with what was followed.
          if (!(thrown instanceof AppError && thrown.code === 'file-changed')) throw thrown;
          return [await conclude(following, staging, true, context), thrown];
        }
      });
      over(following, standing(caseId, 'ended', trouble === null ? 'person' : 'changed', trouble));
      return result;
    } catch (thrown) {
      if (!closed) over(following, standing(caseId, 'stopped', null, thrown));
      throw thrown;
    }
  };

  const takeUp = (caseId: string, path: string, input: { endAfterSeconds: number | null; device: DeviceWish }, author: string): void => {
    const following = begin(caseId, path, input, author);
    following.done = follow(following);
  };

  /** The case in which a recording is followed already, or was. */
  const caseAt = (path: string): string | null => cases.list().find(({ caseId, state }) => state === 'recording' && cases.case(caseId).recording.growingFrom === path)?.caseId ?? null;

  /** Makes the case of a recording of which something is there. */
  const make = async (path: string, author: string, signal: CancelSignal): Promise<string> => {
    const { caseId, seal } = cases.reserve();
    let made = false;
    await within((staging) =>
      engine.run(
        { kind: 'follow', follow: caseId, path, staging, samples: staging, segments: 0, seal, header: null, firstBlock: 0, model, provisional: false, end: 'no' },
        async (message) => {
          if (message.type !== 'header') return;
          cases.createCase({ ...message.header, sampleCount: 0 }, '', author, caseId);
          cases.setGrowing(caseId, path);
          made = true;
        },
        signal,
      ),
    );
    if (!made) throw new AppError('not-ready', 'Nothing of the recording is there yet.', { hint: 'Try again when the recorder has begun to write.', details: { path } });
    return caseId;
  };

  const grows = (caseId: string): string => {
    const { recording } = cases.case(caseId);
    if (recording.growingFrom === null) throw new AppError('not-ready', 'This recording has ended.', { hint: 'It is an ordinary case.', details: { caseId } });
    return recording.growingFrom;
  };

  return {
    close() {
      closed = true;
      for (const following of followed.values()) {
        following.wish = 'stop';
        following.wake();
      }
      engine.close();
    },
    handlers: {
      look: ({ path }, { signal }) => lookTwice({ engine: looker, path: resolve(path), model, every: 2 * lookEvery, signal }),
      async start({ path: named, ...input }, { author, signal }) {
        const path = resolve(named);
        if (starting.has(path)) throw new AppError('not-ready', 'This recording is just being taken up.', { details: { path } });
        starting.add(path);
        try {
          const known = caseAt(path);
          if (known !== null && followed.has(known)) return { caseId: known, resumed: true };
          const caseId = known ?? (await make(path, author, signal));
          takeUp(caseId, path, input, author);
          return { caseId, resumed: known !== null };
        } finally {
          starting.delete(path);
        }
      },
      resume({ caseId, ...input }, { author }) {
        const path = grows(caseId);
        if (!followed.has(caseId)) takeUp(caseId, path, input, author);
        return { caseId };
      },
      async stop({ caseId }) {
        const following = followed.get(caseId);
        if (following) {
          following.wish = 'stop';
          following.wake();
          await following.done;
        }
        return { caseId };
      },
      async end({ caseId, withoutFile }, context) {
        const path = grows(caseId);
        if (ending.has(caseId)) throw new AppError('not-ready', 'This recording is just being ended.', { hint: 'Wait until it has ended.', details: { caseId } });
        ending.add(caseId);
        try {
          const following = followed.get(caseId) ?? begin(caseId, path, { endAfterSeconds: null, device: 'auto' }, context.author);
          following.wish = 'end';
          following.wake();
          await following.done;
          // It may have ended by itself in the very same moment.
          if (followed.get(caseId) !== following) return await advance(caseId, { engine, device: following.device, context, onSegment: final(caseId) });
          return await endNow(following, withoutFile || path === '', context);
        } finally {
          ending.delete(caseId);
        }
      },
      changes({ caseId }, context) {
        // A case that is not there is told at once.
        cases.case(caseId);
        return stream<LiveEvent>(context, (push) => {
          const own = listeners.get(caseId) ?? new Set<Listener>();
          listeners.set(caseId, own.add(push));
          push(standing(caseId, followed.has(caseId) ? 'following' : cases.case(caseId).recording.state === 'growing' ? 'stopped' : 'ended'));
          followed.get(caseId)?.wake();
          return () => {
            own.delete(push);
            if (own.size === 0 && listeners.get(caseId) === own) listeners.delete(caseId);
          };
        });
      },
    },
  };
}
