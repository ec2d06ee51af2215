/** Emitters whose `error` nobody hears although that ends the process, and workers whose failures nobody hears. */
import type ts from 'typescript';
import { boundAdapter } from '../../adapters/queues/index.js';
import { failureDecorators, type FailureDecorator } from '../../adapters/queues/emitters/nestjs.js';
import type { Analysis } from '../facts.js';
import { ownFiles } from '../program/candidates.js';
import { withBaseClasses } from '../program/classes.js';
import type { Host } from '../program/host.js';
import { declaringPackage, symbolAt } from '../program/symbols.js';
import { fileSyntax, hasBody } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import { emittersOf, type EmitterSite } from './emitters.js';
import { declaredByAdapter } from './known-symbols.js';
import type { WorkerSite } from './site.js';
import { provenName } from './workers.js';

/** @returns emitters whose missing `error` listener ends the process. */
export function unheardErrors(analysis: Analysis): readonly EmitterSite[] {
  if (catchesEverything(analysis.host)) return [];
  return emittersOf(analysis).filter(
    (site) => site.facts.unheard === 'exits' && site.hears('error').is === 'no',
  );
}

const survivors = new WeakMap<ts.Program, boolean>();

/** `process.on('uncaughtException', …)` without an exit keeps the process alive after an unheard `error`. */
function catchesEverything(host: Host): boolean {
  const known = survivors.get(host.program);
  if (known !== undefined) return known;
  const found = ownFiles(host.program)
    .filter((file) => file.text.includes('uncaughtException'))
    .flatMap((file) => fileSyntax(host.ts, file).calls)
    .some(({ node, receiver }) => {
      const [event, handler] = node.arguments;
      if (receiver?.getText() !== 'process' || !event || !host.ts.isStringLiteralLike(event)) return false;
      if (event.text !== 'uncaughtException') return false;
      return !handler || !hasBody(host.ts, handler) || !/\bexit\s*\(|\bthrow\b/u.test(handler.getText());
    });
  survivors.set(host.program, found);
  return found;
}

/** A worker that tells nobody of failed tasks. */
export interface UnheardWorker {
  readonly node: ts.Node;
  readonly file: ts.SourceFile;
  readonly library: string;
  readonly queueName: string | undefined;
  readonly event: string;
}

const failures = new WeakMap<ts.Program, readonly UnheardWorker[]>();

/** @returns workers that run tasks in this program, and whose failures no listener of it hears; worked out once. */
export function unheardFailures(analysis: Analysis): readonly UnheardWorker[] {
  const { program } = analysis.host;
  let known = failures.get(program);
  if (!known) failures.set(program, (known = [...unheardEmitters(analysis), ...unheardClasses(analysis)]));
  return known;
}

function unheardEmitters(analysis: Analysis): readonly UnheardWorker[] {
  const all = emittersOf(analysis);
  return all.flatMap((site) => {
    const { failure } = site.facts;
    if (site.facts.worker !== true || failure === undefined) return [];
    if (site.runs().is !== 'yes' || site.hears(failure).is !== 'no') return [];
    const queueName = provenName(site.queueName);
    const others = all.filter((other) => other !== site && mayServe(other, site.adapter.id, queueName));
    if (others.some((other) => other.hears(failure).is !== 'no')) return [];
    return [{ node: site.node, file: site.file, library: site.adapter.title, queueName, event: failure }];
  });
}

function mayServe(
  { adapter, facts, queueName }: EmitterSite,
  adapterId: string,
  name: string | undefined,
): boolean {
  if (adapter.id !== adapterId || facts.failure === undefined) return false;
  const own = provenName(queueName);
  return own === undefined || name === undefined || own === name;
}

/** Workers that are decorated classes. */
function unheardClasses(analysis: Analysis): readonly UnheardWorker[] {
  const { host } = analysis;
  const found: UnheardWorker[] = [];
  const seen = new Set<ts.Node>();
  for (const { workers } of analysis.all()) {
    for (const worker of workers) {
      const holder = classOf(host, worker);
      const event = failureOf(worker);
      if (!holder || event === undefined || seen.has(holder)) continue;
      seen.add(holder);
      if (hearsInside(host, holder) || hearsElsewhere(host, worker, event)) continue;
      const queueName = provenName(worker.queueName);
      found.push({
        node: holder,
        file: holder.getSourceFile(),
        library: worker.adapter.title,
        queueName,
        event,
      });
    }
  }
  return found;
}

function failureOf({ adapter }: WorkerSite): string | undefined {
  return boundAdapter(adapter).emitters?.find(({ worker, failure }) => worker && failure !== undefined)
    ?.failure;
}

/** The decorated class of a worker; nothing for workers that are made by a call. */
export function classOf({ ts }: Host, { node }: WorkerSite): ts.ClassLikeDeclaration | undefined {
  if (ts.isClassLike(node)) return node;
  return ts.isMethodDeclaration(node) && ts.isClassLike(node.parent) ? node.parent : undefined;
}

function hearsInside(host: Host, declaration: ts.ClassLikeDeclaration): boolean {
  for (const current of withBaseClasses(host, declaration)) {
    if (current.members.some((member) => hasFailureDecorator(host, member, () => true))) return true;
  }
  return false;
}

function hasFailureDecorator(
  host: Host,
  member: ts.ClassElement,
  wanted: (known: FailureDecorator) => boolean,
): boolean {
  const { ts } = host;
  const decorators = ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : [];
  return decorators.some(({ expression }) => {
    const call = ts.isCallExpression(expression) ? expression : undefined;
    const symbol = symbolAt(host, call?.expression ?? expression);
    const declaration = symbol?.declarations?.[0];
    const from = declaration && declaringPackage(declaration);
    const known = failureDecorators.find(
      (entry) => entry.decorator === symbol?.name && entry.package === from,
    );
    if (!known || !wanted(known)) return false;
    const first = call?.arguments[0];
    const event = first && eventOf(host, first);
    return known.event === undefined || event === undefined || event === known.event;
  });
}

/** `'failed'`, or an object that names the event. */
function eventOf(host: Host, argument: ts.Expression): string | undefined {
  const literal = literalOf(host, { expression: argument, scope: undefined });
  return typeof literal === 'string' ? literal : undefined;
}

/** A listener for every process, or one that is put on a queue or worker by hand: whose it is cannot be told. */
function hearsElsewhere(host: Host, { adapter }: WorkerSite, event: string): boolean {
  const library = boundAdapter(adapter);
  return ownFiles(host.program).some((file) => {
    const { calls, decoratedClasses } = fileSyntax(host.ts, file);
    const decorated =
      everywhere.test(file.text) &&
      decoratedClasses.some(({ members }) =>
        members.some((member) => hasFailureDecorator(host, member, (known) => known.everywhere === true)),
      );
    return (
      decorated ||
      calls.some(({ node, name, nameNode }) => {
        if (name !== 'on' && name !== 'once' && name !== 'addListener') return false;
        const first = node.arguments[0];
        const heard = first && eventOf(host, first);
        if (heard !== undefined && !heard.split(':').includes(event)) return false;
        const symbol = symbolAt(host, nameNode);
        return symbol !== undefined && declaredByAdapter(host, library, symbol);
      })
    );
  });
}

/** Text of files that may have a listener for every process. */
const everywhere = new RegExp(
  failureDecorators.flatMap((known) => (known.everywhere === true ? [known.decorator] : [])).join('|'),
  'u',
);
