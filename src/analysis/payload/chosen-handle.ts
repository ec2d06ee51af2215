/** Whether a row was read through a handle that is chosen at run time: a tenant's database, another schema. */
import type ts from 'typescript';
import { callsOf } from '../behaviour/callers.js';
import { identifiersIn, isReference } from '../behaviour/names.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, lineage, symbolAt, typeAt } from '../program/symbols.js';
import {
  bare,
  enclosingFunction,
  functionName,
  hasBody,
  returnedExpressions,
  type FunctionWithBody,
} from '../program/syntax.js';
import type { EntityFinding } from './entities.js';
import { isClientOf } from './handles.js';
import { isOfOrm } from './orm-code.js';
import { sourceOf } from './query.js';

/** Members of an ORM that give a handle to another database or schema, when they are told which. */
const rescoping = new Set(['withSchema', 'useDb', 'schema', 'bindKnex', 'connect']);
const MAX_STEPS = 12;
const MAX_CALLERS = 20;

/** @returns the expression that chooses the handle which a row was read through; `undefined` for a constant one. */
export function chosenHandle(host: Host, finding: EntityFinding): ts.Node | undefined {
  const choice = new HandleChoice(host, finding);
  if (finding.query) return choice.ofHandle(finding.query.receiver, MAX_STEPS);
  return finding.expression && choice.ofRow(finding.expression, 3);
}

class HandleChoice {
  constructor(
    private readonly host: Host,
    private readonly finding: EntityFinding,
  ) {}

  /** @param depth functions of the program that are looked into */
  ofRow(row: ts.Expression, depth: number): ts.Node | undefined {
    const { ts } = this.host;
    const source = sourceOf(this.host, row)?.expression;
    if (!source || !ts.isCallExpression(source)) return undefined;
    const fn = calledFunction(this.host, source);
    if (fn) {
      // `loadUser(id)`: a function that reads the row.
      if (depth <= 0) return undefined;
      return firstOf(returnedExpressions(ts, fn), (returned) => this.ofRow(returned, depth - 1));
    }
    const callee = bare(ts, source.expression);
    return ts.isPropertyAccessExpression(callee) ? this.ofHandle(callee.expression, MAX_STEPS) : undefined;
  }

  /** Goes down the accesses and calls of a query to what it begins with. */
  ofHandle(written: ts.Expression, steps: number): ts.Node | undefined {
    const { ts } = this.host;
    const at = bare(ts, written);
    if (steps <= 0) return undefined;
    if (ts.isPropertyAccessExpression(at)) return this.ofHandle(at.expression, steps - 1);
    if (ts.isElementAccessExpression(at)) {
      return this.varies(at.argumentExpression) ? at : this.ofHandle(at.expression, steps - 1);
    }
    if (ts.isNewExpression(at)) {
      // `new User({ id }).fetch()` is a query of the model itself.
      const made = symbolAt(this.host, at.expression)?.declarations;
      if (made?.some((declaration) => declaration === this.finding.model?.declaration) === true)
        return undefined;
      return at.arguments?.some((argument) => this.varies(argument)) === true ? at : undefined;
    }
    if (ts.isConditionalExpression(at)) {
      return this.ofHandle(at.whenTrue, steps - 1) ?? this.ofHandle(at.whenFalse, steps - 1);
    }
    if (ts.isBinaryExpression(at)) {
      return this.ofHandle(at.left, steps - 1) ?? this.ofHandle(at.right, steps - 1);
    }
    if (ts.isCallExpression(at)) return this.ofCall(at, steps);
    return ts.isIdentifier(at) ? this.ofName(at, steps) : undefined;
  }

  private ofCall(call: ts.CallExpression, steps: number): ts.Node | undefined {
    const { ts } = this.host;
    const callee = bare(ts, call.expression);
    const below = ts.isPropertyAccessExpression(callee)
      ? this.ofHandle(callee.expression, steps - 1)
      : undefined;
    if (below) return below;
    // `this.petModel()`, `Order.unscoped()`: a class that is bound to something.
    if (this.givesClass(call)) return call;
    if (call.arguments.length === 0) return undefined;
    const declaration = guarded(() => this.host.checker.getResolvedSignature(call))?.declaration;
    if (!declaration) return undefined;
    if (isOfOrm(this.host, declaration)) {
      if (!ts.isPropertyAccessExpression(callee)) return this.anyVaries(call) ? call : undefined;
      return this.rescopes(callee.name.text, call) ? call : undefined;
    }
    const own = declaringPackage(declaration) === undefined && !this.isOfLanguage(declaration);
    if (!own) return this.anyVaries(call) ? call : undefined;
    // `repositoryOf(User)`
    if (call.arguments.every((argument) => this.isClass(argument))) return undefined;
    const fn = calledFunction(this.host, call);
    if (!fn) return call;
    const returned = returnedExpressions(ts, fn);
    return firstOf(returned, (value) => this.ofHandle(value, steps - 1)) ? call : undefined;
  }

  private givesClass(call: ts.CallExpression): boolean {
    const type = typeAt(this.host, call);
    return (
      type !== undefined &&
      type.getConstructSignatures().length > 0 &&
      calledFunction(this.host, call) === undefined
    );
  }

  private rescopes(member: string, call: ts.CallExpression): boolean {
    if (rescoping.has(member)) return true;
    // `Pet.query(knexFor(tenant))`
    if (member === 'query') return this.anyVaries(call);
    const { ts } = this.host;
    const [options] = call.arguments;
    return (
      member === 'fork' &&
      options !== undefined &&
      (!ts.isObjectLiteralExpression(options) ||
        options.properties.some((option) => option.name?.getText() === 'schema'))
    );
  }

  private ofName(name: ts.Identifier, steps: number): ts.Node | undefined {
    const { ts } = this.host;
    const declaration = symbolAt(this.host, name)?.valueDeclaration;
    let holder: ts.Node | undefined = declaration;
    while (holder && ts.isBindingElement(holder)) holder = holder.parent.parent;
    if (!holder) return undefined;
    if (ts.isVariableDeclaration(holder)) {
      // A constant of a module is one handle, however it is made.
      if (!enclosingFunction(ts, holder) || !holder.initializer) return undefined;
      return this.ofHandle(holder.initializer, steps - 1);
    }
    return ts.isParameter(holder) && holder === declaration
      ? this.ofParameter(name, holder, steps)
      : undefined;
  }

  /** `load(db, id)`: what its callers give, if the parameter itself is the handle. */
  private ofParameter(
    name: ts.Identifier,
    parameter: ts.ParameterDeclaration,
    steps: number,
  ): ts.Node | undefined {
    const { ts } = this.host;
    const fn = parameter.parent;
    if (!hasBody(ts, fn) || ts.isConstructorDeclaration(fn)) return undefined;
    if (!this.isHandle(name)) return undefined;
    const given = fn.parent as ts.Node | undefined;
    if (given && ts.isCallExpression(given)) return this.ofCallback(given, fn);
    if (functionName(ts, fn) === undefined) return undefined;
    const calls = callsOf(this.host, fn).slice(0, MAX_CALLERS);
    const index = fn.parameters.indexOf(parameter);
    if (calls.length === 0) return parameter.initializer ? undefined : name;
    return firstOf(calls, (call) => {
      const argument = call.arguments[index] ?? parameter.initializer;
      return argument && this.ofHandle(argument, steps - 3) ? name : undefined;
    });
  }

  /** `withTenant(id, async (db) => …)`; what an ORM calls back with, as a transaction, is not judged here. */
  private ofCallback(call: ts.CallExpression, fn: FunctionWithBody): ts.Node | undefined {
    const declaration = guarded(() => this.host.checker.getResolvedSignature(call))?.declaration;
    if (!declaration || declaringPackage(declaration) !== undefined) return undefined;
    const others = call.arguments.filter((argument) => bare(this.host.ts, argument) !== fn);
    return others.some((argument) => this.varies(argument)) ? call : undefined;
  }

  private isHandle(name: ts.Identifier): boolean {
    const type = typeAt(this.host, name);
    const { model } = this.finding;
    if (!type) return false;
    if (model?.adapter.generated && isClientOf(this.host, type, model, name)) return true;
    return lineage(this.host, type).some((declaration) => isOfOrm(this.host, declaration));
  }

  private anyVaries(call: ts.CallExpression): boolean {
    return call.arguments.some((argument) => this.varies(argument));
  }

  /** Whether an expression names something that a function was given or made. */
  private varies(expression: ts.Expression): boolean {
    const { ts } = this.host;
    return identifiersIn(ts, expression).some((name) => {
      if (!isReference(ts, name)) return false;
      const declaration = symbolAt(this.host, name)?.valueDeclaration;
      return (
        declaration !== undefined &&
        (ts.isParameter(declaration) ||
          ts.isVariableDeclaration(declaration) ||
          ts.isBindingElement(declaration)) &&
        enclosingFunction(ts, declaration) !== undefined
      );
    });
  }

  private isClass(expression: ts.Expression): boolean {
    const { ts } = this.host;
    const name = bare(ts, expression);
    const symbol = ts.isIdentifier(name) ? symbolAt(this.host, name) : undefined;
    return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0;
  }

  private isOfLanguage(declaration: ts.Node): boolean {
    return this.host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  }
}

function firstOf<T>(list: readonly T[], search: (element: T) => ts.Node | undefined): ts.Node | undefined {
  for (const element of list) {
    const found = search(element);
    if (found) return found;
  }
  return undefined;
}
