/**
 * Where a value goes: through variables, fields, parameters, results, lists and objects, across the files of the program. What
 * is followed is rather too much than too little; what cannot be followed is an escape.
 */
import type ts from 'typescript';
import { calledFunction } from './functions.js';
import type { Host } from './host.js';
import { isPublished } from './published.js';
import { referencesTo } from './references.js';
import { declaringPackage, symbolAt } from './symbols.js';
import { bare, enclosingFunction, hasBody, type FunctionWithBody } from './syntax.js';
import {
  callOf,
  constructorOf,
  declarationOf,
  inheritedMembers,
  isExported,
  isHarmless,
  isLibraryCall,
  isTransparent,
  isValue,
  memberName,
  nameOf,
  named,
  returnsItself,
} from './value-places.js';
import { elementMembers, handedToLibrary, type Shape } from './value-containers.js';

/** A member of the value that the program names. */
export interface MemberUse {
  readonly name: string;
  readonly node: ts.Expression;
  /** The call of the member; absent where it is only named (`worker.close.bind(worker)`). */
  readonly call: ts.CallExpression | undefined;
}

/** Everything that the program does with a value. */
export interface ValueUses {
  readonly members: readonly MemberUse[];
  /** Where it leaves what can be seen; absent when it never does. */
  readonly escape: ts.Node | undefined;
}

const MAX_STEPS = 400;

/** Members of event emitters that return what they are called on. */
const CHAINING = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
  'setMaxListeners',
]);

/**
 * @param origins expressions that make or are the value (its construction, `this` in its class)
 * @param home package that may be handed the value without changing what is asked about
 * @returns its uses, followed until it escapes or the budget is spent
 */
export function usesOf(host: Host, origins: readonly ts.Expression[], home: ReadonlySet<string>): ValueUses {
  const tracer = new Tracer(host, home);
  for (const origin of origins) tracer.trace(origin, 'one');
  return { members: tracer.members, escape: tracer.escape };
}

class Tracer {
  readonly members: MemberUse[] = [];
  escape: ts.Node | undefined;
  private readonly seen = new Map<ts.Node, Set<Shape>>();
  private steps = 0;

  constructor(
    private readonly host: Host,
    private readonly home: ReadonlySet<string>,
  ) {}

  /** Follows an expression that stands for the value, or for something that holds it. */
  trace(node: ts.Expression, shape: Shape): void {
    if (!this.enters(node, shape)) return;
    const { ts } = this.host;
    const parent = node.parent;
    if (isTransparent(ts, parent)) this.trace(parent as ts.Expression, shape);
    else if (ts.isConditionalExpression(parent)) {
      if (parent.condition !== node) this.trace(parent, shape);
    } else if (ts.isBinaryExpression(parent)) this.binary(parent, node, shape);
    else if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) this.bind(parent.name, shape);
    else if (ts.isPropertyDeclaration(parent)) this.follow(parent, shape);
    else if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent))
      this.intoObject(parent);
    else if (ts.isArrayLiteralExpression(parent)) this.trace(parent, 'many');
    else if (ts.isSpreadElement(parent)) this.spread(parent);
    else if (ts.isReturnStatement(parent)) this.returned(enclosingFunction(ts, parent), node, shape);
    else if (ts.isArrowFunction(parent)) this.returned(parent, node, shape);
    else if (ts.isExportAssignment(parent)) this.follow(parent, shape);
    else if (ts.isPropertyAccessExpression(parent)) this.member(parent, parent.name.text, shape);
    else if (ts.isElementAccessExpression(parent) && parent.expression === node) this.element(parent, shape);
    else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) this.argument(parent, node, shape);
    else if (ts.isForOfStatement(parent)) this.loop(parent, node);
    else if (!isHarmless(ts, parent)) this.escapes(node);
  }

  private enters(node: ts.Node, shape: Shape): boolean {
    const shapes = this.seen.get(node) ?? new Set<Shape>();
    if (shapes.has(shape) || this.escape) return false;
    this.seen.set(node, shapes.add(shape));
    if (++this.steps <= MAX_STEPS) return true;
    this.escapes(node);
    return false;
  }

  private escapes(node: ts.Node): void {
    this.escape ??= node;
  }

  private binary(parent: ts.BinaryExpression, node: ts.Expression, shape: Shape): void {
    const { SyntaxKind } = this.host.ts;
    const operator = parent.operatorToken.kind;
    const assigns =
      operator === SyntaxKind.EqualsToken ||
      operator === SyntaxKind.QuestionQuestionEqualsToken ||
      operator === SyntaxKind.BarBarEqualsToken;
    if (assigns) {
      if (parent.left === node) return;
      this.into(parent.left, shape);
      this.trace(parent, shape);
    } else if (operator === SyntaxKind.QuestionQuestionToken || operator === SyntaxKind.BarBarToken) {
      this.trace(parent, shape);
    } else if (operator === SyntaxKind.AmpersandAmpersandToken || operator === SyntaxKind.CommaToken) {
      if (parent.right === node) this.trace(parent, shape);
    }
  }

  /** What is assigned to, or added to, holds the value from now on. */
  private into(target: ts.Expression, shape: Shape): void {
    const { ts } = this.host;
    const place = bare(ts, target);
    if (ts.isElementAccessExpression(place)) {
      this.into(place.expression, 'many');
      return;
    }
    const name = ts.isPropertyAccessExpression(place) ? place.name : place;
    const declaration =
      ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? declarationOf(this.host, name) : undefined;
    if (declaration) this.follow(declaration, shape);
    else this.escapes(target);
  }

  private bind(name: ts.BindingName, shape: Shape): void {
    const { ts } = this.host;
    if (ts.isIdentifier(name)) {
      this.follow(name.parent as ts.Declaration, shape);
      return;
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      const key = element.propertyName ?? element.name;
      const text = ts.isIdentifier(key) ? key.text : undefined;
      if (ts.isArrayBindingPattern(name) || shape === 'many') {
        this.bind(element.name, element.dotDotDotToken ? 'many' : 'one');
      } else if (shape === 'one') {
        // Only the name of a member is taken out of the value itself.
        if (text === undefined) this.escapes(element);
        else if (ts.isIdentifier(element.name))
          this.members.push({ name: text, node: element.name, call: undefined });
      } else if (element.dotDotDotToken) this.bind(element.name, shape);
      else if (text === undefined) this.escapes(element);
      else if (`.${text}` === shape) this.bind(element.name, 'one');
    }
  }

  /** Follows every place that names a declaration. */
  private follow(declaration: ts.Declaration, shape: Shape): void {
    if (!this.enters(declaration, shape)) return;
    const { ts } = this.host;
    const file = declaration.getSourceFile();
    if (file.isDeclarationFile || file.fileName.includes('/node_modules/')) {
      this.escapes(declaration);
      return;
    }
    const places = referencesTo(this.host, declaration);
    const elsewhere = places.some((place) => place.getSourceFile() !== file);
    if (!elsewhere && isExported(this.host, declaration) && isPublished(file.fileName)) {
      this.escapes(declaration);
    }
    for (const place of places) {
      if (ts.isBindingElement(place)) this.bind(place.name, shape);
      else this.place(place, shape);
    }
    if (ts.isParameter(declaration) && ts.isParameterPropertyDeclaration(declaration, declaration.parent)) {
      this.related(declaration, shape);
    } else if (ts.isPropertyDeclaration(declaration)) this.related(declaration, shape);
  }

  private place(place: ts.Node, shape: Shape): void {
    const { ts } = this.host;
    const access = place.parent;
    if (ts.isPropertyAccessExpression(access) && access.name === place) this.trace(access, shape);
    else if (ts.isIdentifier(place) && isValue(ts, place)) this.trace(place, shape);
  }

  /** The member of a base class or interface under which others know a field. */
  private related(declaration: ts.PropertyDeclaration | ts.ParameterDeclaration, shape: Shape): void {
    const holder = this.host.ts.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
    for (const member of inheritedMembers(this.host, holder, declaration.name)) {
      if (!member.getSourceFile().isDeclarationFile) this.follow(member, shape);
    }
  }

  private intoObject(assignment: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): void {
    const { ts } = this.host;
    const key = assignment.name;
    const named = ts.isIdentifier(key) || ts.isStringLiteralLike(key);
    if (ts.isPropertyAssignment(assignment)) this.follow(assignment, 'one');
    this.trace(assignment.parent, named ? `.${key.text}` : 'many');
  }

  /** `[...workers]` and `add(...workers)`. */
  private spread(node: ts.SpreadElement): void {
    const { parent } = node;
    if (this.host.ts.isArrayLiteralExpression(parent)) this.trace(parent, 'many');
    else if (this.host.ts.isCallExpression(parent)) this.argument(parent, node, 'many');
    else this.escapes(node);
  }

  private returned(fn: FunctionWithBody | undefined, node: ts.Expression, shape: Shape): void {
    const { ts } = this.host;
    const at = fn?.parent;
    if (!fn || !at || fn.asteriskToken) this.escapes(node);
    else if (ts.isGetAccessorDeclaration(fn)) this.follow(fn, shape);
    else if (ts.isCallExpression(at) && at.expression !== fn) this.callback(at, node, shape);
    else this.calls(fn, node, shape);
  }

  /** `names.map((name) => new Worker(name))`, `connect().then((c) => c.createChannel())`. */
  private callback(call: ts.CallExpression, node: ts.Node, shape: Shape): void {
    const member = memberName(this.host, call);
    if (!isLibraryCall(this.host, call)) this.escapes(node);
    else if (member === 'then' || member === 'catch') this.trace(call, shape);
    else if (member === 'map' || member === 'flatMap' || member === 'from') this.trace(call, 'many');
    else if (member !== 'forEach') this.escapes(node);
  }

  private calls(fn: FunctionWithBody, node: ts.Node, shape: Shape): void {
    const { ts } = this.host;
    const declaration = named(ts, fn);
    const places = declaration ? this.namesOfFunction(declaration) : [];
    let called = 0;
    for (const place of places) {
      const access = place.parent;
      const callee = ts.isPropertyAccessExpression(access) && access.name === place ? access : place;
      const call = callee.parent;
      if (ts.isCallExpression(call) && call.expression === callee) {
        called++;
        this.trace(call, shape);
      } else if (ts.isCallExpression(call)) {
        called++;
        this.callback(call, node, shape);
      } else if (!ts.isExportAssignment(call) && !ts.isTypeQueryNode(call)) this.escapes(place);
    }
    // Who calls it, and with what it does then, is out of sight.
    if (called === 0) this.escapes(node);
  }

  /** A method is also called by the name that a base class or interface has for it. */
  private namesOfFunction(declaration: ts.Declaration): readonly ts.Node[] {
    const name = this.host.ts.getNameOfDeclaration(declaration);
    const inherited = name ? inheritedMembers(this.host, declaration.parent, name) : [];
    return [declaration, ...inherited].flatMap((entry) => referencesTo(this.host, entry));
  }

  private member(access: ts.PropertyAccessExpression, name: string, shape: Shape): void {
    const { ts } = this.host;
    const call = callOf(ts, access);
    if (name === 'then' && call) {
      this.promised(call, shape);
      return;
    }
    if (
      (name === 'catch' || name === 'finally') &&
      call &&
      shape === 'one' &&
      isLibraryCall(this.host, call)
    ) {
      this.trace(call, shape);
      return;
    }
    if (shape === 'many') this.containerMember(access, name, call);
    else if (shape !== 'one') {
      if (`.${name}` === shape) this.trace(access, 'one');
    } else {
      this.members.push({ name, node: access, call });
      if (call && (CHAINING.has(name) || returnsItself(this.host, access, call))) this.trace(call, 'one');
    }
  }

  private promised(call: ts.CallExpression, shape: Shape): void {
    const callback = call.arguments[0];
    const fn = callback && hasBody(this.host.ts, callback) ? callback : undefined;
    const parameter = fn?.parameters[0];
    if (fn && !parameter) return;
    if (parameter && this.host.ts.isParameter(parameter)) this.bind(parameter.name, shape);
    else this.escapes(call);
  }

  private containerMember(
    access: ts.PropertyAccessExpression,
    name: string,
    call: ts.CallExpression | undefined,
  ): void {
    const use = elementMembers(this.host, name, call);
    if (use === 'nothing') return;
    if (use === 'escape') this.escapes(access);
    else if (use === 'element') this.trace(call ?? access, 'one');
    else if (use === 'container' && call) this.trace(call, 'many');
    else if (typeof use === 'object') {
      for (const parameter of use.parameters) this.bind(parameter.name, 'one');
      if (use.keeps && call) this.trace(call, 'many');
    }
  }

  private element(access: ts.ElementAccessExpression, shape: Shape): void {
    const { ts } = this.host;
    const key = access.argumentExpression;
    if (shape === 'many') this.trace(access, 'one');
    else if (shape !== 'one') {
      if (!ts.isStringLiteralLike(key) || `.${key.text}` === shape) this.trace(access, 'one');
    } else if (ts.isStringLiteralLike(key)) {
      this.members.push({ name: key.text, node: access, call: callOf(ts, access) });
    } else this.escapes(access);
  }

  private loop(statement: ts.ForOfStatement, node: ts.Expression): void {
    const { initializer } = statement;
    if (statement.expression !== node) return;
    const declared = this.host.ts.isVariableDeclarationList(initializer)
      ? initializer.declarations[0]
      : undefined;
    if (declared) this.bind(declared.name, 'one');
    else this.escapes(node);
  }

  private argument(call: ts.CallExpression | ts.NewExpression, node: ts.Expression, shape: Shape): void {
    const { ts } = this.host;
    if (call.expression === node) return;
    const index = call.arguments?.indexOf(node) ?? -1;
    const fn = ts.isCallExpression(call) ? calledFunction(this.host, call) : constructorOf(this.host, call);
    const before = call.arguments?.slice(0, index) ?? [];
    if (fn && index >= 0 && !before.some((argument) => ts.isSpreadElement(argument))) {
      this.parameter(fn, index, shape, node);
      return;
    }
    const symbol = symbolAt(this.host, nameOf(ts, call.expression));
    const declaration = symbol?.declarations?.[0];
    if (declaration && this.home.has(declaringPackage(declaration) ?? '')) return;
    const handed = declaration && handedToLibrary(this.host, call, declaration, shape);
    if (!handed) this.escapes(node);
    else if (handed.into) this.into(handed.into, 'many');
    else if (handed.result) this.trace(call, handed.result);
  }

  private parameter(fn: FunctionWithBody, index: number, shape: Shape, node: ts.Node): void {
    const last = fn.parameters.at(-1);
    const parameter = fn.parameters[index] ?? (last && 'dotDotDotToken' in last ? last : undefined);
    const { ts } = this.host;
    if (!parameter || !ts.isParameter(parameter) || (ts.isSpreadElement(node) && !parameter.dotDotDotToken)) {
      this.escapes(node);
      return;
    }
    this.bind(parameter.name, parameter.dotDotDotToken ? 'many' : shape);
  }
}
