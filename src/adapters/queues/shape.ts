/** KNOWLEDGE: what a queue library calls things. Declarative: no compiler calls, no judgement. */
import type { CodecId } from '../codecs.js';
import type { InvalidOption } from './invalid-options.js';
import type {
  Capabilities,
  DedupFacts,
  EmitterFacts,
  ResultFacts,
  RetryFacts,
  WaitFacts,
} from './policies.js';

/**
 * Where something sits in a call: `#1` argument 1, `#last` the last, `#1+` argument 1 and every one after it, `#*` every
 * argument; then `.data` a property, `[]` each element, `.*` every property, and at the end `|text` what was made a text of
 * (`JSON.stringify(x)`, `Buffer.from(JSON.stringify(x))`). `origin#0` is argument 0 of the call that the site comes from: the
 * first call of `start(f)(x)`, the proxy's factory, or the first call of a builder chain. `receiver` is what the member is
 * called on. For a worker's function `param0.data` is a property of its first parameter, `param0[].data` that of each element,
 * `param*` every parameter, `this.payload` a member of its class.
 */
export type Locator = string;

/** A way in which the library is handed a payload. */
export interface EnqueueLocator {
  /** Class, interface or type alias that declares the member; absent for an exported function. */
  readonly owner?: string;
  readonly member: string;
  /** Semver range of the declaring package; absent: every version the adapter describes. */
  readonly versions?: string;
  /** Overload of this member: which argument decides. */
  readonly when?: 'arg0:string' | 'arg0:other' | 'arg0:array' | 'arg0:object' | 'arg1:array' | 'arg1:object';
  /** A command object: `member` is a class whose instance is handed to a call of this name (`client.send(new X(…))`). */
  readonly sentBy?: string;
  /** `curried`: `member(f)(x)`; `proxy`: a function of the object that `member(…)` returns. */
  readonly through?: 'curried' | 'proxy';
  /** A builder: options are set by calls on the result or before it; `terminal` hands it over. */
  readonly chain?: {
    /** Option path by the argument of the setter that sets it (`{ 'backoff.delay': 'backoff#1' }`), or a property: `{ retry: '=retry' }`. */
    readonly setters: Readonly<Record<string, string>>;
    /** Member that begins the builder, when `member` is the one that hands it over. */
    readonly root?: string;
    /** Member that hands over what `member` begins; without it and `root` the builder is a promise itself. */
    readonly terminal?: string;
  };
  /** Only calls whose argument has this value; without one, those that give it at all. */
  readonly guard?: { readonly at: Locator; readonly equals?: string | number | boolean };
  readonly name?: Locator;
  /** Locates a task definition: the call that made it (or the class it is) names task and queue, and may hold defaults. */
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
  /** Locates the rhythm (cron expression, interval) of a schedule. */
  readonly schedule?: Locator;
  /** Whether the queue's own default options apply (default true). */
  readonly queueDefaults?: boolean;
  /** The call waits for the task's result. */
  readonly waits?: boolean;
  /** Member that takes many of these at once, if the library has one. */
  readonly bulkMember?: string;
}

/** An enqueue in SQL text. Its arguments are positional, or named `name => value`. */
export interface SqlLocator {
  readonly function: string;
  /** Names of its parameters in order; the first names the queue. */
  readonly parameters: readonly string[];
  /** The parameter that is the payload. */
  readonly payload: string;
  /** Option path by parameter. */
  readonly options: Readonly<Record<string, string>>;
}

/** A construction or call that names a queue and may fix default options for it. */
export interface QueueLocator {
  /** Constructed class, or callable export. */
  readonly construct?: string;
  /** Member that registers queues (`BullModule.registerQueue`, `boss.createQueue`). */
  readonly call?: { readonly owner?: string; readonly member: string };
  readonly versions?: string;
  /** Empty for one that is global. */
  readonly name: Locator;
  readonly defaults?: Locator | readonly Locator[];
  /** Properties that the type of the defaults asks for beside them, by the argument that says the same. */
  readonly beside?: Readonly<Record<string, Locator>>;
  /** Option path under which the defaults lie in an enqueue's own options (`retry` for a project's `retries.default`). */
  readonly under?: string;
  /** `global` defaults apply to every queue of the program (`BullModule.forRoot`). */
  readonly scope?: 'queue' | 'global';
  /** Locates a factory whose returned object holds what the other locators look for. */
  readonly factory?: Locator;
}

/** A way in which the library is given a function that runs tasks. */
export type WorkerLocator =
  | CallWorker
  | ClassWorker
  | MethodWorker
  | SubclassWorker
  | TypedWorker
  | ProxiedWorker
  | DirectiveWorker
  | FileWorker;

interface AnyWorker {
  readonly versions?: string;
  readonly payload: Locator;
}

/** `new Worker(name, fn)`, `queue.process(fn)`, `task({ id, run })`. */
export interface CallWorker extends AnyWorker {
  readonly kind: 'construct' | 'call';
  readonly owner?: string;
  readonly member: string;
  /**
   * `key` where the body is one of a map (`#0.taskList.*`): the property's name. Of a list (`#0.triggers[].event`) each
   * element names one; a value in its place is one element. Absent: the call does not say.
   */
  readonly queueName?: Locator;
  /** The queue's name where the locator finds none. */
  readonly defaultQueue?: string;
  readonly taskName?: Locator;
  readonly body: Locator;
  readonly options?: Locator;
  /** The call defines a task: options in it are the defaults of every enqueue of this task. */
  readonly defaults?: Locator;
}

/** A decorated class. */
export interface ClassWorker extends AnyWorker {
  readonly kind: 'class';
  /** Class decorator that makes it a worker. */
  readonly decorator: string;
  readonly queueName: Locator;
  readonly options?: Locator;
  /** Method that runs every task, or the method decorator that marks each task's method. */
  readonly method?: string;
  readonly methodDecorator?: { readonly name: string; readonly taskName: Locator };
}

/** A decorated method of any class. */
export interface MethodWorker extends AnyWorker {
  readonly kind: 'method';
  /** Class or namespace that holds the decorator, if one does. */
  readonly owner?: string;
  readonly decorator: string;
  /** Absent: the method's own name. */
  readonly queueName?: Locator;
  readonly defaults?: Locator;
}

/** A class of the program that extends the library's. */
export interface SubclassWorker extends AnyWorker {
  readonly kind: 'subclass';
  readonly base: string;
  readonly method: string;
  /** Static property with the task's options. */
  readonly defaults?: string;
  /** Option whose members may also stand beside it (`retry`: `maxRetries` for `retry.maxRetries`). */
  readonly short?: string;
}

/** A function whose type, or whose first parameter's, is the library's. */
export interface TypedWorker extends AnyWorker {
  readonly kind: 'typed';
  /** Type alias or interface of the function (`SQSHandler`), or of the object that holds it. */
  readonly type?: string;
  /** Property of that object. */
  readonly property?: string;
  /** Type of the function's first parameter (`SQSEvent`). */
  readonly parameter?: string;
  /** Property beside it that names the task (`slug`). */
  readonly named?: string;
  /** The file's name is the task's where the function is the file's default export; of others no name is known. */
  readonly fileNamed?: boolean;
}

/** Functions of the program that a proxy stands for: those of its type argument (`proxyActivities<typeof activities>(…)`). */
export interface ProxiedWorker extends AnyWorker {
  readonly kind: 'proxied';
  /** The function that makes the proxy. */
  readonly member: string;
}

/** A function whose body begins with a directive (`'use step'`). */
export interface DirectiveWorker extends AnyWorker {
  readonly kind: 'directive';
  readonly directive: string;
}

/** Default exports of the files of a folder that the program names to the library; the file's name is the task's. */
export interface FileWorker extends AnyWorker {
  readonly kind: 'file';
  /** Option of the library that holds the folder (`taskDirectory`). */
  readonly option: string;
}

/** A decorator that injects a queue. */
export interface InjectLocator {
  readonly decorator: string;
  readonly versions?: string;
  /** Locates the queue's name in the decorator's arguments. */
  readonly name: Locator;
}

/** Functions of one queue that each take the tasks of a name. */
export interface NamingFacts {
  /** Name of a task, and of a function, that is given none. */
  readonly unnamed: string;
  /** Name under which a function takes the tasks that no other takes. */
  readonly others: string;
}

/** One library, or some of its versions. */
export interface QueueAdapter {
  readonly id: string;
  /** npm packages that declare the symbols, with the semver range this file describes. */
  readonly packages: Readonly<Record<string, string>>;
  /** Adapter whose codec, retry and result facts apply (framework bindings). */
  readonly binds?: string;
  /** Human name. */
  readonly title: string;
  /** What kind of transport it is; default `queue`. */
  readonly kind?: 'queue' | 'workflow' | 'service' | 'stream' | 'in-process' | 'lossy';
  /** What its names name, for messages; default `queue`. */
  readonly unit?: 'queue' | 'task' | 'topic' | 'event' | 'workflow' | 'function' | 'channel';
  readonly enqueue: readonly EnqueueLocator[];
  readonly queues: readonly QueueLocator[];
  readonly workers: readonly WorkerLocator[];
  /** Its types may be global or generated, so that no file imports them. */
  readonly ambient?: {
    /** Base names of generated declaration files that declare them. */
    readonly files: readonly string[];
    /** Type names that a file which uses the library is likely to write. */
    readonly names: readonly string[];
  };
  /** A function in SQL text that enqueues (`graphile_worker.add_job`); also the `member` of the sites it makes. */
  readonly sql?: SqlLocator;
  /** Parameter or property decorators that inject a queue: the argument is its name. */
  readonly inject?: readonly InjectLocator[];
  /** Type name (class or interface) of a running task, as worker functions receive it. */
  readonly jobTypes?: readonly string[];
  /** Property of a running task that holds the payload. */
  readonly jobPayload?: string;
  /** Property of a running task that holds its name, for `switch (job.name)`. */
  readonly jobName?: string;
  /** How the library itself picks a function by the task's name; absent: every worker of a queue gets every task. */
  readonly naming?: NamingFacts;
  /** Option paths that make the enqueue a schedule. */
  readonly scheduleOptions?: readonly string[];
  readonly codec: CodecId;
  /** Its functions may be handed the values themselves as well, without the wire: a step runs where it is called. */
  readonly bypassesWire?: true;
  /** An enqueue option that picks another wire. */
  readonly codecOption?: { readonly path: string; readonly values: Readonly<Record<string, CodecId>> };
  readonly retry?: RetryFacts;
  readonly results?: ResultFacts;
  readonly dedup?: readonly DedupFacts[];
  readonly waits?: readonly WaitFacts[];
  readonly emitters?: readonly EmitterFacts[];
  readonly invalid?: readonly InvalidOption[];
  readonly capabilities?: Capabilities;
}

/** @returns whether what is handed over becomes a task: something keeps it, and may run it again. Not so in a process or on a socket. */
export function holdsTasks({ kind }: QueueAdapter): boolean {
  return kind !== 'in-process' && kind !== 'lossy';
}

/** A library as its file describes it: what differs between its versions stands in editions. */
export interface QueueLibrary extends QueueAdapter {
  /** What replaces the facts above in a semver range of each package, newest first. */
  readonly editions?: readonly Edition[];
}

/** Facts of some versions. */
export type Edition = Partial<Omit<QueueAdapter, 'id' | 'packages' | 'title'>> & {
  /** Semver range of every package of the adapter. */
  readonly versions: string;
};

/** Checks an adapter's shape at compile time and keeps its literal types out of the way. */
export function defineQueue(adapter: QueueLibrary): QueueLibrary {
  return adapter;
}

/** @returns one adapter per edition of a library, or the library itself. */
export function editionsOf(library: QueueLibrary): readonly QueueAdapter[] {
  const { editions, ...common } = library;
  if (!editions) return [common];
  return editions.map(({ versions, ...own }) => ({
    ...common,
    ...own,
    packages: Object.fromEntries(Object.keys(common.packages).map((name) => [name, versions])),
  }));
}
