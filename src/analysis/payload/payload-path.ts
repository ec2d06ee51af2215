/** From an expression in a task back to the part of the payload that it is: the payload as the wire delivers it. */
import type ts from 'typescript';
import { isReassigned } from '../behaviour/closure.js';
import { identifiersIn, isReference, isWrite } from '../behaviour/names.js';
import type { Bound, Scope } from '../program/bound.js';
import { bindArguments } from '../program/bound.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { guarded, isBuiltIn, symbolAt, typeAt } from '../program/symbols.js';
import { bare, returnedExpressions } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';
import { ELEMENT, type PayloadPath } from './path-names.js';

/** Stands for what `JSON.parse` makes of a text. */
const PARSED = '|text';
const MAX_STEPS = 24;

/** Array methods whose callback takes an element first. */
const callbacks = new Set([
  'map',
  'forEach',
  'filter',
  'flatMap',
  'find',
  'findLast',
  'findIndex',
  'some',
  'every',
]);
/** Array methods that give an array of the same elements, and those that give one of them. */
const sameElements = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'flat']);
const oneElement = new Set(['find', 'findLast', 'at', 'pop', 'shift']);

/** Finds, in one task, which part of the payload an expression is. */
export class PayloadPaths {
  readonly #host: Host;
  readonly #task: TaskBody;
  /** Steps from a parameter (or `this`) to the payload; `undefined` where the adapter's locator is of another kind. */
  readonly #root: readonly string[] | undefined;

  constructor(host: Host, task: TaskBody) {
    this.#host = host;
    this.#task = task;
    const { payloadAt } = task;
    const rest = /^(?:param(?:\d+|\*)|this(?=\.))(.*)$/u.exec(payloadAt)?.[1];
    this.#root = rest?.match(/\[\]|\|text|[^.[|]+/gu) ?? (rest === undefined ? undefined : []);
  }

  /** @returns the part of the payload that an expression is; `undefined` for anything else, a changed copy included. */
  of(bound: Bound): PayloadPath | undefined {
    const raw = this.#root && this.#raw(bound, MAX_STEPS);
    return raw && this.#below(raw);
  }

  /** @returns whether an expression is the text that the payload is parsed from. */
  isText(bound: Bound): boolean {
    if (this.#root?.at(-1) !== PARSED) return false;
    const raw = this.#raw(bound, MAX_STEPS);
    const steps = this.#root.slice(0, -1);
    return raw?.length === steps.length && steps.every((step, index) => raw[index] === step);
  }

  /** @returns whether an expression is the running task, its payload, a part of it, or an object that holds one. */
  carries(bound: Bound, depth = 3): boolean {
    if (!this.#root || depth <= 0) return false;
    if (this.#raw(bound, MAX_STEPS)) return true;
    const { ts } = this.#host;
    const literal = this.#literal(bound, MAX_STEPS);
    if (!literal) return false;
    return literal.expression.properties.some((member) => {
      const value = ts.isPropertyAssignment(member)
        ? member.initializer
        : ts.isShorthandPropertyAssignment(member)
          ? member.name
          : ts.isSpreadAssignment(member)
            ? member.expression
            : undefined;
      return value !== undefined && this.carries({ expression: value, scope: literal.scope }, depth - 1);
    });
  }

  #below(raw: readonly string[]): PayloadPath | undefined {
    const root = this.#root ?? [];
    return root.every((step, index) => raw[index] === step) ? raw.slice(root.length) : undefined;
  }

  #raw(bound: Bound, steps: number): readonly string[] | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const expression = bare(ts, bound.expression);
    const { scope } = bound;
    const inner = (next: ts.Expression): readonly string[] | undefined =>
      this.#raw({ expression: next, scope }, steps - 1);
    if (ts.isIdentifier(expression)) return this.#name(expression, scope, steps);
    if (ts.isPropertyAccessExpression(expression)) {
      if (expression.expression.kind === ts.SyntaxKind.ThisKeyword) return this.#ofThis(expression);
      const holder = { expression: expression.expression, scope };
      return this.#member(holder, expression.name.text, steps - 1);
    }
    if (ts.isElementAccessExpression(expression)) {
      const key = expression.argumentExpression;
      const holder = { expression: expression.expression, scope };
      return this.#member(holder, ts.isStringLiteralLike(key) ? key.text : ELEMENT, steps - 1);
    }
    if (ts.isBinaryExpression(expression)) {
      const operator = expression.operatorToken.kind;
      const chooses =
        operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken;
      return chooses ? inner(expression.left) : undefined;
    }
    return ts.isCallExpression(expression) ? this.#call(expression, scope, steps) : undefined;
  }

  #call(call: ts.CallExpression, scope: Scope | undefined, steps: number): readonly string[] | undefined {
    const { ts } = this.#host;
    const callee = bare(ts, call.expression);
    const [first] = call.arguments;
    const at = (expression: ts.Expression): readonly string[] | undefined =>
      this.#raw({ expression, scope }, steps - 1);
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      if (method === 'parse' && first && call.arguments.length === 1 && this.#isOf(callee, 'JSON')) {
        const text = at(first);
        return text && [...text, PARSED];
      }
      if (method === 'values' && first && this.#isOf(callee, 'Object')) return element(at(first));
      if (method === 'toString' && this.#root?.at(-1) === PARSED) return at(callee.expression);
      if (sameElements.has(method)) return at(callee.expression);
      if (oneElement.has(method)) return element(at(callee.expression));
    } else if (ts.isIdentifier(callee) && first && ['structuredClone', 'String'].includes(callee.text)) {
      // The text of a text is that text; of any other part it is no part of the payload.
      if (callee.text === 'structuredClone') return at(first);
      return this.isText({ expression: first, scope }) ? at(first) : undefined;
    }
    const fn = calledFunction(this.#host, call);
    const returned = fn && !fn.asteriskToken ? returnedExpressions(ts, fn) : [];
    const [only] = returned;
    if (!fn || !only || returned.length > 1) return undefined;
    const inside = bindArguments(this.#host, fn, call.arguments, scope);
    return inside && this.#raw({ expression: only, scope: inside }, steps - 4);
  }

  /** `JSON.parse`, `Object.values` of the language. */
  #isOf(callee: ts.PropertyAccessExpression, owner: string): boolean {
    const { expression } = callee;
    if (!this.#host.ts.isIdentifier(expression) || expression.text !== owner) return false;
    const declaration = symbolAt(this.#host, expression)?.declarations?.[0];
    return declaration !== undefined && isBuiltIn(this.#host, declaration);
  }

  /** `this.payload` in a class that is the task. */
  #ofThis(access: ts.PropertyAccessExpression): readonly string[] | undefined {
    if (!this.#task.payloadAt.startsWith('this.')) return undefined;
    const { ts } = this.#host;
    let holder: ts.Node = access.parent;
    while (!ts.isClassLike(holder) && !ts.isSourceFile(holder)) holder = holder.parent;
    return holder === this.#task.function.parent ? [access.name.text] : undefined;
  }

  #member(holder: Bound, key: string, steps: number): readonly string[] | undefined {
    const raw = this.#raw(holder, steps);
    if (raw) return [...raw, key];
    const literal = this.#literal(holder, steps);
    if (!literal) return undefined;
    const { ts } = this.#host;
    for (const member of [...literal.expression.properties].reverse()) {
      const { scope } = literal;
      if (ts.isSpreadAssignment(member)) {
        const spread = this.#raw({ expression: member.expression, scope }, steps - 1);
        if (spread) return [...spread, key];
        const type = typeAt(this.#host, member.expression);
        if (!type || guarded(() => this.#host.checker.getPropertyOfType(type, key))) return undefined;
      } else if (this.#text(member.name) === key) {
        if (ts.isPropertyAssignment(member))
          return this.#raw({ expression: member.initializer, scope }, steps - 1);
        return ts.isShorthandPropertyAssignment(member)
          ? this.#name(member.name, scope, steps - 1)
          : undefined;
      }
    }
    return undefined;
  }

  #text(name: ts.PropertyName): string | undefined {
    const { ts } = this.#host;
    return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
  }

  /** The object literal that an expression is, behind constants and parameters. */
  #literal(
    bound: Bound,
    steps: number,
  ): { readonly expression: ts.ObjectLiteralExpression; readonly scope: Scope | undefined } | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const expression = bare(ts, bound.expression);
    if (ts.isObjectLiteralExpression(expression)) return { expression, scope: bound.scope };
    if (!ts.isIdentifier(expression)) return undefined;
    const symbol = symbolAt(this.#host, expression);
    const declaration = symbol?.valueDeclaration;
    if (!symbol || !declaration || this.#isWritten(symbol, declaration)) return undefined;
    if (ts.isParameter(declaration)) {
      const value = bound.scope?.get(declaration);
      return value ? this.#literal(value, steps - 1) : undefined;
    }
    return ts.isVariableDeclaration(declaration) && declaration.initializer
      ? this.#literal({ expression: declaration.initializer, scope: bound.scope }, steps - 1)
      : undefined;
  }

  #name(name: ts.Identifier, scope: Scope | undefined, steps: number): readonly string[] | undefined {
    const { ts } = this.#host;
    const symbol = symbolAt(this.#host, name);
    const declaration = symbol?.valueDeclaration;
    if (!symbol || !declaration || this.#isWritten(symbol, declaration)) return undefined;
    if (ts.isParameter(declaration)) return this.#parameter(declaration, scope, steps - 1);
    if (ts.isBindingElement(declaration)) return this.#binding(declaration, scope, steps - 1);
    return ts.isVariableDeclaration(declaration) ? this.#variable(declaration, scope, steps - 1) : undefined;
  }

  #variable(
    declaration: ts.VariableDeclaration,
    scope: Scope | undefined,
    steps: number,
  ): readonly string[] | undefined {
    const { ts } = this.#host;
    if (declaration.initializer) return this.#raw({ expression: declaration.initializer, scope }, steps);
    const loop = declaration.parent.parent as ts.Node;
    return ts.isForOfStatement(loop)
      ? element(this.#raw({ expression: loop.expression, scope }, steps))
      : undefined;
  }

  #binding(
    binding: ts.BindingElement,
    scope: Scope | undefined,
    steps: number,
  ): readonly string[] | undefined {
    if (steps <= 0) return undefined;
    const { ts } = this.#host;
    const pattern = binding.parent;
    const holder = pattern.parent;
    const name = binding.propertyName ?? binding.name;
    const key = ts.isArrayBindingPattern(pattern)
      ? ELEMENT
      : ts.isIdentifier(name) || ts.isStringLiteralLike(name)
        ? name.text
        : undefined;
    // `const { id, ...rest } = job.data`: what is left keeps its names.
    const isRest = binding.dotDotDotToken !== undefined;
    if (key === undefined && !isRest) return undefined;
    if (ts.isVariableDeclaration(holder) && holder.initializer && !isRest && key !== undefined)
      return this.#member({ expression: holder.initializer, scope }, key, steps - 1);
    if (ts.isParameter(holder) && !isRest && key !== undefined) {
      const value = scope?.get(holder);
      if (value) return this.#member(value, key, steps - 1);
    }
    const outer = ts.isBindingElement(holder)
      ? this.#binding(holder, scope, steps - 1)
      : ts.isParameter(holder)
        ? this.#parameter(holder, scope, steps - 1)
        : this.#variable(holder, scope, steps - 1);
    return outer && (isRest || key === undefined ? outer : [...outer, key]);
  }

  #parameter(
    parameter: ts.ParameterDeclaration,
    scope: Scope | undefined,
    steps: number,
  ): readonly string[] | undefined {
    const { ts } = this.#host;
    const value = scope?.get(parameter);
    if (value) return this.#raw(value, steps - 1);
    const { payloadAt, jobParameter } = this.#task;
    const isRoot =
      payloadAt === 'param*' ? parameter.parent === this.#task.function : parameter === jobParameter;
    if (isRoot) return payloadAt.startsWith('this.') || parameter.dotDotDotToken ? undefined : [];
    // `job.data.items.map((item) => …)`
    const fn = parameter.parent;
    const call = fn.parent as ts.Node | undefined;
    const isElement =
      call !== undefined &&
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      callbacks.has(call.expression.name.text) &&
      call.arguments[0] === fn &&
      fn.parameters[0] === parameter;
    return isElement
      ? element(this.#raw({ expression: call.expression.expression, scope }, steps - 1))
      : undefined;
  }

  #isWritten(symbol: ts.Symbol, declaration: ts.Declaration): boolean {
    const { ts } = this.#host;
    if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) {
      if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0) return false;
    }
    const file = declaration.getSourceFile();
    return writtenNames(ts, file).has(symbol.name) && isReassigned(this.#host, symbol, file);
  }
}

function element(raw: readonly string[] | undefined): readonly string[] | undefined {
  return raw && [...raw, ELEMENT];
}

const written = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** Names that something in a file is assigned to. */
function writtenNames(compiler: typeof ts, file: ts.SourceFile): ReadonlySet<string> {
  let names = written.get(file);
  if (!names) {
    const writes = identifiersIn(compiler, file).filter(
      (identifier) => isReference(compiler, identifier) && isWrite(compiler, identifier),
    );
    written.set(file, (names = new Set(writes.map(({ text }) => text))));
  }
  return names;
}
