/**
 * The people of the workplace: who they are, who is let in, what is noted of
 * it. Where none are kept, whoever is at this computer may do everything.
 */
import { AppError } from '../../core/contract/errors.ts';
import { DEFAULT_IDLE_MINUTES, IDLE_SETTING, type PersonInfo, type Role } from '../../core/contract/people.ts';
import type { AccessLine } from '../../core/contract/types.ts';
import { foldName, type StoredPerson } from '../database/people-table.ts';
import type { WorkplaceDatabase } from '../database/workplace-database.ts';
import { COST, hashPassword, isWeak, opens, type Cost } from './passwords.ts';
import { Patience } from './patience.ts';

export interface PeopleDependencies {
  /** The workplace as it is now: a backup that is put back brings another. */
  workplace(): WorkplaceDatabase;
  /** Milliseconds since 1970. */
  now(): number;
  /** Writes a line into the workplace's access log. */
  note(what: AccessLine['what'], detail: string, who: string): void;
  /** Under which name edits are kept where no people are. */
  ownName: string;
  version: string;
  cost?: Cost;
}

export function infoOf({ name, display, role, active, since, lastLogin }: StoredPerson): PersonInfo {
  return { name, display, role, active, since, lastLogin };
}

/** One message for every reason: nobody learns whether a name is known. */
function notLetIn(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000);
  return new AppError('login-failed', 'Name and password do not fit.', {
    hint: seconds <= 0 ? 'Look at the name, and whether Caps Lock is on.' : seconds === 1 ? 'Wait 1 second, then try again.' : `Wait ${seconds} seconds, then try again.`,
    details: { waitSeconds: seconds },
  });
}

export class People {
  readonly #deps: PeopleDependencies;
  readonly #cost: Cost;
  readonly #patience: Patience;
  readonly #listeners = new Set<() => void>();
  /** Raised where a person's open sessions end: by a new password. */
  readonly #epochs = new Map<string, number>();

  constructor(deps: PeopleDependencies) {
    this.#deps = deps;
    this.#cost = deps.cost ?? COST;
    this.#patience = new Patience(() => deps.now());
  }

  /** True where one must log in. */
  get kept(): boolean {
    return this.#table.all().length > 0;
  }

  get ownName(): string {
    return this.#deps.ownName;
  }

  get version(): string {
    return this.#deps.version;
  }

  now(): number {
    return this.#deps.now();
  }

  get #table(): WorkplaceDatabase['people'] {
    return this.#deps.workplace().people;
  }

  /** Minutes without a hand on the window until it is locked; 0 is never. */
  get idleMinutes(): number {
    if (!this.kept) return 0;
    const set = this.#deps.workplace().settings()[IDLE_SETTING];
    const minutes = set === undefined || set.trim() === '' ? DEFAULT_IDLE_MINUTES : Number(set);
    return Number.isFinite(minutes) && minutes >= 0 ? minutes : DEFAULT_IDLE_MINUTES;
  }

  themeOf(person: StoredPerson | null): 'light' | 'dark' {
    const workplace = this.#deps.workplace();
    const theme = (person && workplace.ownSettings(person.name)['theme']) ?? workplace.settings()['theme'];
    return theme === 'dark' ? 'dark' : 'light';
  }

  /** The person who may work under a name now, or null. */
  active(name: string): StoredPerson | null {
    const person = this.#table.find(name);
    return person?.active ? person : null;
  }

  epochOf(name: string): number {
    return this.#epochs.get(name) ?? 0;
  }

  /** Calls back whenever somebody may have come, gone or changed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  note(what: AccessLine['what'], detail: string, who: string): void {
    this.#deps.note(what, detail, who);
  }

  list(): PersonInfo[] {
    return this.#table.all().map(infoOf);
  }

  /**
   * Who a name and a password open for. Takes as long for a name that nobody
   * bears. After some failures a name waits, alone and longer each time.
   *
   * @throws AppError `login-failed`, the same whatever the reason
   */
  async check(name: string, password: string): Promise<StoredPerson> {
    const folded = foldName(name);
    const waits = this.#patience.waits(folded);
    if (waits > 0) throw notLetIn(waits);
    this.#patience.count(folded);
    const before = this.#table.find(name);
    const right = await opens(password, before?.password ?? null, this.#cost);
    // Something may have changed while the hash was computed.
    const person = this.#table.find(name);
    if (!right || !before || !person?.active || person.password !== before.password) {
      // What stands in the field of a name may be a password: only known names are noted.
      this.note('login-failed', '', before?.name ?? 'unknown name');
      throw notLetIn(this.#patience.waits(folded));
    }
    this.#patience.forgive(folded);
    if (isWeak(person.password, this.#cost)) this.#table.update(person.name, { password: await hashPassword(password, this.#cost) });
    return this.#table.find(person.name) ?? person;
  }

  entered(name: string): void {
    this.#table.update(name, { lastLogin: new Date(this.now()).toISOString() });
    this.note('login', '', name);
  }

  /** Turns login on with the first lead reader. Throws AppError `person-refused` where people are kept already. */
  async begin(name: string, display: string, password: string, by: string): Promise<StoredPerson> {
    const hash = await hashPassword(password, this.#cost);
    if (this.kept) throw new AppError('person-refused', 'People are kept here already.', { hint: 'A lead reader adds others.' });
    return this.#insert({ name, display, role: 'lead', hash }, by);
  }

  /** Throws AppError `person-refused` where the name was ever used. */
  async add(name: string, display: string, role: Role, password: string, by: string): Promise<PersonInfo> {
    if (!this.kept) throw new AppError('person-refused', 'Login is not on.', { hint: 'Turn it on with the first lead reader.' });
    const hash = await hashPassword(password, this.#cost);
    if (this.#table.find(name)) throw new AppError('person-refused', `${name} is taken, or was once.`, { hint: 'A name stands in journals for ever and is not used twice: take another.', details: { name } });
    return infoOf(this.#insert({ name, display, role, hash }, by));
  }

  #insert({ name, display, role, hash }: { name: string; display: string; role: Role; hash: string }, by: string): StoredPerson {
    const person: StoredPerson = { name, display, role, password: hash, active: true, since: new Date(this.now()).toISOString(), lastLogin: null };
    this.#deps.workplace().write(() => {
      this.#table.add(person);
      this.note('person-added', `${name}, ${role}`, by);
    });
    this.#tell();
    return person;
  }

  /** @throws AppError `person-missing`, `person-refused` where no lead reader would be left */
  change(name: string, change: { display?: string | undefined; role?: Role | undefined; active?: boolean | undefined }, by: string): PersonInfo {
    const person = this.#found(name);
    const after = { display: change.display ?? person.display, role: change.role ?? person.role, active: change.active ?? person.active };
    const leads = (entry: { role: Role; active: boolean }): boolean => entry.role === 'lead' && entry.active;
    if (leads(person) && !leads(after) && this.#table.all().filter(leads).length < 2) {
      throw new AppError('person-refused', `${person.name} is the last lead reader.`, { hint: 'Make another one first: somebody must be able to change people and settings.', details: { name: person.name } });
    }
    const said = [
      after.role === person.role ? '' : `${person.role} to ${after.role}`,
      after.active === person.active ? '' : after.active ? 'may log in again' : 'may not log in any more',
      // What it was named before may be what somebody wants gone.
      after.display === person.display ? '' : after.display === '' ? 'shown name erased' : 'shown name changed',
    ].filter((part) => part !== '');
    if (said.length === 0) return infoOf(person);
    this.#deps.workplace().write(() => {
      this.#table.update(person.name, after);
      this.note('person-changed', `${person.name}: ${said.join(', ')}`, by);
    });
    this.#tell();
    return infoOf(this.#found(name));
  }

  /**
   * Writes a new password. Every open session of this person ends.
   *
   * @param keep told the epoch that a session needs to go on, before the others learn of it
   */
  async setPassword(name: string, password: string, by: string, keep: (epoch: number) => void = () => undefined): Promise<PersonInfo> {
    const hash = await hashPassword(password, this.#cost);
    const person = this.#found(name);
    this.#deps.workplace().write(() => {
      this.#table.update(person.name, { password: hash });
      this.note('password-changed', person.name, by);
    });
    const epoch = this.epochOf(person.name) + 1;
    this.#epochs.set(person.name, epoch);
    keep(epoch);
    this.#tell();
    return infoOf(this.#found(person.name));
  }

  /** Tells the open sessions that people have changed. */
  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #found(name: string): StoredPerson {
    const person = this.#table.find(name);
    if (!person) throw new AppError('person-missing', `There is no person ${name}.`, { hint: 'The people are listed in the settings and by isoline people.', details: { name } });
    return person;
  }
}
