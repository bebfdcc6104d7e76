/** People of a workplace: roles, what each may do, and what crosses the contract about them. */
import { z } from 'zod';
import { command, query } from './define.ts';
import type { AccessLine } from './types.ts';

/** From the least to the most. Each may do what those before it may. */
export const ROLES = ['observer', 'technician', 'reader', 'lead'] as const;
export type Role = (typeof ROLES)[number];

/** Looks: reads cases. Technician: also imports, prepares, edits. Reader: also signs. Lead: also settings and people. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = { observer: 'Observer', technician: 'Technician', reader: 'Reader', lead: 'Lead reader' };
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  observer: 'looks',
  technician: 'imports, prepares, edits',
  reader: 'edits, signs',
  lead: 'edits, signs, settings, people',
};

/** True where `role` may do what `least` may. */
export function mayAs(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** Least characters of a password. */
export const LEAST_PASSWORD = 8;
/** Minutes without a hand on the window until it is locked, where the workplace says nothing else. */
export const DEFAULT_IDLE_MINUTES = 15;
/** Setting of the workplace that holds these minutes; 0 never locks. */
export const IDLE_SETTING = 'lock.minutes';

/** What each person sets for themselves; everything else is the workplace's. */
export const OWN_SETTINGS = ['theme', 'keys', 'language', 'units', 'paper', 'colours'] as const;

/** A person as the others see them. */
export interface PersonInfo {
  /** What stands in journals. Never changed, never given to another. */
  name: string;
  /** What is shown and printed; empty once it was erased, then the name stands. */
  display: string;
  role: Role;
  /** False: cannot log in any more. Their lines keep their name. */
  active: boolean;
  /** UTC, ISO 8601. */
  since: string;
  lastLogin: string | null;
}

/** Who is at this connection. */
export interface Who {
  /** `single`: no people are kept, whoever is at this computer may do everything. */
  mode: 'single' | 'people';
  /** Null in `single`, and until someone has logged in. */
  person: PersonInfo | null;
  /** Somebody is logged in, and only their password opens this connection again. */
  locked: boolean;
  /** 0: never locks. */
  idleMinutes: number;
  theme: 'light' | 'dark';
  /** Under which name edits are kept, empty while nobody is logged in. */
  author: string;
  /** Of the program. */
  version: string;
}

/** How a chain of the workplace's access log stands. */
export interface AccessProof {
  ok: boolean;
  lines: number;
  /** Hash of the last line, hex. */
  head: string;
  troubles: string[];
}

/** Letters, digits and a few signs: it stands in journals and on paper. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._'@-]*$/u, 'letters, digits, space and . _ - \' @');
/** Any string may be tried; what is too short fails as any other. */
const tried = z.string().max(1000);
const password = z.string().min(LEAST_PASSWORD, `a password has at least ${LEAST_PASSWORD} characters`).max(1000);
const display = z.string().trim().max(80);
const role = z.enum(ROLES);

/** The group `people` of the contract. */
export const peopleGroup = {
  /** Never refused: what a window needs to know before anyone is logged in. */
  who: query<Who>()(z.object({})),
  login: command<Who>()(z.object({ name: z.string().max(200), password: tried })),
  /** Opens a locked connection for the one who is logged in. */
  unlock: command<Who>()(z.object({ password: tried })),
  lock: command<Who>()(z.object({})),
  logout: command<Who>()(z.object({})),
  /** There is a hand on the window: the time until it locks begins anew. */
  stay: command<Who>()(z.object({})),
  /** Turns login on: the first lead reader, who is then logged in here. Refused where people are kept already. */
  begin: command<Who>()(z.object({ name, display: display.default(''), password })),
  list: query<PersonInfo[]>()(z.object({})),
  add: command<PersonInfo>()(z.object({ name, display: display.default(''), role, password })),
  /** Changes what is given. An empty `display` erases it; `active: false` ends the person's sessions. The last lead reader stays. */
  change: command<PersonInfo>()(z.object({ name, display: display.optional(), role: role.optional(), active: z.boolean().optional() })),
  /** A new password for somebody else; ends their sessions. */
  resetPassword: command<PersonInfo>()(z.object({ name, password })),
  /** A new password for oneself. */
  changePassword: command<Who>()(z.object({ before: tried, password })),
  /** The workplace's access log, newest first. */
  access: query<AccessLine[]>()(z.object({ limit: z.number().int().min(1).max(100_000).default(500) })),
  /** Recomputes the chain of the workplace's access log. */
  verify: query<AccessProof>()(z.object({})),
} as const;
