/** Where a task body, and the functions it hands its payload to, read the payload. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { functionName, type FunctionWithBody } from '../program/syntax.js';
import { calledFunction } from '../program/functions.js';
import type { TaskBody } from '../sites/site.js';
import { dispatchNames } from './dispatch-names.js';
import { listUses } from './payload-elements.js';
import { otherUses } from './payload-readers.js';
import { identifiersIn, isReference, isWrite } from './names.js';
import type { PayloadEscape, PayloadRead, PayloadRoot, PayloadUses } from './payload-use.js';

const MAX_DEPTH = 4;

/** @returns what a task body does with its payload. */
export function payloadUses(host: Host, task: TaskBody): PayloadUses {
  const tracer = new Tracer(host, task);
  tracer.start();
  return tracer;
}

interface Context {
  readonly fn: FunctionWithBody;
  readonly names: ReadonlySet<string> | undefined;
  readonly via: PayloadRoot['via'];
  readonly text: string | undefined;
  readonly since: number;
  readonly depth: number;
}

class Tracer implements PayloadUses {
  readonly roots: PayloadRoot[] = [];
  readonly reads: PayloadRead[] = [];
  readonly escapes: PayloadEscape[] = [];
  readonly readers: { fn: FunctionWithBody; calls: ts.CallExpression[] }[] = [];
  readonly parameters: ts.ParameterDeclaration[] = [];
  readonly jobs: ts.ParameterDeclaration[] = [];
  readonly elements: { readonly node: ts.Node; readonly property: string }[] = [];
  /** Member of the running task that is the payload. */
  private property: string;

  constructor(
    private readonly host: Host,
    private readonly task: TaskBody,
  ) {
    this.property = task.payloadProperty;
  }

  start(): void {
    const { jobParameter, payloadProperty, payloadShape, payloadAt, function: fn } = this.task;
    const context: Context = { fn, names: undefined, via: 'direct', text: undefined, since: 0, depth: 0 };
    const listed = payloadShape === 'each' ? /^param\d+\[\]\.(\w+)$/u.exec(payloadAt)?.[1] : undefined;
    if (listed !== undefined && jobParameter) this.list(jobParameter, listed, context);
    else if (payloadShape !== 'value') {
      // Deep inside of many, a text, or several arguments: what is read of it is not followed.
      this.escapes.push({ node: fn.body, what: 'payload', names: undefined });
      return;
    } else if (!jobParameter) return;
    else if (payloadProperty === '') this.parameter(jobParameter, context);
    else this.job(jobParameter, context);
    this.checkReaders();
  }

  /** A parameter that is a list of running tasks. */
  private list(parameter: ts.ParameterDeclaration, property: string, context: Context): void {
    const { ts } = this.host;
    const { jobs, direct, escapes } = listUses(this.host, context.fn, parameter);
    this.property = property;
    this.elements.push(...[...jobs.map(({ name }) => name), ...direct].map((node) => ({ node, property })));
    for (const { name, fn, since } of jobs) {
      const inner: Context = { ...context, fn, since };
      if (ts.isIdentifier(name)) {
        for (const reference of this.references(name, fn)) this.jobReference(reference, inner);
      } else if (ts.isObjectBindingPattern(name)) this.jobPattern(name, inner, since);
      else this.escape(name, context, 'task');
    }
    for (const node of direct) this.jobReference(node, context);
    for (const node of escapes) this.escape(node, context, 'task');
  }

  /** A parameter that is the running task. */
  private job(parameter: ts.ParameterDeclaration, context: Context): void {
    const { ts } = this.host;
    this.jobs.push(parameter);
    if (ts.isIdentifier(parameter.name)) {
      for (const reference of this.references(parameter.name, context.fn))
        this.jobReference(reference, context);
    } else if (ts.isObjectBindingPattern(parameter.name)) this.jobPattern(parameter.name, context, 0);
    else this.escape(parameter, context, 'task');
  }

  private jobReference(reference: ts.Expression, context: Context): void {
    const { ts } = this.host;
    const node = this.outermost(reference);
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
      const member = parent.name.text;
      if (member === this.property) {
        this.root(parent, { ...context, text: `${reference.getText()}.${member}` });
      } else if (['update', 'updateData', 'toJSON', 'asJSON'].includes(member))
        this.escape(parent, context, 'task');
    } else if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) {
      this.jobPattern(parent.name, context, parent.end);
    } else if (
      !this.passed(node, context, (parameter, inner) => {
        this.job(parameter, inner);
      })
    )
      this.escape(node, context);
  }

  /** `const { data, name } = job` */
  private jobPattern(pattern: ts.ObjectBindingPattern, context: Context, since: number): void {
    for (const element of pattern.elements) {
      if (element.dotDotDotToken) this.escape(element, context, 'task');
      else if (this.keyOf(element) === this.property) this.bound(element.name, { ...context, since });
    }
  }

  /** A name or pattern that the payload is bound to. */
  private bound(name: ts.BindingName, context: Context): void {
    const { ts } = this.host;
    if (ts.isIdentifier(name)) this.named(name, { ...context, text: name.text });
    else if (ts.isObjectBindingPattern(name)) this.pattern(name, [], [], { ...context, text: undefined });
    else this.escape(name, context);
  }

  private named(name: ts.Identifier, context: Context): void {
    for (const reference of this.references(name, context.fn)) this.root(reference, context);
  }

  private parameter(parameter: ts.ParameterDeclaration, context: Context): void {
    this.parameters.push(parameter);
    this.bound(parameter.name, context);
  }

  private root(expression: ts.Expression, given: Context): void {
    const { ts } = this.host;
    const context = { ...given, names: this.namesAt(expression, given) };
    const node = this.outermost(expression);
    this.roots.push({ node, via: context.via, fn: context.fn, names: context.names, since: context.since });
    const { parent } = node;
    if (this.isAccess(parent, node)) {
      this.chain(node, context);
    } else if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
      const constant = (ts.getCombinedNodeFlags(parent) & ts.NodeFlags.Const) !== 0;
      if (!constant) this.escape(node, context);
      else if (ts.isObjectBindingPattern(parent.name)) this.pattern(parent.name, [], [], context);
      else if (ts.isIdentifier(parent.name)) {
        const inner: Context = { ...context, via: 'name', text: parent.name.text, since: parent.end };
        this.named(parent.name, inner);
      } else this.escape(node, context);
    } else if (
      !this.passed(node, context, (parameter, inner) => {
        this.parameter(parameter, { ...inner, via: 'name' });
      })
    )
      this.escape(node, context);
  }

  private chain(start: ts.Expression, context: Context): void {
    const { ts } = this.host;
    const path: string[] = [];
    const nodes: ts.Expression[] = [];
    let node = start;
    for (;;) {
      const { parent } = node;
      if (!this.isAccess(parent, node)) break;
      const key = ts.isPropertyAccessExpression(parent)
        ? parent.name.text
        : ts.isStringLiteralLike(parent.argumentExpression)
          ? parent.argumentExpression.text
          : undefined;
      if (key === undefined) break;
      path.push(key);
      nodes.push(parent);
      node = this.outermost(parent);
    }
    if (path.length === 0) this.escape(start, context);
    else this.read(path, nodes, context);
  }

  private pattern(
    pattern: ts.ObjectBindingPattern,
    path: readonly string[],
    nodes: readonly ts.BindingElement[],
    context: Context,
  ): void {
    const { ts } = this.host;
    for (const element of pattern.elements) {
      const key = this.keyOf(element);
      if (element.dotDotDotToken || key === undefined) {
        this.escape(element, context);
        continue;
      }
      if (ts.isObjectBindingPattern(element.name)) {
        this.pattern(element.name, [...path, key], [...nodes, element], context);
      } else this.read([...path, key], [...nodes, element], context);
    }
  }

  private read(
    path: readonly string[],
    nodes: PayloadRead['nodes'],
    { fn, names, text, since }: Context,
  ): void {
    this.reads.push({ path, nodes, fn, names, root: text, since });
  }

  /** Follows an argument into a function of the program. */
  private passed(
    node: ts.Expression,
    context: Context,
    into: (parameter: ts.ParameterDeclaration, inner: Context) => void,
  ): boolean {
    const { ts } = this.host;
    const call = node.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call) || call.expression === node || context.depth >= MAX_DEPTH)
      return false;
    const fn = calledFunction(this.host, call);
    const index = call.arguments.indexOf(node);
    const parameter = fn?.parameters[index];
    if (!fn || !parameter || !ts.isParameter(parameter) || parameter.dotDotDotToken) return false;
    if (fn.getSourceFile().isDeclarationFile || functionName(ts, fn) === undefined) return false;
    const known = this.readers.find((reader) => reader.fn === fn);
    if (known) {
      known.calls.push(call);
      return true;
    }
    this.readers.push({ fn, calls: [call] });
    const names = this.namesAt(node, context);
    into(parameter, { ...context, fn, names, since: 0, depth: context.depth + 1 });
    return true;
  }

  /** A function that others call as well reads payloads of theirs. */
  private checkReaders(): void {
    for (const { fn, calls } of this.readers) {
      for (const node of otherUses(this.host, fn, calls))
        this.escapes.push({ node, what: 'task', names: undefined });
      // Several places lead here, each for its own tasks.
      if (calls.length > 1) {
        this.reads.forEach((read, index) => {
          if (read.fn === fn) this.reads[index] = { ...read, names: undefined };
        });
      }
    }
  }

  private namesAt(node: ts.Node, context: Context): ReadonlySet<string> | undefined {
    if (context.fn !== this.task.function) return context.names;
    return dispatchNames(this.host, this.task, node);
  }

  private escape(node: ts.Node, context: Context, what: PayloadEscape['what'] = 'payload'): void {
    this.escapes.push({ node, what, names: this.namesAt(node, context) });
  }

  private isAccess(
    parent: ts.Node,
    node: ts.Expression,
  ): parent is ts.PropertyAccessExpression | ts.ElementAccessExpression {
    const { ts } = this.host;
    const access = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
    return access && parent.expression === node;
  }

  /** Climbs parentheses, casts and `!`. */
  private outermost(expression: ts.Expression): ts.Expression {
    const { ts } = this.host;
    let node = expression;
    for (;;) {
      const { parent }: ts.Node = node;
      const wraps =
        ts.isParenthesizedExpression(parent) ||
        ts.isAsExpression(parent) ||
        ts.isNonNullExpression(parent) ||
        ts.isSatisfiesExpression(parent) ||
        ts.isTypeAssertionExpression(parent);
      if (!wraps) return node;
      node = parent;
    }
  }

  private references(name: ts.Identifier, fn: FunctionWithBody): readonly ts.Identifier[] {
    const { ts } = this.host;
    const symbol = symbolAt(this.host, name);
    const found = identifiersIn(ts, fn).filter(
      (identifier) =>
        identifier !== name &&
        identifier.text === name.text &&
        isReference(ts, identifier) &&
        symbolAt(this.host, identifier) === symbol,
    );
    for (const reference of found)
      if (isWrite(ts, reference)) this.escapes.push({ node: reference, what: 'task', names: undefined });
    return found;
  }

  private keyOf(element: ts.BindingElement): string | undefined {
    const { ts } = this.host;
    const key = element.propertyName ?? element.name;
    return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : undefined;
  }
}
