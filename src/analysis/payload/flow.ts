/** Where a value came from, as far as constants, destructuring, loops and array callbacks show it. */
import type ts from 'typescript';
import { queueAdapters } from '../../adapters/queues/index.js';
import type { Host } from '../program/host.js';
import { declaringPackage, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax, functionName } from '../program/syntax.js';
import { calledFunction } from '../program/functions.js';

/** Tells whether a parameter holds a task (`job`) or its payload, for libraries whose types do not show it. */
export type ReceivedParameter = (parameter: ts.ParameterDeclaration) => boolean;

const MAX_STEPS = 16;

/**
 * @returns whether a value came off a wire: a running task's payload or `JSON.parse`. Its type may say entity or Date,
 * but it is plain data, and sending it on changes nothing more.
 */
export function isReceived(host: Host, expression: ts.Expression, received?: ReceivedParameter): boolean {
  return new Tracer(host, received).expression(expression, MAX_STEPS);
}

class Tracer {
  readonly #host: Host;
  readonly #received: ReceivedParameter | undefined;

  constructor(host: Host, received: ReceivedParameter | undefined) {
    this.#host = host;
    this.#received = received;
  }

  expression(written: ts.Expression, steps: number): boolean {
    if (steps <= 0) return false;
    const { ts } = this.#host;
    const expression = bare(ts, written);
    if (ts.isIdentifier(expression)) return this.#name(expression, steps - 1);
    if (ts.isPropertyAccessExpression(expression)) {
      return this.#isJobPayload(expression) || this.expression(expression.expression, steps - 1);
    }
    if (ts.isElementAccessExpression(expression)) return this.expression(expression.expression, steps - 1);
    if (ts.isBinaryExpression(expression)) {
      const operator = expression.operatorToken.kind;
      const chooses =
        operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
      return chooses && this.expression(expression.left, steps - 1);
    }
    return ts.isCallExpression(expression) && this.#isParse(expression);
  }

  #name(name: ts.Identifier, steps: number): boolean {
    const { ts } = this.#host;
    const declaration = symbolAt(this.#host, name)?.valueDeclaration;
    if (!declaration) return false;
    if (ts.isBindingElement(declaration)) return this.#binding(declaration, steps);
    if (ts.isParameter(declaration)) return this.#parameter(declaration, steps);
    return ts.isVariableDeclaration(declaration) && this.#variable(declaration, steps);
  }

  #variable(declaration: ts.VariableDeclaration, steps: number): boolean {
    const { ts } = this.#host;
    if (declaration.initializer) return this.expression(declaration.initializer, steps - 1);
    const loop = declaration.parent.parent as ts.Node;
    return ts.isForOfStatement(loop) && this.expression(loop.expression, steps - 1);
  }

  #binding(element: ts.BindingElement, steps: number): boolean {
    const { ts } = this.#host;
    // `({ data: { user } }: Job<…>)`: some step of the way is the payload.
    let holder: ts.Node = element;
    while (ts.isBindingElement(holder)) {
      const pattern: ts.BindingPattern = holder.parent;
      const name = holder.propertyName ?? holder.name;
      if (ts.isIdentifier(name) && this.#isPayloadOf(typeAt(this.#host, pattern), name.text)) return true;
      holder = pattern.parent;
    }
    if (ts.isParameter(holder)) return this.#parameter(holder, steps);
    return ts.isVariableDeclaration(holder) && this.#variable(holder, steps);
  }

  #parameter(parameter: ts.ParameterDeclaration, steps: number): boolean {
    const { ts } = this.#host;
    if (this.#received?.(parameter) === true) return true;
    // `rows.map((row) => …)`: the element of what the method is called on.
    const fn = parameter.parent;
    if (this.#isGivenReceived(fn, fn.parameters.indexOf(parameter), steps)) return true;
    const call = fn.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
    const arrays = ['map', 'forEach', 'filter', 'flatMap', 'find', 'some', 'every'];
    if (!arrays.includes(call.expression.name.text) || call.arguments[0] !== fn) return false;
    return fn.parameters[0] === parameter && this.expression(call.expression.expression, steps - 1);
  }

  /** A helper of the same file that is only ever given what came off the wire: `forward(job.data)`. */
  #isGivenReceived(fn: ts.SignatureDeclaration, index: number, steps: number): boolean {
    const { ts } = this.#host;
    const name = functionName(ts, fn)?.split('.').at(-1);
    if (name === undefined || index < 0) return false;
    const calls = fileSyntax(ts, fn.getSourceFile()).calls.filter(
      (call) => call.name === name && calledFunction(this.#host, call.node) === fn,
    );
    return (
      calls.length > 0 &&
      calls.every(({ node }) => {
        const argument = node.arguments[index];
        return argument !== undefined && this.expression(argument, steps - 3);
      })
    );
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
