import type typescript from 'typescript';
import { queueAdapters } from '../adapters/queues/index.js';
import { callsOneOf, namesOneOf } from '../analysis/program/candidates.js';
import { namesAmbient } from '../analysis/sites/known-symbols.js';
import { ts } from './compiler.js';
import { makesEmitter, mayUseEmitter } from './emitter-users.js';
import { createResolver, importsOf, type Resolver } from './imports.js';
import { sourceSystem } from './references.js';
import type { Unit } from './units.js';
import { waitsForTasks, withImporters } from './waiters.js';
import { parseForWrappers, wrapperNames } from './wrappers.js';

/** The files of one unit that a program must hold to answer questions about task queues. */
export interface Candidates {
  readonly unit: Unit;
  /** Files that import a queue package, or that reach one and call what hands a task to it. */
  readonly files: ReadonlySet<string>;
  /** Files that change the types of others without being imported. */
  readonly ambient: readonly string[];
  /** How many files of the unit were read as text. */
  readonly filesRead: number;
}

const packageNames = [...new Set(queueAdapters.flatMap(({ packages }) => Object.keys(packages)))];
const imports = namesOneOf(packageNames);

function namesQueue(text: string): boolean {
  return imports(text) || namesAmbient(text);
}

const ambientText = /\bdeclare\s+(?:global|module)\b|^\s*\/\/\/\s*<reference/mu;
const declarationFile = /\.d\.[mc]?ts$/u;

/**
 * Finds candidate files by text, import closure and a fixpoint over the names of in-house enqueue functions.
 * Nothing is parsed, and no program is made, while no file mentions a queue package.
 *
 * @param extraNames enqueue functions that the user names in `settings['task-queue'].wrappers`
 */
export function findCandidates(units: readonly Unit[], extraNames: readonly string[] = []): Candidates[] {
  const graph = new ImportGraph(units);
  const direct = new Set<string>();
  for (const file of graph.files()) if (namesQueue(graph.text(file))) direct.add(file);
  const reaching = graph.importersOf(direct);
  const chosen = new Set(direct);
  const names = enqueueNames([...direct].map((file) => graph.text(file)));
  let unread = [...direct];
  let fresh: ReadonlySet<string> = names;
  while (fresh.size > 0) {
    const calls = callsOneOf(names);
    for (const file of reaching) {
      if (chosen.has(file) || !calls(graph.text(file))) continue;
      chosen.add(file);
      unread.push(file);
    }
    // A name found late may make a wrapper of a function in a file that was read before.
    const again = fresh === names ? unread : [...chosen];
    const found = new Set<string>();
    for (const file of again) {
      if (!calls(graph.text(file))) continue;
      for (const name of wrapperNames(graph.syntax(file), names)) if (!names.has(name)) found.add(name);
    }
    for (const name of found) names.add(name);
    fresh = found;
    unread = [];
  }
  // Whether a wait holds up a request is told by its callers, however far they are from the queue.
  const waits = waitsForTasks([...direct].map((file) => graph.text(file)));
  const waiting = [...reaching].filter((file) => waits(graph.text(file)));
  for (const file of withImporters(waiting, (name) => graph.importersOfFile(name))) chosen.add(file);
  for (const file of emitterUsers(graph, direct, reaching)) chosen.add(file);
  if (extraNames.length > 0) {
    const calls = callsOneOf(extraNames);
    for (const file of graph.files()) if (calls(graph.text(file))) chosen.add(file);
  }
  return units.map((unit) => ({
    unit,
    files: new Set([...unit.owned].filter((file) => chosen.has(file))),
    ambient: unit.fileNames.filter(
      (file) => declarationFile.test(file) || ambientText.test(graph.text(file)),
    ),
    filesRead: unit.owned.size,
  }));
}

/** Files that may listen to or close a worker: those that import the file that makes it, and those that reach it and call such members. */
function emitterUsers(
  graph: ImportGraph,
  direct: ReadonlySet<string>,
  reaching: ReadonlySet<string>,
): string[] {
  const makers = [...direct].filter((file) => makesEmitter(graph.text(file)));
  if (makers.length === 0) return [];
  return [
    ...makers.flatMap((file) => graph.importersOfFile(file)),
    ...[...reaching].filter((file) => mayUseEmitter(graph.text(file))),
  ];
}

/** Members that hand a task to one of the libraries which these texts name. */
function enqueueNames(texts: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const { packages, ambient, binds, enqueue } of queueAdapters) {
    const named = namesOneOf(Object.keys(packages));
    const present = texts.some((text) => named(text) || (ambient !== undefined && namesAmbient(text)));
    if (!present) continue;
    const bound = queueAdapters.filter(({ id }) => id === binds);
    for (const { member } of [...enqueue, ...bound.flatMap((adapter) => adapter.enqueue)]) names.add(member);
  }
  return names;
}

/** Texts and imports of the units' files, and of the files outside that they import; read when first asked for. */
class ImportGraph {
  readonly #texts = new Map<string, string>();
  readonly #syntax = new Map<string, typescript.SourceFile>();
  readonly #sources = new Map<string, Resolver>();
  readonly #importers = new Map<string, string[]>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      const resolver = createResolver(unit.options, new Set(unit.fileNames), sourceSystem(unit));
      for (const file of unit.owned) if (!declarationFile.test(file)) this.#sources.set(file, resolver);
    }
  }

  files(): Iterable<string> {
    return this.#sources.keys();
  }

  text(file: string): string {
    let text = this.#texts.get(file);
    if (text === undefined) {
      text = ts.sys.readFile(file) ?? '';
      this.#texts.set(file, text);
    }
    return text;
  }

  syntax(file: string): typescript.SourceFile {
    let syntax = this.#syntax.get(file);
    if (syntax === undefined) {
      syntax = parseForWrappers(file, this.text(file));
      this.#syntax.set(file, syntax);
    }
    return syntax;
  }

  /** Files that import this one themselves; known once `importersOf` has run. */
  importersOfFile(file: string): readonly string[] {
    return this.#importers.get(file) ?? [];
  }

  /** Every file that imports one of `targets`, directly or through others, with the targets themselves. */
  importersOf(targets: Set<string>): Set<string> {
    const importers = this.#importers;
    const queue = [...this.#sources.keys()];
    const seen = new Set(queue);
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const resolver = this.#sources.get(file);
      if (resolver === undefined) continue;
      for (const name of importsOf(this.text(file))) {
        const imported = resolver.resolve(name, file);
        if (imported === undefined) continue;
        const known = importers.get(imported);
        if (known === undefined) importers.set(imported, [file]);
        else known.push(file);
        if (seen.has(imported)) continue;
        seen.add(imported);
        // A file of another package: its imports are resolved as its importer's.
        this.#sources.set(imported, resolver);
        if (namesQueue(this.text(imported))) targets.add(imported);
        queue.push(imported);
      }
    }
    const reached = new Set(targets);
    const pending = [...targets];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      for (const importer of importers.get(file) ?? []) {
        if (reached.has(importer)) continue;
        reached.add(importer);
        pending.push(importer);
      }
    }
    return reached;
  }
}
