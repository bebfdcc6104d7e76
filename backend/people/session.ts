/**
 * Who is at one connection. Every carrier has its own session, a second program
 * too; it ends with the connection, by logging out, and where the person is
 * deactivated or given a new password.
 */
import { AppError } from '../../core/contract/errors.ts';
import { mayAs, ROLE_NAMES, type PersonInfo, type Role, type Who } from '../../core/contract/people.ts';
import type { StoredPerson } from '../database/people-table.ts';
import { infoOf, type People } from './people.ts';

export class Session {
  readonly #people: People;
  #name: string | null = null;
  #epoch = 0;
  #locked = false;
  /** Milliseconds since 1970 of the last sign of a hand. */
  #touched = 0;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;

  constructor(people: People) {
    this.#people = people;
    this.#stop = people.onChange(() => this.#tell());
  }

  /** The connection is gone. */
  end(): void {
    this.#stop();
    this.#listeners.clear();
  }

  /** Calls back when somebody else may be here, or the lock went on or off, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The one who is logged in and may still be, locked or not. */
  get person(): StoredPerson | null {
    if (this.#name === null) return null;
    const person = this.#people.active(this.#name);
    return person && this.#people.epochOf(person.name) === this.#epoch ? person : null;
  }

  /** Changes whenever somebody else is here: what was begun for one is not given to another. */
  get identity(): string {
    if (!this.#people.kept) return 'single';
    const { person } = this;
    return person ? `person ${person.name} ${this.#epoch}` : 'nobody';
  }

  /** Under which name what is done here is kept. */
  get author(): string {
    return this.#people.kept ? (this.person?.name ?? '') : this.#people.ownName;
  }

  /** True where only a password opens this connection again. Idle time is counted whenever somebody asks. */
  get locked(): boolean {
    const { person } = this;
    if (!person) return false;
    const minutes = this.#people.idleMinutes;
    if (!this.#locked && minutes > 0 && this.#people.now() - this.#touched >= minutes * 60_000) this.#lock(person, `after ${minutes} minutes`);
    return this.#locked;
  }

  /** There is a hand: the time until it locks begins anew. */
  touch(): void {
    if (!this.locked) this.#touched = this.#people.now();
  }

  who(): Who {
    const { locked, person } = this;
    return {
      mode: this.#people.kept ? 'people' : 'single',
      person: person ? infoOf(person) : null,
      locked,
      idleMinutes: this.#people.idleMinutes,
      theme: this.#people.themeOf(person),
      author: this.author,
      version: this.#people.version,
    };
  }

  /**
   * Lets a call through, or not.
   *
   * @throws AppError `login-needed` where nobody is logged in or it is locked, `not-allowed`
   */
  admit(least: Role): void {
    if (!this.#people.kept) return;
    const { person } = this;
    if (!person) throw new AppError('login-needed', 'Log in first.', { hint: 'With your name and your password.', details: { locked: false } });
    if (this.locked) throw new AppError('login-needed', 'This window is locked.', { hint: 'Unlock it with your password.', details: { locked: true } });
    if (!mayAs(person.role, least)) {
      throw new AppError('not-allowed', `As ${ROLE_NAMES[person.role].toLowerCase()} you may not do this.`, { hint: `It takes a ${ROLE_NAMES[least].toLowerCase()}.`, details: { role: person.role, needs: least } });
    }
  }

  async login(name: string, password: string): Promise<Who> {
    if (!this.#people.kept) throw new AppError('person-refused', 'No people are kept here: nobody needs to log in.', { hint: 'Login is turned on in the settings.' });
    const person = await this.#people.check(name, password);
    if (this.person && this.person.name !== person.name) this.#people.note('logout', `for ${person.name}`, this.person.name);
    this.#enter(person.name);
    return this.who();
  }

  async unlock(password: string): Promise<Who> {
    const { person } = this;
    if (!person) throw new AppError('login-needed', 'Log in first.', { hint: 'With your name and your password.', details: { locked: false } });
    const { identity } = this;
    await this.#people.check(person.name, password);
    // Another may have logged in while the password was looked at.
    if (this.identity === identity && this.#locked) {
      // First noted, then done: what cannot be noted does not open.
      this.#people.note('unlocked', '', person.name);
      this.#locked = false;
      this.#touched = this.#people.now();
      this.#tell();
    }
    return this.who();
  }

  lock(): Who {
    const { locked, person } = this;
    if (person && !locked) this.#lock(person, '');
    return this.who();
  }

  #lock(person: StoredPerson, why: string): void {
    this.#locked = true;
    this.#people.note('locked', why, person.name);
    this.#tell();
  }

  logout(): Who {
    const { person } = this;
    this.#name = null;
    this.#locked = false;
    if (person) this.#people.note('logout', '', person.name);
    this.#tell();
    return this.who();
  }

  /** Turns login on; whoever did it is logged in here. */
  async begin(name: string, display: string, password: string): Promise<Who> {
    const person = await this.#people.begin(name, display, password, this.author);
    this.#enter(person.name);
    return this.who();
  }

  async changePassword(before: string, password: string): Promise<Who> {
    const { person } = this;
    if (!person) throw new AppError('person-refused', 'No people are kept here, and no passwords.', { hint: 'Login is turned on in the settings.' });
    await this.#people.check(person.name, before);
    await this.#people.setPassword(person.name, password, person.name, (epoch) => (this.#epoch = epoch));
    return this.who();
  }

  /** A new password for somebody else. */
  resetPassword(name: string, password: string): Promise<PersonInfo> {
    return this.#people.setPassword(name, password, this.author);
  }

  #enter(name: string): void {
    this.#people.entered(name);
    this.#name = name;
    this.#epoch = this.#people.epochOf(name);
    this.#locked = false;
    this.#touched = this.#people.now();
    this.#tell();
  }
}
