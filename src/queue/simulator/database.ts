import { AsyncLocalStorage } from 'node:async_hooks';

/** A table of the simulated database. Rows are copied on the way in and out. */
export interface Table<Row> {
  /** The committed row, or the one this transaction wrote. */
  get(id: string): Promise<Row | undefined>;
  /** All committed rows, with what this transaction wrote. */
  all(): Promise<readonly Row[]>;
  /** Writes a row; in a transaction others see it after the commit. */
  set(id: string, row: Row): Promise<void>;
}

/** What a transaction offers besides the tables. */
export interface Transaction {
  /** Runs `callback` once the transaction has committed, and not at all when it rolled back. */
  readonly afterCommit: (callback: () => void | Promise<void>) => void;
}

/** Thrown out of a transaction that a fault rolled back. */
export class RollbackError extends Error {
  override readonly name = 'RollbackError';

  constructor(transaction: string) {
    super(`Transaction "${transaction}" was rolled back by a fault; nothing it wrote remains.`);
  }
}

type Rows = Map<string, unknown>;
type Writes = Map<string, Rows>;

/** What the open transaction wrote; one storage for all worlds, as Node walks through each at every promise. */
const open = new AsyncLocalStorage<Writes>();

/** A tiny database with read-committed transactions: enough to show what a task sees before a commit. */
export class Database {
  readonly #tables: Writes = new Map();
  readonly #reach: () => Promise<void>;

  /** @param reach awaited at each access, so that a crashed process gets no further */
  constructor(reach: () => Promise<void>) {
    this.#reach = reach;
  }

  table<Row>(name: string): Table<Row> {
    const rows = (writes: Writes): Rows => {
      const found = writes.get(name) ?? new Map<string, unknown>();
      writes.set(name, found);
      return found;
    };
    const visible = (): Map<string, Row> => {
      const written = open.getStore();
      return new Map([...rows(this.#tables), ...(written === undefined ? [] : rows(written))]) as Map<
        string,
        Row
      >;
    };
    return {
      get: async (id) => {
        await this.#reach();
        return structuredClone(visible().get(id));
      },
      all: async () => {
        await this.#reach();
        return structuredClone([...visible().values()]);
      },
      set: async (id, row) => {
        await this.#reach();
        rows(open.getStore() ?? this.#tables).set(id, structuredClone(row));
      },
    };
  }

  /** Runs `act` outside of the transaction that happens to be open where it is called from. */
  outside<T>(act: () => T): T {
    return open.exit(act);
  }

  /**
   * Runs `work` in a transaction.
   * @param commit wraps the moment the writes become visible: it may wait, crash, or throw to roll back
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    commit: (apply: () => Promise<void>) => Promise<void>,
  ): Promise<T> {
    const writes: Writes = new Map();
    const callbacks: (() => void | Promise<void>)[] = [];
    const result = await open.run(writes, () =>
      work({ afterCommit: (callback) => callbacks.push(callback) }),
    );
    await commit(() => {
      for (const [name, rows] of writes) {
        const table = this.#tables.get(name) ?? new Map<string, unknown>();
        this.#tables.set(name, new Map([...table, ...rows]));
      }
      return Promise.resolve();
    });
    for (const callback of callbacks) await this.outside(callback);
    return result;
  }
}
