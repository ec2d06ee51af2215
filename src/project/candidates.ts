import { queueAdapters } from '../adapters/queues/index.js';
import { callsOneOf, namesOneOf } from '../analysis/program/candidates.js';
import { namesAmbient } from '../analysis/sites/known-symbols.js';
import { makesEmitter, namesEmitters, usesEmitters } from './emitter-users.js';
import { enqueuers } from './enqueuers.js';
import { ImportGraph, isDeclarationFile } from './import-graph.js';
import type { Unit } from './units.js';
import { waitsForTasks } from './waiters.js';

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

const ambientText = /\bdeclare\s+(?:global|module)\b|^\s*\/\/\/\s*<reference/mu;

/**
 * Finds candidate files by text, import closure and a fixpoint over the names of in-house enqueue functions.
 * Nothing is parsed, and no program is made, while no file mentions a queue package.
 *
 * @param extraNames enqueue functions that the user names in `settings['task-queue'].wrappers`
 */
export function findCandidates(units: readonly Unit[], extraNames: readonly string[] = []): Candidates[] {
  const graph = new ImportGraph(units);
  graph.link();
  const known = queueAdapters.filter(
    (adapter) => adapter.ambient === undefined || isGenerated(adapter.ambient.files, units, graph),
  );
  const ambient = namesAmbient(known);
  const direct = new Set<string>();
  for (const file of graph.files()) {
    const text = graph.text(file);
    if (imports(text) || ambient(text)) direct.add(file);
  }
  const reaching = graph.importersOf(direct);
  const chosen = enqueuers(graph, { direct, reaching, adapters: known });
  // Whether a wait holds up a request is told by its callers, however far they are from the queue.
  const waits = waitsForTasks([...direct].map((file) => graph.text(file)));
  const waiting = [...reaching].filter((file) => waits(graph.text(file)));
  for (const file of graph.importersOf(waiting)) chosen.add(file);
  for (const file of emitterUsers(graph, direct)) chosen.add(file);
  if (extraNames.length > 0) {
    const calls = callsOneOf(extraNames);
    for (const file of graph.files()) if (calls(graph.text(file))) chosen.add(file);
  }
  return units.map((unit) => ({
    unit,
    files: new Set([...unit.owned].filter((file) => chosen.has(file))),
    ambient: unit.fileNames.filter((file) => isDeclarationFile(file) || ambientText.test(graph.text(file))),
    filesRead: unit.owned.size,
  }));
}

/** Whether some file that a library generates, and that declares its types for all others, is in sight. */
function isGenerated(names: readonly string[], units: readonly Unit[], graph: ImportGraph): boolean {
  return names.some((name) => {
    const stem = name.replace(/\.d\.ts$/u, '');
    return (
      units.some(({ fileNames, options }) =>
        [...fileNames, ...(options.types ?? [])].some((file) => file.includes(stem)),
      ) || [...graph.files()].some((file) => graph.text(file).includes(stem))
    );
  });
}

/** Files that may listen to or close a worker: those that import the file that makes it, and those that reach its library and call such members. */
function emitterUsers(graph: ImportGraph, direct: ReadonlySet<string>): string[] {
  const makers = [...direct].filter((file) => makesEmitter(graph.text(file)));
  if (makers.length === 0) return [];
  const mayUse = usesEmitters([...direct].map((file) => graph.text(file)));
  const near = [...direct].filter((file) => namesEmitters(graph.text(file)));
  return [
    ...makers.flatMap((file) => graph.importersOfFile(file)),
    ...[...graph.importersOf(near)].filter((file) => mayUse(graph.text(file))),
  ];
}
