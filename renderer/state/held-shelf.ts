/**
 * The window's own storage for edits that could not be saved: an IndexedDB of its
 * origin, which outlives a reload, a crash and the program. What lies in it is
 * sealed; in clear stand the case's id, the tab and the time. Each record is in
 * the hands of one tab, which holds a lock by its name: where that lock is gone,
 * so is the tab, and another takes what it left.
 */

export interface Shelved {
  id: number;
  caseId: string;
  tab: string;
  /** Milliseconds since 1970, UTC. */
  at: number;
  sealed: Uint8Array<ArrayBuffer>;
}

export interface Shelf {
  /** Puts an edit away; its id, once it is on the disk. */
  add(record: Pick<Shelved, 'caseId' | 'at' | 'sealed'>): Promise<number>;
  /** All records that are in the hands of this tab, oldest first, those of tabs that are gone among them. */
  claim(): Promise<Shelved[]>;
  remove(id: number): Promise<void>;
  /** From now on another tab may take what this one put away. */
  letGo(): void;
}

const STORE = 'edits';
const CLAIMING = 'isoline-held';
const lockOf = (tab: string): string => `${CLAIMING}/${tab}`;

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the storage of the window failed')));
  });
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open('isoline-held', 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE, { keyPath: 'id', autoIncrement: true }));
  return answered(request);
}

/** Does one thing in a transaction of its own, which is on the disk when this resolves. */
async function inOne<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await opened();
  try {
    const transaction = db.transaction(STORE, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the storage of the window failed')));
    });
    const [result] = await Promise.all([answered(work(transaction.objectStore(STORE))), done]);
    return result;
  } finally {
    db.close();
  }
}

/** The storage of this window; null where the page has none. */
export function windowShelf(): Shelf | null {
  if (!('indexedDB' in globalThis) || !('locks' in navigator)) return null;
  const tab = crypto.randomUUID();
  let letGo: () => void = () => undefined;
  const living = new Promise<void>((alive) => {
    void navigator.locks.request(lockOf(tab), () => {
      alive();
      return new Promise<void>((gone) => (letGo = gone));
    });
  });
  return {
    add: async (record) => {
      await living;
      return Number(await inOne('readwrite', (store) => store.add({ ...record, tab })));
    },
    claim: async () => {
      await living;
      return navigator.locks.request(CLAIMING, async () => {
        const { held = [] } = await navigator.locks.query();
        const alive = new Set(held.map(({ name }) => name));
        const mine: Shelved[] = [];
        for (const record of await inOne<Shelved[]>('readonly', (store) => store.getAll())) {
          if (record.tab !== tab && alive.has(lockOf(record.tab))) continue;
          if (record.tab !== tab) await inOne('readwrite', (store) => store.put({ ...record, tab }));
          mine.push({ ...record, tab });
        }
        return mine;
      });
    },
    remove: (id) => inOne('readwrite', (store) => store.delete(id)),
    letGo: () => letGo(),
  };
}
