/** Requests and tasks that block on the result of a task they enqueued. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { WaitFacts } from '../../adapters/queues/policies.js';
import type { ServerAdapter } from '../../adapters/servers/shape.js';
import type { Analysis } from '../facts.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import {
  bare,
  enclosingFunction,
  fileSyntax,
  functionName,
  isInside,
  type FunctionWithBody,
  type NamedCall,
} from '../program/syntax.js';
import { isTestFile } from '../program/test-files.js';
import { declaredByAdapter, presentAdapters } from '../sites/known-symbols.js';
import { locate } from '../sites/locate.js';
import type { EnqueueSite, TaskBody } from '../sites/site.js';
import { provenName } from '../sites/workers.js';
import { hasAnswered } from './answered.js';
import { callsOf, waitersOf } from './callers.js';
import { answersRequests } from './requests.js';
import { dependsOn } from './turn.js';

/** A call that holds up a request or a task until another task is done. */
export interface BlockingWait {
  readonly call: ts.CallExpression;
  readonly adapter: QueueAdapter;
  /** What is waited with: `finished`, `getState`. */
  readonly member: string;
  /** Asked again and again in a loop. */
  readonly polls: boolean;
  /** It could be given a timeout and has none, or cannot be given one. */
  readonly untimed: boolean;
  readonly holds: Held;
  /** Named functions from the one that is held up to the one that waits, outermost first. */
  readonly path: readonly string[];
  /** Whether the function that is held up waits itself. */
  readonly direct: boolean;
  /** Name of the queue that the awaited task is in, when proven. */
  readonly queue: string | undefined;
}

/** What is held up. */
export type Held =
  | { readonly kind: 'request'; readonly server: ServerAdapter }
  | { readonly kind: 'task'; readonly task: TaskBody };

/** Functions between the wait and the request or task. */
const MAX_CALLS = 4;
/** Functions between a function and the enqueue that it makes. */
const MAX_DEPTH = 3;

interface WaitCall extends Pick<BlockingWait, 'call' | 'adapter' | 'member' | 'polls' | 'untimed'> {
  /** The call itself enqueues the task. */
  readonly enqueues: EnqueueSite | undefined;
}

/** @returns the waits written in a file that are proven to hold up a request or a task; tests hold up nobody. */
export function blockingWaits(analysis: Analysis, file: ts.SourceFile): readonly BlockingWait[] {
  if (isTestFile(file)) return [];
  return [...waitCalls(analysis.host, file), ...waitingEnqueues(analysis, file)].flatMap(
    (wait) => heldBy(analysis, wait) ?? [],
  );
}

interface Member {
  readonly adapter: QueueAdapter;
  readonly owner: string | undefined;
  readonly facts: WaitFacts;
}

const tables = new WeakMap<ts.Program, ReadonlyMap<string, readonly Member[]>>();

function waitMembers(host: Host): ReadonlyMap<string, readonly Member[]> {
  const known = tables.get(host.program);
  if (known) return known;
  const table = new Map<string, Member[]>();
  for (const adapter of presentAdapters(host)) {
    for (const facts of adapter.waits ?? []) {
      if (facts.suspends === true) continue;
      const [name = '', owner] = facts.member.split('.').toReversed();
      table.set(name, [...(table.get(name) ?? []), { adapter, owner, facts }]);
    }
  }
  tables.set(host.program, table);
  return table;
}

function* waitCalls(host: Host, file: ts.SourceFile): Generator<WaitCall> {
  const members = waitMembers(host);
  for (const named of fileSyntax(host.ts, file).calls) {
    const candidates = members.get(named.name);
    const symbol = candidates && symbolAt(host, named.nameNode);
    if (!symbol) continue;
    const known = candidates.find(({ adapter, owner, facts }) =>
      declaredByAdapter(host, adapter, symbol, owner, facts),
    );
    if (!known || (known.facts.polled === true && !isPolled(host, named))) continue;
    const { adapter, facts } = known;
    const at = facts.timeout;
    const call = { arguments: named.node.arguments, scope: undefined };
    yield {
      call: named.node,
      adapter,
      member: named.name,
      polls: facts.polled === true,
      untimed: facts.polled !== true && (at === undefined || locate(host, call, at).is === 'no'),
      enqueues: undefined,
    };
  }
}

/** Calls that enqueue a task and wait for its result in one. */
function* waitingEnqueues(analysis: Analysis, file: ts.SourceFile): Generator<WaitCall> {
  for (const site of analysis.file(file).enqueues) {
    const { adapter, locator } = site;
    if (locator.waits !== true || site.wrappers.length > 0 || site.item > 0) continue;
    const member = locator.owner === undefined ? locator.member : `${locator.owner}.${locator.member}`;
    const facts = adapter.waits?.find((entry) => entry.member === member);
    if (facts?.suspends === true) continue;
    yield {
      call: site.call,
      adapter,
      member: locator.member,
      polls: false,
      untimed: false,
      enqueues: site,
    };
  }
}

/** Whether a loop asks the same question again: nothing that the loop declares is in it. */
function isPolled(host: Host, { node }: NamedCall): boolean {
  const loop = loopAround(host.ts, node);
  return loop !== undefined && !dependsOn(host, node, loop);
}

/** The nearest loop around a node in its function that does not walk a list. */
function loopAround(compiler: typeof ts, node: ts.Node): ts.IterationStatement | undefined {
  for (let at = node; !compiler.isFunctionLike(at) && !compiler.isSourceFile(at); at = at.parent) {
    if (compiler.isWhileStatement(at) || compiler.isDoStatement(at) || compiler.isForStatement(at)) return at;
  }
  return undefined;
}

/** A function on the way up from a wait, and the call in it that waits. */
interface Frame {
  readonly fn: FunctionWithBody;
  readonly call: ts.CallExpression;
  readonly path: readonly string[];
  readonly enqueued: readonly EnqueueSite[];
}

/** Goes from the wait to its callers, nearest first, until one of them is a request handler or a task that enqueued. */
function heldBy(analysis: Analysis, wait: WaitCall): BlockingWait | undefined {
  const { host } = analysis;
  const seen = new Set<FunctionWithBody>();
  let frames = framesAt(analysis, wait, { call: wait.call, path: [], enqueued: [] }, seen);
  for (let depth = 0; depth <= MAX_CALLS && frames.length > 0; depth++) {
    for (const frame of frames) {
      const holds = frame.enqueued.length > 0 ? heldIn(analysis, frame.fn) : undefined;
      const answered = holds?.kind === 'request' && hasAnswered(host, frame.fn, frame.call);
      if (holds && !answered && !isSuspended(wait, holds)) {
        const queue = queueOf(host, wait.call, frame.enqueued);
        const direct = isInside(wait.call, frame.fn);
        return { ...wait, holds, path: frame.path, direct, queue };
      }
    }
    frames = frames.flatMap((frame) => callersOf(analysis, wait, frame, seen));
  }
  return undefined;
}

function callersOf(
  analysis: Analysis,
  wait: WaitCall,
  frame: Frame,
  seen: Set<FunctionWithBody>,
): readonly Frame[] {
  return callsOf(analysis.host, frame.fn)
    .filter((call) => !isTestFile(call.getSourceFile()))
    .flatMap((call) => framesAt(analysis, wait, { ...frame, call }, seen));
}

/** The functions that wait for a call, each once. */
function framesAt(
  analysis: Analysis,
  wait: WaitCall,
  { call, path, enqueued }: Omit<Frame, 'fn'>,
  seen: Set<FunctionWithBody>,
): Frame[] {
  const { ts } = analysis.host;
  return waitersOf(analysis.host, call)
    .filter((fn) => !seen.has(fn))
    .map((fn) => {
      seen.add(fn);
      // A promise that was kept is awaited elsewhere than where it began.
      const around = isInside(call, fn) ? fn : enclosingFunction(ts, call);
      const names = [...new Set([fn, around])].flatMap((part) => (part && functionName(ts, part)) ?? []);
      const own = wait.enqueues ? [wait.enqueues] : [];
      if (!wait.enqueues && around)
        own.push(...enqueuesBefore(analysis, wait.adapter, around, endOf(ts, wait, call)));
      return { fn, call, path: [...names, ...path], enqueued: [...enqueued, ...own] };
    });
}

/** What a polling loop enqueues itself is not what it waits for. */
function endOf(compiler: typeof ts, wait: WaitCall, call: ts.CallExpression): number {
  const loop = wait.polls && call === wait.call ? loopAround(compiler, call) : undefined;
  return loop?.pos ?? call.end;
}

/** Enqueues of a library that a function makes before an offset of its file, itself or through functions it calls. */
function enqueuesBefore(
  analysis: Analysis,
  adapter: QueueAdapter,
  fn: FunctionWithBody,
  end: number,
  depth = MAX_DEPTH,
): readonly EnqueueSite[] {
  const { host } = analysis;
  const file = fn.getSourceFile();
  const within = (node: ts.Node): boolean => node.pos >= fn.pos && node.end <= Math.min(fn.end, end);
  const own = analysis
    .file(file)
    .enqueues.filter((site) => site.adapter.id === adapter.id && within(site.call));
  if (own.length > 0 || depth === 0) return own;
  return fileSyntax(host.ts, file)
    .calls.filter(({ node }) => within(node))
    .flatMap(({ node }) => {
      const called = calledFunction(host, node);
      return called && called !== fn ? enqueuesBefore(analysis, adapter, called, Infinity, depth - 1) : [];
    });
}

const bodies = new WeakMap<Analysis, ReadonlyMap<FunctionWithBody, TaskBody>>();

function heldIn(analysis: Analysis, fn: FunctionWithBody): Held | undefined {
  let tasks = bodies.get(analysis);
  if (!tasks) {
    const all = [...analysis.all()].flatMap((facts) => facts.tasks);
    bodies.set(analysis, (tasks = new Map(all.map((task) => [task.function, task]))));
  }
  const task = tasks.get(fn);
  if (task) return { kind: 'task', task };
  const server = answersRequests(analysis.host, fn);
  return server && { kind: 'request', server };
}

/** A workflow engine records what its own task waits for, and runs it on when that is there. */
function isSuspended({ adapter }: WaitCall, holds: Held): boolean {
  return holds.kind === 'task' && (adapter.kind === 'workflow' || holds.task.adapter.kind === 'workflow');
}

/** The queue of the enqueue that the waited-for task came from, else of all of them when they agree. */
function queueOf(host: Host, call: ts.CallExpression, enqueued: readonly EnqueueSite[]): string | undefined {
  const origin = originOf(host, call);
  const sites = enqueued.filter((site) => site.call === origin);
  const names = new Set((sites.length > 0 ? sites : enqueued).map((site) => provenName(site.queue.name)));
  return names.size === 1 ? [...names][0] : undefined;
}

/** `const job = await queue.add(…); await job.finished()`: the call of `add`. */
function originOf(host: Host, call: ts.CallExpression): ts.Node | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const receiver = bare(ts, callee.expression);
  if (!ts.isIdentifier(receiver)) return receiver;
  const declaration = symbolAt(host, receiver)?.valueDeclaration;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? bare(ts, declaration.initializer)
    : undefined;
}
