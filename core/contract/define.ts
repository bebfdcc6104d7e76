/**
 * The vocabulary in which the contract is written: a *query* reads, a *command*
 * writes, a *job* streams progress and can be cancelled, a *subscription*
 * streams events until it is closed.
 */
import type { z } from 'zod';

export type ProcedureKind = 'query' | 'command' | 'job' | 'subscription';

/** One procedure. `_out` and `_item` carry types only and never hold a value. */
export interface Procedure<K extends ProcedureKind = ProcedureKind, S extends z.ZodType = z.ZodType, Out = unknown, Item = unknown> {
  readonly kind: K;
  readonly input: S;
  readonly _out?: Out;
  readonly _item?: Item;
}

export type Group = Readonly<Record<string, Procedure>>;
export type ContractShape = Readonly<Record<string, Group>>;

/** A procedure that reads and changes nothing. */
export const query =
  <Out>() =>
  <S extends z.ZodType>(input: S): Procedure<'query', S, Out, never> => ({ kind: 'query', input });

/** A procedure that writes; its output tells the revision it made where there is one. */
export const command =
  <Out>() =>
  <S extends z.ZodType>(input: S): Procedure<'command', S, Out, never> => ({ kind: 'command', input });

/** A procedure that takes its time: items of progress, then an output; can be cancelled. */
export const job =
  <Item, Out>() =>
  <S extends z.ZodType>(input: S): Procedure<'job', S, Out, Item> => ({ kind: 'job', input });

/** A stream of events that lasts until the listener closes it. */
export const subscription =
  <Item>() =>
  <S extends z.ZodType>(input: S): Procedure<'subscription', S, void, Item> => ({ kind: 'subscription', input });

export type InputOf<P> = P extends Procedure<ProcedureKind, infer S, unknown, unknown> ? z.input<S> : never;
export type ParsedInputOf<P> = P extends Procedure<ProcedureKind, infer S, unknown, unknown> ? z.output<S> : never;
export type OutputOf<P> = P extends { readonly _out?: infer Out } ? Out : never;
export type ItemOf<P> = P extends { readonly _item?: infer Item } ? Item : never;

/** As much of an `AbortSignal` as a handler needs; every real one fits. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What a handler is given besides its input. */
export interface CallContext<Item> {
  /** Aborted when the caller cancels, closes or goes away. */
  readonly signal: CancelSignal;
  /** Sends one item; resolves when the listener has room for another, so that a slow one costs no memory. */
  emit(item: Item): Promise<void>;
  /** Who calls, for the journal and the access log. */
  readonly author: string;
}

export type Handler<P> = (input: ParsedInputOf<P>, context: CallContext<ItemOf<P>>) => Promise<OutputOf<P>> | OutputOf<P>;

/** What a service implements: one function per procedure of its group. */
export type Handlers<G extends Group> = { readonly [Name in keyof G]: Handler<G[Name]> };

/** A running job or subscription on the caller's side. */
export interface Running<Item, Out> {
  /** Items in order; iterating grants credit for more. Ends when the job ends, throws as `result` does. */
  readonly items: AsyncIterable<Item>;
  readonly result: Promise<Out>;
  cancel(): void;
}

export type Call<P> =
  P extends Procedure<'query' | 'command'> ? (input: InputOf<P>) => Promise<OutputOf<P>> : (input: InputOf<P>) => Running<ItemOf<P>, OutputOf<P>>;

/** The caller's side of a contract: `client.library.list({})`. */
export type Client<C extends ContractShape> = { readonly [G in keyof C]: { readonly [Name in keyof C[G]]: Call<C[G][Name]> } };
