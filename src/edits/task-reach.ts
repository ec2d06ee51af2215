/** Which tasks a change of some payload properties reaches, and who else may read those properties. */
import type ts from 'typescript';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { strayRead } from '../analysis/behaviour/stray-reads.js';
import { isServed } from '../analysis/payload/entity-tasks.js';
import type { SentQueue } from '../analysis/payload/sent-queues.js';
import type { Host } from '../analysis/program/host.js';
import { isOpaque, typeAt } from '../analysis/program/symbols.js';
import type { TaskBody, WorkerSite } from '../analysis/sites/site.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** Property names from the payload's root. */
export type Path = readonly string[];

/** @returns whether a read is of a property at one of the paths, of a part of it or of something that holds it. */
export function concerns(read: Path, paths: readonly Path[]): boolean {
  return paths.some((path) => {
    const depth = Math.min(read.length, path.length);
    return path.slice(0, depth).every((key, index) => read[index] === key);
  });
}

/**
 * @param own the worker's own task name, if it serves one task
 * @returns `same` when no task beyond `names` is reached, else all that are
 */
export function reachedNames(
  queue: SentQueue,
  names: ReadonlySet<string>,
  paths: readonly Path[],
  uses: PayloadUses,
  own: string | undefined,
): ReadonlySet<string> | 'same' {
  const served = uses.reads.flatMap((read) =>
    concerns(read.path, paths) && isServed(read.names, names) ? [read.names] : [],
  );
  const known = new Set(queue.sendings.flatMap(({ name }) => name ?? []));
  const any = own === undefined && served.includes(undefined);
  const more = any ? known : new Set([...names, ...served.flatMap((found) => [...(found ?? [])])]);
  return [...more].every((name) => names.has(name) || !known.has(name)) ? 'same' : more;
}

/** @returns why a task whose name is made at run time stands in the way: the worker asks for the name. */
export function dynamicName(queue: SentQueue, paths: readonly Path[], uses: PayloadUses): Skip | undefined {
  const sending = queue.sendings.find(({ name }) => name === undefined);
  if (!sending) return undefined;
  const asked = uses.reads.some(({ path, names }) => names && concerns(path, paths));
  const named = queue.workers.some(({ taskName }) => taskName.is !== 'no');
  if (!asked && !named && !uses.roots.some(({ names }) => names)) return undefined;
  return refuse(
    sending.site.node,
    'dynamic-name',
    'A task of this queue gets its name at run time; name it in the call.',
  );
}

/** @returns where an untyped payload may be read by a listener as well. */
export function strayReader(
  host: Host,
  queue: SentQueue,
  paths: readonly Path[],
  uses: PayloadUses,
  task: TaskBody,
  workers: readonly WorkerSite[],
): Skip | undefined {
  // Where the payload has a type, other jobs of this queue have it as well.
  const typed = task.jobParameter && typeAt(host, task.jobParameter);
  const payload = typed && host.checker.getPropertyOfType(typed, task.payloadProperty);
  if (payload && !isOpaque(host, host.checker.getTypeOfSymbol(payload))) return undefined;
  const functions = new Set<ts.Node>([task.function, ...uses.readers.map(({ fn }) => fn)]);
  for (const { task: other } of workers) if (other) functions.add(other.function);
  const nodes = new Set<ts.Node>(uses.reads.flatMap((read) => read.nodes));
  for (const property of new Set(paths.flatMap(([first]) => first ?? []))) {
    const read = strayRead(host, queue.adapter, property, { functions, nodes });
    if (!read) continue;
    return refuse(
      read,
      'payload-escapes',
      `\`${property}\` is read from a job outside of the worker; give the payload a type.`,
    );
  }
  return undefined;
}

/** @returns a skip shown at `anchor`, with the place that it speaks of named in its words. */
export function shownAt(host: Host, anchor: ts.Node, skip: Skip): Skip {
  const file = anchor.getSourceFile();
  const place = host.program.getSourceFile(skip.file);
  const line = place ? place.getLineAndCharacterOfPosition(skip.start).line + 1 : 0;
  const where =
    place && place !== file
      ? ` (${place.fileName.split('/').at(-1) ?? ''}:${String(line)})`
      : ` (line ${String(line)})`;
  const message = skip.message.replace(/[.]?$/u, () => `${where}.`);
  return { ...skip, file: file.fileName, start: anchor.getStart(file), message };
}
