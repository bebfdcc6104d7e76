/** Wires the services, once, for whichever shell gives the environment. */
import type { Contract } from '../core/contract/contract.ts';
import { mayAs } from '../core/contract/people.ts';
import type { AllHandlers } from '../core/contract/rpc/server.ts';
import { scheduleBackups } from './database/backup-schedule.ts';
import { Blindness } from './database/blindness.ts';
import { Cases } from './database/cases.ts';
import { Comparisons } from './database/comparison.ts';
import type { DataFolderLock } from './database/lock.ts';
import { EngineHost } from './engine/host.ts';
import { EnginePool } from './engine/pool.ts';
import type { Environment } from './environment.ts';
import { PrinterHost } from './report/host.ts';
import { createBenchmarkService } from './services/benchmark.ts';
import { createAsksService } from './services/asks.ts';
import { createAnalysisService } from './services/analysis.ts';
import { openDeviceDesk } from './services/device-desk.ts';
import { createDevicesService } from './services/devices.ts';
import { createGate } from './services/gate.ts';
import { createColleaguesService } from './services/colleagues.ts';
import { createExportService } from './services/export.ts';
import { clearIncoming, createImportService } from './services/import.ts';
import { People } from './people/people.ts';
import { Session } from './people/session.ts';
import { allKeptApart, libraryOfReadings } from './services/kept-apart.ts';
import { createLibraryService } from './services/library.ts';
import { createLiveService } from './services/live.ts';
import { createPeopleService } from './services/people.ts';
import { createReportService } from './services/report.ts';
import { createReviewService } from './services/review.ts';
import { createSettingsService } from './services/settings.ts';
import { createVaultService } from './services/vault.ts';

/** How a second program on the same folder reaches this one; stands in the lock. */
export interface Door {
  socket: string;
  token: string;
}

export interface Backend {
  /** A connection's session, and the procedures as they are for it. */
  visit(): { session: Session; handlers: AllHandlers<Contract> };
  /** Ends companions and closes databases. */
  close(): Promise<void>;
}

/** Opens the data folder, whose lock may be held already. Throws AppError: `data-folder-held`, `data-folder-unusable`, `database-newer`, `database-damaged`. */
export async function createBackend(environment: Environment, door: Door, lock?: DataFolderLock): Promise<Backend> {
  const cases = new Cases(environment, undefined, lock);
  cases.lock.announce({ pid: process.pid, ...door });
  await clearIncoming(environment.dataFolder);
  const stopBackups = scheduleBackups(cases, (trouble) => console.error(`isoline: ${trouble}`));
  const desk = openDeviceDesk({ cases, environment });
  const engine = new EnginePool(() => environment.start('engine'), () => desk.limits());
  const gate = createGate(environment.power, () => desk.limits().when);
  const printer = new PrinterHost(() => environment.start('printer'), environment.programFolder);
  const analysis = createAnalysisService({ cases, engine, devices: desk, gate, environment });
  // A process of its own, so that what is followed waits for no import.
  const liveEngine = new EngineHost(() => environment.start('engine'));
  const live = createLiveService({ cases, engine: liveEngine, looker: engine, environment, advance: (caseId, how) => analysis.advance(caseId, how) });
  const benchmark = createBenchmarkService({ desk, environment, atWork: () => engine.working || liveEngine.busy });
  const settingsChanged = (): void => {
    desk.changed();
    gate.look();
  };
  const people = new People({
    workplace: () => cases.workplace,
    now: () => environment.now(),
    note: (what, detail, who) => cases.note(what, detail, who),
    ownName: environment.author,
    version: environment.version,
    ...(environment.passwordCost ? { cost: environment.passwordCost } : {}),
  });
  const blindness = new Blindness(cases);
  const readings = { cases, blindness, comparisons: new Comparisons(cases, blindness) };
  const readers = (): { name: string; signs: boolean }[] => people.list().flatMap(({ name, active, role }) => (active ? [{ name, signs: mayAs(role, 'reader') }] : []));
  const handlers: Omit<AllHandlers<Contract>, 'people'> = {
    library: libraryOfReadings(createLibraryService({ cases }), readings),
    import: createImportService({ cases, engine, environment, analyse: (caseId) => analysis.begin(caseId), analyseBeside: (caseId, how) => analysis.beginBeside(caseId, how) }),
    analysis: analysis.handlers,
    review: createReviewService({ cases, engine }),
    report: createReportService({ cases, printer, environment, secondReading: (caseId) => readings.comparisons.inReport(caseId) }),
    export: createExportService({ cases }),
    settings: createSettingsService({ cases, environment, onChange: settingsChanged }),
    devices: createDevicesService({ desk }),
    benchmark: benchmark.handlers,
    vault: createVaultService(environment),
    asks: createAsksService({ cases }),
    live: live.handlers,
    colleagues: createColleaguesService({ ...readings, people: readers }),
  };
  return {
    visit: () => {
      const session = new Session(people);
      return { session, handlers: { ...allKeptApart(handlers, readings), people: createPeopleService({ people, session, workplace: () => cases.workplace }) } };
    },
    async close() {
      stopBackups();
      const measured = benchmark.close();
      live.close();
      engine.close();
      desk.close();
      printer.close();
      cases.close();
      await measured;
    },
  };
}
