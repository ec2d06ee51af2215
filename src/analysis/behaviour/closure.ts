/** What a function takes from around it: names, members of `this`, and the shapes that tie it to its place. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { guarded } from '../program/symbols.js';
import type { FunctionWithBody } from '../program/syntax.js';
import { identifiersIn, isBinding, isReference, isTypeUse, isWrite } from './names.js';

/** Where a free name comes from. */
type Origin =
  /** Bound by an import of the file. */
  | 'import'
  /** Declared at the top of the file. */
  | 'module'
  /** Declared in a function around it, or in a block of the module. */
  | 'enclosing'
  /** Type parameter of a function or class around it, or of the function itself. */
  | 'type parameter'
  /** Known everywhere. */
  | 'global'
  /** The function itself. */
  | 'self';

/** A name that a stretch of code uses and does not declare. */
export interface FreeName {
  readonly name: string;
  /** As bound in the file: an import's own symbol, not what it stands for. */
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration | undefined;
  readonly origin: Origin;
  /** In source order. */
  readonly references: readonly ts.Identifier[];
  /** Whether one of the references is more than a type. */
  readonly value: boolean;
  /** Whether the code writes to it. */
  readonly assigned: boolean;
}

/** `this.member`, for one member. */
export interface ThisMember {
  readonly name: string;
  readonly symbol: ts.Symbol | undefined;
  readonly accesses: readonly ts.PropertyAccessExpression[];
  readonly assigned: boolean;
}

/** A shape that means something else when the code is moved. */
export type Tie = 'this' | 'arguments' | 'super' | 'yield' | 'new.target' | 'import.meta' | 'module scope';

/** Names that each CommonJS module has for itself. */
const MODULE_NAMES: ReadonlySet<string> = new Set(['__filename', 'exports', 'module']);

/** What a function takes from around it. */
export interface Closure {
  readonly free: readonly FreeName[];
  /** The function's own parameters that its body refers to, by declared symbol. */
  readonly parameters: readonly FreeName[];
  readonly members: readonly ThisMember[];
  readonly ties: readonly { readonly tie: Tie; readonly node: ts.Node }[];
  /** Every name that the code refers to or declares: none of them is free for a new parameter. */
  readonly words: ReadonlySet<string>;
}

/** @returns what a function's body takes from around it. */
export function closureOf(host: Host, fn: FunctionWithBody): Closure {
  const { ts } = host;
  const words = new Set(
    identifiersIn(ts, fn.body)
      .filter((identifier) => isReference(ts, identifier) || isBinding(ts, identifier))
      .map((identifier) => identifier.text),
  );
  const { ties, accesses } = tiesOf(ts, fn);
  const names = freeNames(host, fn.body, fn);
  for (const { name, origin, references } of names) {
    const [node] = references;
    if (node && origin === 'global' && MODULE_NAMES.has(name)) ties.push({ tie: 'module scope', node });
  }
  return {
    free: names.filter((entry) => !isOwnParameter(ts, fn, entry)),
    parameters: names.filter((entry) => isOwnParameter(ts, fn, entry)),
    members: membersOf(host, accesses),
    ties,
    words,
  };
}

/**
 * @returns the names that a node uses and that are declared outside of it; with `fn`, its parameters are among them.
 * Works for a body, a declaration or a type.
 */
export function freeNames(host: Host, root: ts.Node, fn?: FunctionWithBody): readonly FreeName[] {
  const { ts } = host;
  const file = root.getSourceFile();
  const found = new Map<ts.Symbol, ts.Identifier[]>();
  for (const identifier of identifiersIn(ts, root)) {
    if (!isReference(ts, identifier)) continue;
    const symbol = referredSymbol(host, identifier);
    if (!symbol) continue;
    const inside = symbol.declarations?.some(
      (declaration) =>
        declaration.getSourceFile() === file && declaration.pos >= root.pos && declaration.end <= root.end,
    );
    if (inside === true) continue;
    const references = found.get(symbol);
    if (references) references.push(identifier);
    else found.set(symbol, [identifier]);
  }
  return [...found].map(([symbol, references]) => ({
    name: references[0]?.text ?? symbol.name,
    symbol,
    declaration: symbol.declarations?.[0],
    origin: originOf(ts, symbol, file, fn),
    references,
    value: references.some((reference) => !isTypeUse(ts, reference)),
    assigned: references.some((reference) => isWrite(ts, reference)),
  }));
}

function originOf(
  compiler: typeof ts,
  symbol: ts.Symbol,
  file: ts.SourceFile,
  fn: FunctionWithBody | undefined,
): Origin {
  const declaration = symbol.declarations?.find((entry) => entry.getSourceFile() === file);
  if (!declaration) return 'global';
  if (declaration === fn) return 'self';
  if (compiler.isTypeParameterDeclaration(declaration)) return 'type parameter';
  if (
    compiler.isImportSpecifier(declaration) ||
    compiler.isImportClause(declaration) ||
    compiler.isNamespaceImport(declaration) ||
    compiler.isImportEqualsDeclaration(declaration)
  ) {
    return 'import';
  }
  let at: ts.Node = declaration;
  while (
    compiler.isBindingElement(at) ||
    compiler.isObjectBindingPattern(at) ||
    compiler.isArrayBindingPattern(at) ||
    compiler.isVariableDeclaration(at) ||
    compiler.isVariableDeclarationList(at)
  ) {
    if (compiler.isVariableDeclaration(at) && fn && at.initializer === fn) return 'self';
    at = at.parent;
  }
  return compiler.isSourceFile(at.parent) ? 'module' : 'enclosing';
}

function isOwnParameter(compiler: typeof ts, fn: FunctionWithBody, { declaration }: FreeName): boolean {
  let at: ts.Node | undefined = declaration;
  while (at && !compiler.isParameter(at)) {
    if (compiler.isBindingElement(at) || compiler.isBindingName(at)) at = at.parent;
    else return false;
  }
  return at?.parent === fn;
}

function tiesOf(
  compiler: typeof ts,
  fn: FunctionWithBody,
): { ties: { tie: Tie; node: ts.Node }[]; accesses: ts.PropertyAccessExpression[] } {
  const ties: { tie: Tie; node: ts.Node }[] = [];
  const accesses: ts.PropertyAccessExpression[] = [];
  const visit = (node: ts.Node, own: boolean): void => {
    const { SyntaxKind } = compiler;
    if (node.kind === SyntaxKind.ThisKeyword && own) {
      const { parent } = node;
      if (compiler.isPropertyAccessExpression(parent) && parent.expression === node) accesses.push(parent);
      else ties.push({ tie: 'this', node });
    } else if (node.kind === SyntaxKind.ThisType && own) ties.push({ tie: 'this', node });
    else if (node.kind === SyntaxKind.SuperKeyword && own) ties.push({ tie: 'super', node });
    else if (compiler.isYieldExpression(node) && own) ties.push({ tie: 'yield', node });
    else if (compiler.isMetaProperty(node)) {
      if (node.keywordToken === SyntaxKind.ImportKeyword) ties.push({ tie: 'import.meta', node });
      else if (own) ties.push({ tie: 'new.target', node });
    } else if (compiler.isIdentifier(node) && isReference(compiler, node)) {
      if (node.text === 'arguments' && own) ties.push({ tie: 'arguments', node });
    }
    // A nested function has its own `this` and `arguments`, unless it is an arrow.
    const nested =
      (compiler.isFunctionLike(node) && !compiler.isArrowFunction(node)) || compiler.isClassLike(node);
    compiler.forEachChild(node, (child) => {
      visit(child, own && !nested);
    });
  };
  visit(fn.body, true);
  return { ties, accesses };
}

function membersOf(host: Host, accesses: readonly ts.PropertyAccessExpression[]): readonly ThisMember[] {
  const byName = new Map<string, ts.PropertyAccessExpression[]>();
  for (const access of accesses) {
    const known = byName.get(access.name.text);
    if (known) known.push(access);
    else byName.set(access.name.text, [access]);
  }
  return [...byName].map(([name, found]) => ({
    name,
    symbol: guarded(() => found[0] && host.checker.getSymbolAtLocation(found[0].name)),
    accesses: found,
    assigned: found.some((access) => isWrite(host.ts, access)),
  }));
}

/** @returns whether a variable is written to anywhere in its file after its declaration. */
export function isReassigned(host: Host, symbol: ts.Symbol, file: ts.SourceFile): boolean {
  const { ts } = host;
  return identifiersIn(ts, file).some(
    (identifier) =>
      identifier.text === symbol.name &&
      isReference(ts, identifier) &&
      isWrite(ts, identifier) &&
      referredSymbol(host, identifier) === symbol,
  );
}

/** @returns the symbol that a reference means, as bound in its file: an import is not followed. */
export function referredSymbol(host: Host, identifier: ts.Identifier): ts.Symbol | undefined {
  const { parent } = identifier;
  return guarded(() =>
    host.ts.isShorthandPropertyAssignment(parent)
      ? host.checker.getShorthandAssignmentValueSymbol(parent)
      : host.checker.getSymbolAtLocation(identifier),
  );
}
