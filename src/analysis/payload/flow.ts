/** Where a value came from, as far as constants, destructuring, loops and array callbacks show it. */
import type ts from 'typescript';
import { queueAdapters } from '../../adapters/queues/index.js';
import type { Host } from '../program/host.js';
import { isCalledIn, ownFiles } from '../program/candidates.js';
import { calledFunction } from '../program/functions.js';
import { declaringPackage, guarded, isOpaque, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax, functionName, type NamedCall, isInside } from '../program/syntax.js';

/** Tells whether a parameter holds a task (`job`) or its payload, for libraries whose types do not show it. */
export type ReceivedParameter = (parameter: ts.ParameterDeclaration) => boolean;

/**
 * `received`: plain data that came off a wire, whatever its type says. `untyped`: an `any` or `unknown` that was given a type,
 * or a parameter that a framework fills: its type proves nothing.
 */
export type Origin = 'received' | 'untyped';

const MAX_STEPS = 16;
/** Files and calls that are looked at for one helper's name. */
const MAX_FILES = 40;
const MAX_CALLS = 60;

/**
 * @returns why the type of a value is not to be believed: a running task's payload, `JSON.parse`, a cast of `any`;
 * `undefined` when it is, or when nothing is known. Sending on what was received changes nothing more.
 */
export function originOf(
  host: Host,
  expression: ts.Expression,
  received?: ReceivedParameter,
): Origin | undefined {
  return new Tracer(host, received).expression(expression, MAX_STEPS);
}

interface Helpers {
  /** By parameter; `undefined` as a value while it is being worked out. */
  readonly given: Map<ts.ParameterDeclaration, Origin | undefined>;
}

const anyone: ReceivedParameter = () => false;
const helpers = new WeakMap<ts.Program, WeakMap<ReceivedParameter, Helpers>>();
const callsByName = new WeakMap<ts.Program, Map<string, readonly NamedCall[]>>();

/** Calls of a name in the program's own files: text before syntax. Empty when there are too many to look at. */
function callsNamed(host: Host, name: string, home: ts.SourceFile): readonly NamedCall[] {
  let known = callsByName.get(host.program);
  if (!known) callsByName.set(host.program, (known = new Map<string, readonly NamedCall[]>()));
  const key = `${home.fileName}|${name}`;
  let calls = known.get(key);
  if (!calls) {
    const files = ownFiles(host.program).filter((file) => isCalledIn(file, name));
    const near = files.length > MAX_FILES ? [home] : files;
    calls = near.flatMap((file) => fileSyntax(host.ts, file).calls.filter((call) => call.name === name));
    if (calls.length > MAX_CALLS) calls = calls.filter(({ node }) => node.getSourceFile() === home);
    known.set(key, calls);
  }
  return calls;
}

class Tracer {
  readonly #host: Host;
  readonly #received: ReceivedParameter | undefined;

  constructor(host: Host, received: ReceivedParameter | undefined) {
    this.#host = host;
    this.#received = received;
  }

  expression(written: ts.Expression, steps: number): Origin | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const expression = bare(ts, written);
    const origin = this.#bare(expression, steps);
    if (origin) return origin;
    // `x as unknown as Dto`, and casts of what is `any` by itself.
    return this.#isRecast(written) || this.#isAnyCall(expression) ? 'untyped' : undefined;
  }

  #bare(expression: ts.Expression, steps: number): Origin | undefined {
    const { ts } = this.#host;
    if (ts.isIdentifier(expression)) return this.#name(expression, steps - 1);
    if (ts.isPropertyAccessExpression(expression)) {
      if (this.#isJobPayload(expression)) return 'received';
      return this.expression(expression.expression, steps - 1) ?? this.#untypedMember(expression);
    }
    if (ts.isElementAccessExpression(expression)) {
      return this.expression(expression.expression, steps - 1) ?? this.#untypedMember(expression);
    }
    if (ts.isBinaryExpression(expression)) {
      const operator = expression.operatorToken.kind;
      const chooses =
        operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
      return chooses ? this.expression(expression.left, steps - 1) : undefined;
    }
    return ts.isCallExpression(expression) && this.#isParse(expression) ? 'received' : undefined;
  }

  /** `res.json()`, awaited or not. */
  #isAnyCall(expression: ts.Expression): boolean {
    if (!this.#host.ts.isCallExpression(expression)) return false;
    const type = typeAt(this.#host, expression);
    return (
      type !== undefined &&
      isOpaque(this.#host, guarded(() => this.#host.checker.getAwaitedType(type)) ?? type)
    );
  }

  #untypedMember(expression: ts.Expression): Origin | undefined {
    const type = typeAt(this.#host, expression);
    return type !== undefined && isOpaque(this.#host, type) ? 'untyped' : undefined;
  }

  #isRecast(written: ts.Expression): boolean {
    const { ts } = this.#host;
    let current = written;
    let typed = false;
    for (;;) {
      if (ts.isAsExpression(current) || ts.isTypeAssertionExpression(current)) {
        const type = typeAt(this.#host, current.type);
        const opaque = type !== undefined && isOpaque(this.#host, type);
        if (opaque && typed) return true;
        typed ||= !opaque;
      } else if (
        !ts.isParenthesizedExpression(current) &&
        !ts.isSatisfiesExpression(current) &&
        !ts.isNonNullExpression(current) &&
        !ts.isAwaitExpression(current)
      )
        return false;
      current = current.expression;
    }
  }

  #name(name: ts.Identifier, steps: number): Origin | undefined {
    const { ts } = this.#host;
    const declaration = symbolAt(this.#host, name)?.valueDeclaration;
    if (!declaration) return undefined;
    if (ts.isBindingElement(declaration)) return this.#binding(declaration, steps);
    if (ts.isParameter(declaration)) return this.#parameter(declaration, steps);
    return ts.isVariableDeclaration(declaration) ? this.#variable(declaration, steps) : undefined;
  }

  #variable(declaration: ts.VariableDeclaration, steps: number): Origin | undefined {
    const { ts } = this.#host;
    const { initializer } = declaration;
    if (initializer) {
      const origin = this.expression(initializer, steps - 1);
      // `const dto: Dto = x as any`
      return (
        origin ?? (declaration.type && this.#isWidened(initializer, declaration.type) ? 'untyped' : undefined)
      );
    }
    const loop = declaration.parent.parent as ts.Node;
    if (ts.isForOfStatement(loop)) return this.expression(loop.expression, steps - 1);
    return declaration.type ? this.#untypedNode(declaration.type) : undefined;
  }

  #isWidened(initializer: ts.Expression, type: ts.TypeNode): boolean {
    const { ts } = this.#host;
    return (
      (ts.isAsExpression(initializer) || ts.isTypeAssertionExpression(initializer)) &&
      this.#untypedNode(initializer.type) !== undefined &&
      this.#untypedNode(type) === undefined
    );
  }

  #untypedNode(node: ts.TypeNode): Origin | undefined {
    const type = typeAt(this.#host, node);
    return type !== undefined && isOpaque(this.#host, type) ? 'untyped' : undefined;
  }

  #binding(element: ts.BindingElement, steps: number): Origin | undefined {
    const { ts } = this.#host;
    // `({ data: { user } }: Job<…>)`: some step of the way is the payload.
    let holder: ts.Node = element;
    while (ts.isBindingElement(holder)) {
      const pattern: ts.BindingPattern = holder.parent;
      const name = holder.propertyName ?? holder.name;
      if (ts.isIdentifier(name) && this.#isPayloadOf(typeAt(this.#host, pattern), name.text))
        return 'received';
      holder = pattern.parent;
    }
    if (ts.isParameter(holder)) return this.#parameter(holder, steps);
    return ts.isVariableDeclaration(holder) ? this.#variable(holder, steps) : undefined;
  }

  #parameter(parameter: ts.ParameterDeclaration, steps: number): Origin | undefined {
    const { ts } = this.#host;
    if (this.#received?.(parameter) === true) return 'received';
    // `@Body() dto: Dto`: a framework fills it, with whatever came in.
    if ((ts.getDecorators(parameter)?.length ?? 0) > 0) return 'untyped';
    const given = this.#given(parameter);
    if (given) return given;
    // `rows.map((row) => …)`: the element of what the method is called on.
    const fn = parameter.parent;
    const call = fn.parent as ts.Node | undefined;
    if (call && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression)) {
      const arrays = ['map', 'forEach', 'filter', 'flatMap', 'find', 'some', 'every'];
      const element =
        arrays.includes(call.expression.name.text) &&
        call.arguments[0] === fn &&
        fn.parameters[0] === parameter;
      if (element) return this.expression(call.expression.expression, steps - 1);
    }
    return parameter.type ? this.#untypedNode(parameter.type) : undefined;
  }

  /** A helper that is only ever given what came off the wire: `forward(job.data)`, here or in another file. */
  #given(parameter: ts.ParameterDeclaration): Origin | undefined {
    const key = this.#received ?? anyone;
    let byTest = helpers.get(this.#host.program);
    if (!byTest) helpers.set(this.#host.program, (byTest = new WeakMap()));
    let known = byTest.get(key);
    if (!known) byTest.set(key, (known = { given: new Map() }));
    if (!known.given.has(parameter)) {
      known.given.set(parameter, undefined);
      known.given.set(parameter, this.#findGiven(parameter));
    }
    return known.given.get(parameter);
  }

  #findGiven(parameter: ts.ParameterDeclaration): Origin | undefined {
    const { ts } = this.#host;
    const fn = parameter.parent;
    const index = fn.parameters.indexOf(parameter);
    const name = functionName(ts, fn)?.split('.').at(-1);
    if (name === undefined || index < 0 || parameter.dotDotDotToken) return undefined;
    let origin: Origin | undefined;
    for (const { node } of callsNamed(this.#host, name, fn.getSourceFile())) {
      // Calling itself, it gives what it was given.
      if (isInside(node, fn) || calledFunction(this.#host, node) !== fn) continue;
      const argument = node.arguments[index];
      const own = argument && this.expression(argument, MAX_STEPS / 2);
      if (!own) return undefined;
      origin = origin === 'untyped' ? origin : own;
    }
    return origin;
  }

  #isJobPayload(access: ts.PropertyAccessExpression): boolean {
    const names = queueAdapters.map(({ jobPayload }) => jobPayload);
    if (!names.includes(access.name.text)) return false;
    return this.#isPayloadOf(typeAt(this.#host, access.expression), access.name.text);
  }

  #isPayloadOf(type: ts.Type | undefined, property: string): boolean {
    if (!type) return false;
    const { ts } = this.#host;
    return lineage(this.#host, type).some((declaration) => {
      if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return false;
      const name = declaration.name?.text ?? '';
      const owner = declaringPackage(declaration);
      return queueAdapters.some(
        (adapter) =>
          adapter.jobPayload === property &&
          adapter.jobTypes?.includes(name) === true &&
          owner !== undefined &&
          Object.hasOwn(adapter.packages, owner),
      );
    });
  }

  #isParse(call: ts.CallExpression): boolean {
    const { ts } = this.#host;
    const callee = call.expression;
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'parse') {
      const declaration = symbolAt(this.#host, callee.expression)?.declarations?.[0];
      const file = declaration?.getSourceFile();
      const json = ts.isIdentifier(callee.expression) && callee.expression.text === 'JSON';
      return json && file !== undefined && this.#host.program.isSourceFileDefaultLibrary(file);
    }
    return false;
  }
}

/** @returns whether a value was made from plain data by class-transformer: an instance that no database knows. */
export function isTransformed(host: Host, written: ts.Expression): boolean {
  const { ts } = host;
  const expression = initialiser(host, written);
  if (!ts.isCallExpression(expression)) return false;
  const symbol = symbolAt(host, expression.expression);
  const declaration = symbol?.declarations?.[0];
  return (
    declaration !== undefined &&
    declaringPackage(declaration) === 'class-transformer' &&
    (symbol?.name === 'plainToInstance' || symbol?.name === 'plainToClass')
  );
}

/** @returns the expression that a name's only value was written as; the expression itself when it is no such name. */
export function initialiser(host: Host, written: ts.Expression): ts.Expression {
  const { ts } = host;
  let current = bare(ts, written);
  for (let step = 0; step < MAX_STEPS && ts.isIdentifier(current); step++) {
    const declaration = symbolAt(host, current)?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return current;
    if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return current;
    current = bare(ts, declaration.initializer);
  }
  return current;
}
