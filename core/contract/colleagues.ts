/** People at one case: who has it, questions between colleagues, second readings and how they are settled. */
import { z } from 'zod';
import type { Agreement } from '../review/agreement.ts';
import type { Settled } from '../review/case-people.ts';
import { command, query } from './define.ts';
import type { EditResult } from './types.ts';

const caseId = z.string().min(1).max(64);
/** A colleague's name as it stands in journals. */
const colleague = z.string().trim().max(80);
const text = z.string().max(4000);
const question = z.string().min(1).max(64);

/** Two readings of one recording. */
const pair = z.object({ first: caseId, second: caseId });

export const decisionSchema = z.union([z.enum(['first', 'second', 'stands']), z.object({ code: z.number().int().min(0).max(255) })]);

/** Who read what, and when it was signed; the time is empty where it is not. */
export interface ReaderOf {
  caseId: string;
  name: string;
  signedAt: string;
  /** Revision that is compared. */
  revision: number;
}

/** Two readings compared. */
export interface Comparison {
  first: ReaderOf;
  second: ReaderOf;
  /** True where the second case was made as a second reading of the first; others are compared for the numbers alone. */
  linked: boolean;
  sampleRate: number;
  agreement: Agreement;
  /** Names of the templates that differing beats are of. */
  templates: Record<string, string>;
  /** Who settles, empty until somebody has begun. */
  settledBy: string;
  settling: boolean;
  /** How differences were settled, by id. */
  settled: Record<string, Settled>;
  /** Differences that wait for a decision, in the order of the lists. */
  open: string[];
  /** Why the caller cannot settle, empty where they can. */
  cannot: string;
}

/** The group `colleagues` of the contract. */
export const colleaguesGroup = {
  /** Names that a case can be given to, in order. */
  names: query<string[]>()(z.object({})),
  /** Gives the case to a person, or to nobody where `to` is empty. */
  assign: command<EditResult>()(z.object({ caseId, to: colleague })),
  /** Puts a question at a sample, to a person or, where `to` is empty, to anybody. */
  ask: command<EditResult>()(z.object({ caseId, at: z.number().finite().min(0), to: colleague, text: text.min(1) })),
  answer: command<EditResult>()(z.object({ caseId, question, text: text.min(1) })),
  /** Hands a question on to somebody else; `text` may say why. */
  hand: command<EditResult>()(z.object({ caseId, question, to: colleague, text: text.default('') })),
  withdraw: command<EditResult>()(z.object({ caseId, question, text: text.default('') })),
  /** Makes a case of its own out of the recording and the analysis of this one, for a second reader who sees nothing of the first. */
  beginSecond: command<{ caseId: string }>()(z.object({ caseId, to: colleague.min(1) })),
  /** Two readings beside each other. Of a second reading only once both are signed. */
  compare: query<Comparison>()(pair),
  /** Reopens the first reading so that a third reader can settle what differs. */
  beginSettling: command<EditResult>()(pair),
  /** Settles a difference, or one beat of it (`place` in its list): an ordinary edit of the first reading. */
  settle: command<EditResult>()(pair.extend({ difference: z.string().min(1).max(300), place: z.number().int().min(0).nullable().default(null), decision: decisionSchema })),
} as const;
