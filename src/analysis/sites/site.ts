import type ts from 'typescript';
import type { CodecId } from '../../adapters/codecs.js';
import type { EnqueueLocator, QueueAdapter } from '../../adapters/queues/shape.js';
import type { Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { PayloadPart } from '../payload/part.js';
import type { OptionLayer } from './options.js';

/** A value found in options: literal, or the expression that stands for something not foldable. */
export interface OptionValue {
  /** Folded value; `undefined` when it is an object, a function or another non-literal. */
  readonly literal: string | number | boolean | null | undefined;
  /** Where it is written. */
  readonly node: ts.Node;
  /** Which layer set it. */
  readonly layer: 'call' | 'wrapper' | 'worker' | 'queue' | 'global';
  /** The expression that makes the value, with constants and parameters followed. */
  readonly made?: Bound;
}

/** A queue name with the constructions that the program shows for it. */
export interface QueueRef {
  readonly name: Answer<string>;
  /** Construction or registration that the receiver itself comes from, or that carries the same name. */
  readonly sites: readonly QueueSite[];
}

/** Where defaults are written that a construction or definition lacks. */
export interface DefaultsPlace {
  /** Index of the argument that holds them. */
  readonly argument?: number;
  /** Texts of properties that their type asks for beside them. */
  readonly beside: Readonly<Record<string, string>>;
}

/** Place where a queue is constructed or registered. */
export interface QueueSite {
  readonly kind: 'queue';
  readonly adapter: QueueAdapter;
  /** The construction (`new Queue(…)`, one object of `registerQueue(…)`). */
  readonly node: ts.Node;
  readonly file: ts.SourceFile;
  readonly name: Answer<string>;
  /** Whether it stands for every queue of the program (`forRoot`). */
  readonly global: boolean;
  /** Constructed by a factory that makes several queues: not the place to report one of them. */
  readonly shared: boolean;
  /** Default options expressions, first wins. */
  readonly defaults: readonly ts.Expression[];
  /** Property of the options object under which defaults belong; empty when they stand in it directly. */
  readonly defaultsKey: string;
  /** The same, as option layers. */
  readonly layers: readonly OptionLayer[];
  /** Where the options object that may hold the defaults is written or belongs, for edits. */
  readonly optionsArgument: ts.Expression | undefined;
  /** Where defaults belong that nothing holds yet; absent where no place is known. */
  readonly defaultsAt: DefaultsPlace | undefined;
  /** Default option by path, as this library merges them. */
  option(path: string): Answer<OptionValue>;
}

/** One function between a call and the library. */
export interface WrapperStep {
  readonly declaration: ts.SignatureDeclaration;
  /** Name for chains in messages: `QueueService.push`. */
  readonly name: string;
}

/** A call that hands a payload to a queue, directly or through wrappers. */
export interface EnqueueSite {
  readonly kind: 'enqueue';
  readonly call: ts.CallExpression;
  /** Which of the call's items this is (bulk calls and flows have several). */
  readonly item: number;
  /** The call, or the item's own expression in a bulk call. */
  readonly node: ts.Node;
  readonly file: ts.SourceFile;
  readonly adapter: QueueAdapter;
  readonly locator: EnqueueLocator;
  /** Wrappers from this call to the library, outermost first; empty for a direct call. */
  readonly wrappers: readonly WrapperStep[];
  /** For a call of a wrapper: the enqueue inside it. What is already decided there is not judged again here. */
  readonly inner: EnqueueSite | undefined;
  /** For an enqueue inside a wrapper: the calls of that wrapper which the program shows. */
  readonly callers: readonly EnqueueSite[];
  readonly taskName: Answer<string>;
  readonly queue: QueueRef;
  /** What this call itself contributes: parts that a caller passes in are judged at the caller. */
  readonly payloads: readonly PayloadPart[];
  /** Where the options are written in this call, if they are. */
  readonly optionsArgument: ts.Expression | undefined;
  /** Argument index at which options belong, if the call may take them. */
  readonly optionsIndex: number | undefined;
  /** Produced by a schedule (cron, repeat, every). */
  scheduled(): Answer<true>;
  /** The wire of its payload; unknown where the option that picks it cannot be told. */
  wire(): Answer<CodecId>;
  /** Effective option: call over wrapper over queue over module, key by key as the library merges. */
  option(path: string): Answer<OptionValue>;
  /** Option set by the call (or its wrappers) alone. */
  ownOption(path: string): Answer<OptionValue>;
}

/** A function that the library calls for each task. */
export interface WorkerSite {
  readonly kind: 'worker';
  readonly adapter: QueueAdapter;
  /** Construction, decorator or registration that makes it a worker. */
  readonly node: ts.Node;
  readonly file: ts.SourceFile;
  readonly queueName: Answer<string>;
  /** Set where the worker serves one task of the queue. */
  readonly taskName: Answer<string>;
  /** Worker's own option (retention, concurrency). */
  option(path: string): Answer<OptionValue>;
  /** Where the worker's own options are written. */
  readonly optionsArgument: ts.Expression | undefined;
  readonly task: TaskBody | undefined;
}

/** How a payload reaches a task's function. */
export type PayloadShape = 'value' | 'each' | 'text' | 'arguments' | 'member';

/** The function that runs for one task. */
export interface TaskBody {
  readonly kind: 'task';
  readonly adapter: QueueAdapter;
  readonly function: ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };
  readonly file: ts.SourceFile;
  /** Name for messages: task name, queue name or function name. */
  readonly name: string;
  readonly queueName: Answer<string>;
  readonly taskName: Answer<string>;
  /** The parameter that is the running task (`job`), if declared. */
  readonly jobParameter: ts.ParameterDeclaration | undefined;
  /** Property of it that holds the payload (`data`); empty string when the parameter itself is the payload. */
  readonly payloadProperty: string;
  /**
   * How the payload arrives: as one value, as one of many in a list, as a text, as the function's arguments, or in a member
   * of the task's class. Only of `value` is more known than that.
   */
  readonly payloadShape: PayloadShape;
  /** The locator that says so. */
  readonly payloadAt: string;
}

/** What one file holds, and the door to the program's other files. */
export interface FileFacts {
  readonly enqueues: readonly EnqueueSite[];
  /** Calls that hand something to a transport that keeps no task: a process, a socket, pub/sub. No rule about tasks speaks of them. */
  readonly sends: readonly EnqueueSite[];
  readonly queues: readonly QueueSite[];
  readonly workers: readonly WorkerSite[];
  /** Task bodies declared in this file (their workers may be elsewhere). */
  readonly tasks: readonly TaskBody[];
}
