/** Everything that an adapter says of a library's calls and options, with what the real types say to it. */
import type { QueueAdapter, WorkerLocator } from '../../src/adapters/queues/shape.js';
import {
  applying,
  declarationsOf,
  dotted,
  enqueueCall,
  located,
  queueCall,
  symbolClaims,
  workerCall,
  type Call,
  type Claim,
} from './adapter-symbols.js';
import type { Library } from './libraries.js';
import {
  anyOf,
  argumentTypes,
  follow,
  signaturesOf,
  symbolOf,
  verdict,
  type Found,
  type Reached,
} from './option-types.js';
import ts from 'typescript';

/** @returns every claim that can be held against an installed version. */
export function claimsOf(library: Library, adapter: QueueAdapter, bound: QueueAdapter): readonly Claim[] {
  const places = placesOf(library, adapter);
  return [
    ...symbolClaims(library, adapter),
    ...enqueueClaims(library, adapter),
    ...queueClaims(library, adapter, bound),
    ...workerClaims(library, adapter),
    ...(adapter.binds === undefined ? optionClaims(adapter, places, library) : []),
    ...memberClaims(library, adapter),
  ];
}

/** Where options are written. */
interface Places {
  readonly enqueue: readonly Place[];
  readonly queue: readonly Place[];
  readonly definition: readonly Place[];
  readonly worker: readonly Place[];
}

/** Answers whether an option path exists in one place. */
type Place = (path: string) => Found;

function placesOf(library: Library, adapter: QueueAdapter): Places {
  const inside =
    (reached: Reached, under?: string): Place =>
    (path) => {
      if (under === undefined) return verdict(follow(library, reached, path));
      return path.startsWith(`${under}.`)
        ? verdict(follow(library, reached, path.slice(under.length + 1)))
        : 'missing';
    };
  const workers = applying(library, adapter.workers);
  const withCall = workers.flatMap((worker) => {
    const call = workerCall(library, worker);
    return call ? [{ call, ...placed(worker) }] : [];
  });
  return {
    enqueue: applying(library, adapter.enqueue).flatMap((entry) => [
      ...(entry.options === undefined
        ? []
        : [inside(located(library, enqueueCall(library, entry), entry.options))]),
      ...(entry.chain ? [setterPlace(entry.chain.setters)] : []),
    ]),
    queue: applying(library, adapter.queues).flatMap((entry) =>
      listOf(entry.defaults).map((locator) =>
        inside(located(library, queueCall(library, entry), locator), entry.under),
      ),
    ),
    definition: [
      ...withCall.flatMap(({ call, defaults }) =>
        defaults === undefined ? [] : [inside(located(library, call, defaults))],
      ),
      ...workers.flatMap((worker) => {
        if (worker.kind === 'typed' && worker.type !== undefined)
          return [inside(typeNamed(library, worker.type))];
        if (worker.kind !== 'subclass' || worker.defaults === undefined) return [];
        return [inside(follow(library, classNamed(library, worker.base), worker.defaults))];
      }),
    ],
    worker: withCall.flatMap(({ call, options }) =>
      options === undefined ? [] : [inside(located(library, call, options))],
    ),
  };
}

/** A builder sets a path by a setter, or all below it, or an object that holds it. */
function setterPlace(setters: Readonly<Record<string, string>>): Place {
  return (path) =>
    Object.keys(setters).some((set) => `${set}.`.startsWith(`${path}.`) || path.startsWith(`${set}.`))
      ? 'typed'
      : 'missing';
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** The type that a name declares: of an instance, an interface or an alias, or what a constant constructs. */
function typeNamed({ checker, named }: Library, name: string): Reached {
  const symbols = (named.get(name) ?? []).flatMap((declaration) => symbolOf(checker, declaration) ?? []);
  const declared = symbols
    .filter(({ flags }) => (flags & ts.SymbolFlags.Type) !== 0)
    .map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
  const constructed = symbols
    .filter(({ flags }) => (flags & ts.SymbolFlags.Variable) !== 0)
    .flatMap((symbol) => checker.getTypeOfSymbol(symbol).getConstructSignatures())
    .map((signature) => signature.getReturnType());
  return { types: [...declared, ...constructed], open: false };
}

/** The class itself, with its static members. */
function classNamed({ checker, named }: Library, name: string): Reached {
  const symbols = (named.get(name) ?? []).flatMap((declaration) => symbolOf(checker, declaration) ?? []);
  return { types: symbols.map((symbol) => checker.getTypeOfSymbol(symbol)), open: false };
}

/** The locators of every overload lead somewhere. */
function enqueueClaims(library: Library, adapter: QueueAdapter): readonly Claim[] {
  return applying(library, adapter.enqueue)
    .filter((entry) => declarationsOf(library, entry).length > 0)
    .flatMap((entry) => {
      const call = enqueueCall(library, entry);
      const { name, task, queueName, payload, schedule, guard } = entry;
      const lead = [name, task, queueName, payload, schedule, guard?.at].map((locator) =>
        locatorClaim(library, call, locator),
      );
      const items = entry.children === undefined ? [] : [childClaim(library, call, payload, entry.children)];
      return [...lead.flat(), ...optionsClaim(library, call, entry.options), ...items];
    });
}

function locatorClaim(library: Library, call: Call, locator: string | undefined): readonly Claim[] {
  if (locator === undefined || locator === '') return [];
  // The handlers of a map have any name.
  const found = verdict(located(library, call, locator.replace(/\.\*.*$/u, '')));
  // A payload may be anything; only a place that is not there is wrong.
  return [{ says: `locator ${call.says} ${locator}`, found: found === 'open' ? 'typed' : found }];
}

function optionsClaim(library: Library, call: Call, locator: string | undefined): readonly Claim[] {
  if (locator === undefined) return [];
  return [{ says: `options ${call.says} ${locator}`, found: verdict(located(library, call, locator)) }];
}

/** Items of a flow lie beside the payload of their parent. */
function childClaim(library: Library, call: Call, payload: string, children: string): Claim {
  const item = payload.replace(/\.[^.]+$/u, '');
  return {
    says: `children ${call.says} ${children}`,
    found: verdict(follow(library, located(library, call, item), `${children}[]`)),
  };
}

/** A queue's defaults hold options that the library knows. */
function queueClaims(library: Library, adapter: QueueAdapter, bound: QueueAdapter): readonly Claim[] {
  const { attempts, backoff } = bound.retry ?? {};
  const known = [attempts, backoff, ...(bound.results?.retention ?? [])].filter(
    (path): path is string => path !== undefined,
  );
  return applying(library, adapter.queues).flatMap((entry) => {
    const call = queueCall(library, entry);
    if (call.signatures.length === 0) return [];
    return [
      ...locatorClaim(library, call, entry.name),
      ...listOf(entry.defaults).flatMap((locator): readonly Claim[] => {
        const reached = located(library, call, locator);
        const paths = known.flatMap((path) =>
          entry.under === undefined
            ? [path]
            : path.startsWith(`${entry.under}.`)
              ? [path.slice(entry.under.length + 1)]
              : [],
        );
        const found =
          paths.length === 0
            ? verdict(reached)
            : anyOf(paths.map((path) => verdict(follow(library, reached, path))));
        return [{ says: `defaults ${call.says} ${locator}`, found }];
      }),
    ];
  });
}

function workerClaims(library: Library, adapter: QueueAdapter): readonly Claim[] {
  const workers = applying(library, adapter.workers).flatMap((worker) => {
    const call = workerCall(library, worker);
    if (!call || call.signatures.length === 0) return typedClaims(library, worker);
    const { queueName, taskName, body, options, defaults } = placed(worker);
    return [
      ...[queueName, taskName, body].flatMap((locator) =>
        locator?.startsWith('#') === true ? locatorClaim(library, call, locator) : [],
      ),
      ...[options, defaults].flatMap((locator) => optionsClaim(library, call, locator)),
    ];
  });
  const injected = applying(library, adapter.inject).flatMap(({ decorator, name }) => {
    const says = decorator;
    const signatures = signaturesOf(
      library,
      declarationsOf(library, { member: decorator }),
      ts.SignatureKind.Call,
    );
    return locatorClaim(library, { says, signatures }, name);
  });
  return [...workers, ...injected];
}

/** Locators that a worker of any kind may have. */
interface Placed {
  readonly queueName?: string;
  readonly taskName?: string;
  readonly body?: string;
  readonly options?: string;
  readonly defaults?: string;
}

function placed(worker: WorkerLocator): Placed {
  switch (worker.kind) {
    case 'construct':
    case 'call':
    case 'class':
    case 'method':
      return worker;
    default:
      return {};
  }
}

function typedClaims(library: Library, worker: WorkerLocator): readonly Claim[] {
  if (worker.kind === 'subclass' && worker.defaults !== undefined) {
    const reached = follow(library, classNamed(library, worker.base), worker.defaults);
    return [{ says: `options ${worker.base}.${worker.defaults}`, found: verdict(reached) }];
  }
  if (worker.kind !== 'typed' || worker.type === undefined) return [];
  const { type } = worker;
  return [worker.property, worker.named].flatMap((name) =>
    name === undefined || name === '*'
      ? []
      : [
          {
            says: `property ${type}.${name}`,
            found: verdict(follow(library, typeNamed(library, type), name)),
          },
        ],
  );
}

/** Option paths exist where the adapter says they are set. */
function optionClaims(adapter: QueueAdapter, places: Places, library: Library): readonly Claim[] {
  const { retry, results, capabilities } = adapter;
  const { enqueue, queue, definition, worker } = places;
  const everywhere = [...enqueue, ...queue, ...definition, ...worker];
  const enqueued = enqueue.length > 0 ? enqueue : [...queue, ...definition];
  const retryPlaces = retry?.place === 'definition' ? [...definition, ...queue] : enqueued;
  const resultPlaces = { enqueue: enqueued, queue, definition, infrastructure: everywhere }[
    results?.place ?? 'enqueue'
  ];
  const claims = (
    where: string,
    at: readonly Place[],
    paths: readonly (string | undefined)[],
  ): readonly Claim[] =>
    paths.flatMap((path) =>
      path === undefined || path.startsWith('#')
        ? []
        : [{ says: `option ${path} (${where})`, found: anyOf(at.map((place) => place(path))) }],
    );
  return [
    ...claims('retry', retryPlaces, [
      ...[
        retry?.attempts,
        retry?.backoff,
        retry?.type,
        retry?.delay,
        retry?.jitter,
        retry?.factor,
        retry?.max,
      ],
      ...Object.keys(retry?.recipe ?? {}),
    ]),
    ...claims('results', resultPlaces, [
      ...(results?.retention ?? []),
      ...Object.keys(results?.recipe ?? {}),
    ]),
    ...claims('worker', worker, results?.workerRetention ?? []),
    ...claims(
      'dedup',
      enqueued,
      applying(library, adapter.dedup).flatMap(({ path, window, delay, replaces }) => [
        path,
        window,
        delay,
        ...(replaces ?? []),
      ]),
    ),
    ...claims('schedule', enqueued, adapter.scheduleOptions ?? []),
    ...claims('codec', [...enqueue, ...queue, ...definition], [adapter.codecOption?.path]),
    ...claims('capabilities', everywhere, [
      capabilities?.transactionAt,
      capabilities?.deadLetterAt,
      capabilities?.timeout,
      capabilities?.concurrency,
    ]),
    ...renameClaims(library, adapter, everywhere),
    ...[capabilities?.transactionAt, capabilities?.deadLetterAt].flatMap((locator) =>
      someCall(library, adapter, locator),
    ),
  ];
}

/** What an invalid option is to be called instead; `item`: beside the payload of a bulk or flow item. */
function renameClaims(library: Library, adapter: QueueAdapter, places: readonly Place[]): readonly Claim[] {
  const items = applying(library, adapter.enqueue).map((entry): Place => {
    const item = located(library, enqueueCall(library, entry), entry.payload.replace(/\.[^.]+$/u, ''));
    return (path) => verdict(follow(library, item, path));
  });
  return applying(library, adapter.invalid).flatMap(({ rename, at }) =>
    rename === undefined
      ? []
      : [
          {
            says: `option ${rename} (rename)`,
            found: anyOf((at === 'item' ? items : places).map((place) => place(rename))),
          },
        ],
  );
}

/** A locator, not a path: it leads somewhere in one of the enqueues. */
function someCall(library: Library, adapter: QueueAdapter, locator: string | undefined): readonly Claim[] {
  if (locator?.startsWith('#') !== true) return [];
  const found = applying(library, adapter.enqueue).map((entry) =>
    verdict(located(library, enqueueCall(library, entry), locator)),
  );
  return [{ says: `locator ${locator} (capabilities)`, found: anyOf(found) }];
}

/** Members of running tasks, of waits and of emitters. */
function memberClaims(library: Library, adapter: QueueAdapter): readonly Claim[] {
  const job = (adapter.jobTypes ?? []).map((name) => typeNamed(library, name.split('.').at(-1) ?? name));
  const jobClaim = (path: string | undefined): readonly Claim[] =>
    path === undefined || job.length === 0
      ? []
      : [
          {
            says: `property of a task ${path}`,
            found: anyOf(job.map((type) => verdict(follow(library, type, path)))),
          },
        ];
  const waits = applying(library, adapter.waits).flatMap(
    ({ member, timeout, versions }): readonly Claim[] => {
      if (timeout?.startsWith('#') !== true) return [];
      const signatures = signaturesOf(
        library,
        declarationsOf(library, dotted(member, versions)),
        ts.SignatureKind.Call,
      );
      return [
        { says: `timeout ${member} ${timeout}`, found: verdict(argumentTypes(library, signatures, timeout)) },
      ];
    },
  );
  const emitters = applying(library, adapter.emitters).flatMap(({ owner, close, runs }) =>
    [...close, ...(runs ?? [])].map((name) => ({
      says: `member ${owner}.${name}`,
      found: verdict(follow(library, typeNamed(library, owner), name)),
    })),
  );
  return [...jobClaim(adapter.jobPayload), ...jobClaim(adapter.jobName), ...waits, ...emitters];
}
