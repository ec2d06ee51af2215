/** KNOWLEDGE: what a queue library calls things. Declarative: no compiler calls, no judgement. */

/**
 * Where something sits in a call: `#1` argument 1, `#1.data` a property of it, `#0[]` each element of an array,
 * `#*` every argument, `#last` the last argument. For a worker's function, `param0.data` is a property of its first parameter.
 */
export type Locator = string;

/** A way in which the library is handed a payload. */
export interface EnqueueLocator {
  /** Class or interface that declares the member; absent for an exported function. */
  readonly owner?: string;
  readonly member: string;
  /** Overload of this member: which argument decides (`arg0:string`, `arg0:other`). */
  readonly when?: 'arg0:string' | 'arg0:other';
  readonly name?: Locator;
  /** Locates a task definition: the call that made it names task and queue. */
  readonly task?: Locator;
  /** Locates the queue's name in the call; otherwise it is the receiver's. */
  readonly queueName?: Locator;
  readonly payload: Locator;
  readonly options?: Locator;
  /** The payload locator names one of many items. */
  readonly bulk?: boolean;
  /** A property below the item that holds more items of the same shape (flows). */
  readonly children?: string;
  /** The library produces this task by a schedule. */
  readonly scheduled?: boolean;
  /** Whether the queue's own default options apply (default true). */
  readonly queueDefaults?: boolean;
}

/** A construction that names a queue and may fix default options for it. */
export interface QueueLocator {
  /** Constructed class, or callable export. */
  readonly construct?: string;
  /** Static member that registers queues (`BullModule.registerQueue`). */
  readonly call?: { readonly owner?: string; readonly member: string };
  readonly name: Locator;
  readonly defaults?: Locator | readonly Locator[];
  /** `global` defaults apply to every queue of the program (`BullModule.forRoot`). */
  readonly scope?: 'queue' | 'global';
  /** Locates a factory whose returned object holds what the other locators look for. */
  readonly factory?: Locator;
}

/** A way in which the library is given a function that runs tasks. */
export type WorkerLocator =
  | {
      readonly kind: 'construct' | 'call';
      readonly owner?: string;
      readonly member: string;
      readonly queueName: Locator;
      /** The queue's name where the locator finds none. */
      readonly defaultQueue?: string;
      readonly taskName?: Locator;
      readonly body: Locator;
      readonly payload: Locator;
      readonly options?: Locator;
    }
  | {
      readonly kind: 'class';
      /** Class decorator that makes it a worker. */
      readonly decorator: string;
      readonly queueName: Locator;
      readonly options?: Locator;
      /** Method that runs every task, or the method decorator that marks each task's method. */
      readonly method?: string;
      readonly methodDecorator?: { readonly name: string; readonly taskName: Locator };
      readonly payload: Locator;
    };

/** How the wire treats values; see `codecs.ts`. */
export type CodecId = 'json' | 'strict-json';

/** How the library repeats failed tasks. Delays in `unit`. */
export interface RetryFacts {
  /** Option path that holds the number of runs or retries. */
  readonly attempts: string;
  /** Whether `attempts` counts every run or only the repeats. */
  readonly counts: 'runs' | 'retries';
  /** Used when no option is set, counted as `counts` says. */
  readonly default: number;
  /** Option path of the whole back-off setting. */
  readonly backoff: string;
  /** Below `backoff`. */
  readonly type?: string;
  readonly delay: string;
  readonly jitter?: string;
  /** Unit of `delay`. */
  readonly unit: 'ms' | 's';
  /** Delay before retry n (1-based), from the base delay d. */
  readonly formula: 'd*2^(n-1)' | 'd*(2^n-1)';
  /** Whether a bare number as back-off means a fixed delay. */
  readonly numberIsFixed?: boolean;
  /** Library default of the first delay, in `unit`; 0 = immediately. */
  readonly defaultDelay: number;
  readonly defaultGrows?: boolean;
  /** The option text that gives at least 3 runs and a first delay of 10 s. */
  readonly recipe: { readonly attempts: string; readonly backoff: string };
}

/** What the library keeps of finished tasks. */
export interface ResultFacts {
  /** Option paths that limit how long finished and failed tasks are kept. */
  readonly retention: readonly string[];
  /** The same in a worker's options, where the library has it. */
  readonly workerRetention?: readonly string[];
  readonly default: 'forever' | 'delete';
  /** Members that read a finished task or its result: `Owner.member`. */
  readonly readers: readonly string[];
  /** Members that remove finished tasks by hand: `Owner.member`. */
  readonly cleaners: readonly string[];
  /** Option text that keeps finished tasks for a limited time, keyed by retention path. */
  readonly recipe: Readonly<Record<string, string>>;
}

/** One library. */
export interface QueueAdapter {
  readonly id: string;
  /** npm packages that declare the symbols, with the semver range this file describes. */
  readonly packages: Readonly<Record<string, string>>;
  /** Adapter whose codec, retry and result facts apply (framework bindings). */
  readonly binds?: string;
  /** Human name. */
  readonly title: string;
  readonly enqueue: readonly EnqueueLocator[];
  readonly queues: readonly QueueLocator[];
  readonly workers: readonly WorkerLocator[];
  /** Parameter or property decorators that inject a queue: the argument is its name. */
  readonly inject?: readonly { readonly decorator: string; readonly name: Locator }[];
  /** Type name (class or interface) of a running task, as worker functions receive it. */
  readonly jobTypes?: readonly string[];
  /** Property of a running task that holds the payload. */
  readonly jobPayload?: string;
  /** Option paths that make the enqueue a schedule. */
  readonly scheduleOptions?: readonly string[];
  readonly codec: CodecId;
  readonly retry?: RetryFacts;
  readonly results?: ResultFacts;
}

/** Checks an adapter's shape at compile time and keeps its literal types out of the way. */
export function defineQueue(adapter: QueueAdapter): QueueAdapter {
  return adapter;
}
