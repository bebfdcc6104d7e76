/**
 * A reader who answers from a reference: what the program's own lists are worth,
 * in decisions. Each thing done costs one: a list closed or put off, a part of a
 * list chosen, what is chosen relabelled, a beat opened and relabelled.
 */
import { BEAT_ORDERS, orderer, type BeatOrder } from '../../core/review/beat-orders.ts';
import { CLASS_INDEX, classOfCode, plainCode, type BeatClass } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';

/** What the reference says of a tested beat: an index of CLASSES, X where it has no beat there. Q says nothing, so it is never mended. */
export type Truth = Uint8Array;

/** What a reader may say that beats are. */
const SAID = ['N', 'S', 'V', 'F', 'X'] as const satisfies readonly BeatClass[];

/**
 * Whether a label is one that the reader mends: wrong, and of S or V on either
 * side. A fusion called V is no false V (EC57) and is left.
 */
function wrong(truth: number, label: number): 0 | 1 {
  if (truth === label || truth === CLASS_INDEX.Q) return 0;
  if (label === CLASS_INDEX.V && truth === CLASS_INDEX.F) return 0;
  return [truth, label].some((one) => one === CLASS_INDEX.S || one === CLASS_INDEX.V) ? 1 : 0;
}

/** One thing to do to some rows. */
interface Step {
  rows: Int32Array;
  to: (typeof SAID)[number];
  /** Wrong labels that it mends, less those that it makes. */
  mends: number;
  /** 1: all that is shown, or one beat. 2: a part is chosen first. */
  cost: 1 | 2;
}

/** What the reader does on is told one relabelling after the other. */
export interface Desk {
  beats: BeatColumns;
  relabel(rows: Int32Array, code: number): void;
  /** Called after every decision, with how many there were so far. */
  decided(decisions: number): void;
}

export class Reader {
  decisions = 0;
  readonly #desk: Desk;
  readonly #truth: Truth;
  readonly #ordered: (rows: Int32Array, order: BeatOrder) => Int32Array;

  readonly #orders: readonly BeatOrder[];

  /**
   * @param width ms of each beat's QRS complex, NaN where it is not told
   * @param orders in which beats can be laid beside each other
   */
  constructor(desk: Desk, truth: Truth, width: ArrayLike<number>, orders: readonly BeatOrder[] = BEAT_ORDERS) {
    this.#desk = desk;
    this.#orders = orders;
    this.#truth = truth;
    this.#ordered = orderer(desk.beats, (row) => width[row]!);
  }

  /**
   * Looks along some beats and mends what is worth it; then they are closed, or put off where something wrong is left.
   *
   * @param worth labels that a decision must mend, at least
   * @returns labels that the best step left undone would mend, a decision; 0 where nothing wrong is left
   */
  visit(rows: Int32Array, worth: number): number {
    const orders = this.#ordersOf(rows);
    let best: Step | null;
    while ((best = this.#bestStep(rows, orders)) !== null && best.mends / best.cost >= worth) {
      if (best.cost === 2) this.#decide();
      this.#desk.relabel(best.rows, plainCode(best.to));
      this.#decide();
    }
    this.#decide();
    return best === null ? 0 : best.mends / best.cost;
  }

  /** One beat, whatever it is. */
  single(row: number): void {
    const to = this.#truth[row]!;
    if (wrong(to, this.#label(row)) === 1) this.#desk.relabel(Int32Array.of(row), to);
    this.#decide();
  }

  /** Whether any label of these is one to mend. */
  anyWrong(rows: Int32Array): boolean {
    return rows.some((row) => wrong(this.#truth[row]!, this.#label(row)) === 1);
  }

  /** Places of the rows in each order. */
  #ordersOf(rows: Int32Array): Int32Array[] {
    const place = new Map(Array.from(rows, (row, i) => [row, i]));
    return this.#orders.map((order) => this.#ordered(rows, order).map((row) => place.get(row)!));
  }

  #decide(): void {
    this.decisions++;
    this.#desk.decided(this.decisions);
  }

  #label(row: number): number {
    return CLASS_INDEX[classOfCode(this.#desk.beats.code[row]!)];
  }

  /** The step that mends most, a decision; null where nothing is wrong. */
  #bestStep(rows: Int32Array, orders: readonly Int32Array[]): Step | null {
    const now = Int8Array.from(rows, (row) => wrong(this.#truth[row]!, this.#label(row)));
    const first = now.indexOf(1);
    if (first < 0) return null;
    // One beat opened; anything else must do better than one label a decision.
    let best: Step = { rows: Int32Array.of(rows[first]!), to: SAID.find((to) => CLASS_INDEX[to] === this.#truth[rows[first]!]!)!, mends: 1, cost: 1 };
    for (const to of SAID) {
      const gain = now.map((is, i) => is - wrong(this.#truth[rows[i]!]!, CLASS_INDEX[to]));
      const whole = gain.reduce((sum, each) => sum + each, 0);
      if (whole > best.mends / best.cost) best = { rows, to, mends: whole, cost: 1 };
      for (const order of orders) {
        const { sum, from, end } = bestSpan(order, gain);
        if (sum / 2 > best.mends / best.cost) best = { rows: order.slice(from, end).map((at) => rows[at]!), to, mends: sum, cost: 2 };
      }
    }
    return best;
  }
}

/** The part of a list whose gains add up to most. */
function bestSpan(order: Int32Array, gain: Int8Array): { sum: number; from: number; end: number } {
  let [best, from, end] = [0, 0, 0];
  let [sum, start] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    sum += gain[order[i]!]!;
    if (sum <= 0) {
      sum = 0;
      start = i + 1;
    } else if (sum > best) [best, from, end] = [sum, start, i + 1];
  }
  return { sum: best, from, end };
}
