/** Which files may hand over a task: by the names of what hands it over, and by who can reach what these names stand for. */
import type typescript from 'typescript';
import { queueAdapters } from '../adapters/queues/index.js';
import type { EnqueueLocator, QueueAdapter } from '../adapters/queues/shape.js';
import { namesOneOf } from '../analysis/program/candidates.js';
import { fileSyntax } from '../analysis/program/syntax.js';
import { mayFit } from '../analysis/sites/fits.js';
import { MAX_ROUNDS } from '../analysis/sites/index.js';
import { namesAmbient } from '../analysis/sites/known-symbols.js';
import { ts } from './compiler.js';
import type { ImportGraph } from './import-graph.js';
import { passingFunctions, type PassingFunction } from './wrappers.js';

/** A name by which a task is handed over. */
interface Wanted {
  /** Files that can call it; `undefined`: every file that reaches a library. */
  readonly within: ReadonlySet<string> | undefined;
  /** Of a library's member: what its arguments must look like. */
  readonly locators?: readonly EnqueueLocator[];
  /** A class of a library, which the program may export again: to make one hands nothing over. */
  readonly made?: true;
}

type Arguments = readonly typescript.Expression[] | undefined;

/** Where to look, and for what. */
export interface Field {
  /** Files that name a library. */
  readonly direct: ReadonlySet<string>;
  /** Those, and every file that imports one of them, directly or through others. */
  readonly reaching: ReadonlySet<string>;
  readonly adapters: readonly QueueAdapter[];
}

/** @returns the files that name a library, and those that call its members or a function around such a call */
export function enqueuers(graph: ImportGraph, field: Field): Set<string> {
  return field.direct.size === 0 ? new Set() : new Search(graph, field).run();
}

class Search {
  readonly #graph: ImportGraph;
  readonly #adapters: readonly QueueAdapter[];
  readonly #chosen: Set<string>;
  readonly #wanted = new Map<string, Wanted[]>();
  readonly #callers = new Map<string, string[]>();
  /** Functions of the chosen files that may turn out to hand over a task. */
  #open: (readonly [PassingFunction, string])[] = [];

  constructor(graph: ImportGraph, { direct, reaching, adapters }: Field) {
    this.#graph = graph;
    this.#adapters = adapters;
    this.#chosen = new Set(direct);
    for (const file of reaching) {
      for (const name of graph.called(file)) {
        const callers = this.#callers.get(name);
        if (callers) callers.push(file);
        else this.#callers.set(name, [file]);
      }
    }
  }

  run(): Set<string> {
    for (const file of this.#chosen) this.#openAll(file);
    let names = this.#members([...this.#chosen]);
    // The analysis sees through no more functions than that.
    for (let round = 0; round <= MAX_ROUNDS && names.size > 0; round++) {
      for (const [name, wanted] of names) {
        this.#wanted.set(name, [...(this.#wanted.get(name) ?? []), ...wanted]);
        this.#chooseCallers(name, wanted);
      }
      names = this.#wrappers();
    }
    return this.#chosen;
  }

  /** Members of the libraries that the files name, which can be called where the library is within reach. */
  #members(files: readonly string[]): Map<string, Wanted[]> {
    const found = new Map<string, Wanted[]>();
    for (const adapter of this.#adapters) {
      const named = namesOneOf(Object.keys(adapter.packages));
      const naming = files.filter((file) => named(this.#graph.text(file)));
      const ambient = namesAmbient([adapter]);
      const isGlobal = files.some((file) => ambient(this.#graph.text(file)));
      if (naming.length === 0 && !isGlobal) continue;
      const within = isGlobal ? undefined : this.#graph.importersOf(naming);
      for (const [member, locators] of membersOf(adapter)) {
        found.set(member, [...(found.get(member) ?? []), { within, locators }]);
      }
      for (const name of classesOf(adapter)) {
        found.set(name, [...(found.get(name) ?? []), { within, made: true }]);
      }
    }
    return found;
  }

  #chooseCallers(name: string, wanted: readonly Wanted[]): void {
    for (const file of this.#callers.get(name) ?? []) {
      if (this.#chosen.has(file) || !wanted.some((one) => this.#isCalled(name, one, file))) continue;
      this.#chosen.add(file);
      this.#openAll(file);
    }
  }

  #openAll(file: string): void {
    for (const fn of passingFunctions(this.#graph.syntax(file))) this.#open.push([fn, file]);
  }

  #isCalled(name: string, { within, locators }: Wanted, file: string): boolean {
    if (within?.has(file) === false) return false;
    if (locators === undefined) return true;
    const { calls, news } = fileSyntax(ts, this.#graph.syntax(file));
    return [...calls, ...news].some((call) => call.name === name && fits(call.node.arguments, locators));
  }

  /** The functions that now turn out to hand over a task. */
  #wrappers(): Map<string, Wanted[]> {
    const found = new Map<string, Wanted[]>();
    const open: (readonly [PassingFunction, string])[] = [];
    for (const entry of this.#open) {
      const [fn, file] = entry;
      if (!fn.makesWorker && !this.#handsOver(fn, file)) open.push(entry);
      else {
        const within = this.#graph.reaching(file);
        const known = [...(this.#wanted.get(fn.name) ?? []), ...(found.get(fn.name) ?? [])];
        if (known.some((wanted) => isWrapper(wanted) && wanted.within === within)) continue;
        found.set(fn.name, [...(found.get(fn.name) ?? []), { within }]);
      }
    }
    this.#open = open;
    return found;
  }

  #handsOver({ passes }: PassingFunction, file: string): boolean {
    for (const [name, calls] of passes) {
      for (const { within, locators, made } of this.#wanted.get(name) ?? []) {
        if (made === true || within?.has(file) === false) continue;
        if (locators === undefined || calls.some((given) => fits(given, locators))) return true;
      }
    }
    return false;
  }
}

function fits(given: Arguments, locators: readonly EnqueueLocator[]): boolean {
  return locators.some((locator) => mayFit(ts, given, locator));
}

function isWrapper({ locators, made }: Wanted): boolean {
  return locators === undefined && made === undefined;
}

/** Classes that make a library's queues and workers. */
function classesOf({ queues, workers }: QueueAdapter): Set<string> {
  return new Set([
    ...queues.flatMap(({ construct }) => construct ?? []),
    ...workers.flatMap((worker) => (worker.kind === 'construct' ? [worker.member] : [])),
  ]);
}

/** A library's members, with those of the one that it binds to a framework. */
function membersOf(adapter: QueueAdapter): Map<string, EnqueueLocator[]> {
  const found = new Map<string, EnqueueLocator[]>();
  const bound = queueAdapters.filter(({ id }) => id === adapter.binds);
  for (const locator of [...adapter.enqueue, ...bound.flatMap(({ enqueue }) => enqueue)]) {
    found.set(locator.member, [...(found.get(locator.member) ?? []), locator]);
  }
  return found;
}
