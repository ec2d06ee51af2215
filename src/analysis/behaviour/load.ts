/** What happens when a module is loaded: a queue, a worker or a connection that starts on its own. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { packageOf } from '../program/packages.js';
import { declaringPackage, guarded, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { queuePackages } from '../sites/known-symbols.js';

/** Clients whose constructor opens a connection, beside the queue libraries' own classes. */
const CONNECTING_PACKAGES: ReadonlySet<string> = new Set(['ioredis']);
/** Calls at the top of a module that keep the process busy. */
const STARTING_CALLS: ReadonlySet<string> = new Set([
  'connect',
  'initialize',
  'listen',
  'process',
  'run',
  'setInterval',
  'start',
]);

const started = new WeakMap<ts.Program, Map<ts.SourceFile, boolean>>();

/** @returns whether loading a module of the program starts something, through what it imports too. */
export function startsAtLoad(host: Host, file: ts.SourceFile): boolean {
  let known = started.get(host.program);
  if (!known) started.set(host.program, (known = new Map<ts.SourceFile, boolean>()));
  const answer = known.get(file);
  if (answer !== undefined) return answer;
  const seen = new Set<ts.SourceFile>();
  const pending = [file];
  let starts = false;
  for (let next = pending.pop(); next && !starts; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    starts = known.get(next) ?? startsItself(host, next);
    pending.push(...loadedBy(host, next));
  }
  known.set(file, starts);
  return starts;
}

/** @returns the program's own file that an import or export names. */
export function moduleFile(host: Host, specifier: ts.Expression): ts.SourceFile | undefined {
  const symbol = guarded(() => host.checker.getSymbolAtLocation(specifier));
  const file = symbol?.declarations?.find((declaration) => host.ts.isSourceFile(declaration));
  return file && host.ts.isSourceFile(file) ? file : undefined;
}

function startsItself(host: Host, file: ts.SourceFile): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    // A function runs later; so does a class, except for its static members.
    if (found || ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
    if (ts.isPropertyDeclaration(node) && !isStatic(ts, node)) return;
    found =
      (ts.isNewExpression(node) && connects(host, node)) ||
      (ts.isCallExpression(node) && STARTING_CALLS.has(calledName(ts, node) ?? ''));
    if (!found) ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function connects(host: Host, node: ts.NewExpression): boolean {
  const type = typeAt(host, node);
  if (!type) return false;
  return lineage(host, type).some((declaration) => {
    const name = declaringPackage(declaration);
    return name !== undefined && (queuePackages.has(name) || CONNECTING_PACKAGES.has(name));
  });
}

function calledName(compiler: typeof ts, node: ts.CallExpression): string | undefined {
  const callee = node.expression;
  if (compiler.isIdentifier(callee)) return callee.text;
  return compiler.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

function isStatic(compiler: typeof ts, node: ts.PropertyDeclaration): boolean {
  return (compiler.getCombinedModifierFlags(node) & compiler.ModifierFlags.Static) !== 0;
}

function loadedBy(host: Host, file: ts.SourceFile): readonly ts.SourceFile[] {
  const { ts } = host;
  const loaded: ts.SourceFile[] = [];
  for (const statement of file.statements) {
    let specifier: ts.Expression | undefined;
    if (ts.isImportDeclaration(statement)) {
      if (!isErased(host, statement)) specifier = statement.moduleSpecifier;
    } else if (ts.isExportDeclaration(statement)) {
      if (!statement.isTypeOnly) specifier = statement.moduleSpecifier;
    }
    const target = specifier && moduleFile(host, specifier);
    if (target && !target.isDeclarationFile && !packageOf(target.fileName)) loaded.push(target);
  }
  return loaded;
}

/** An import of types only leaves no trace at run time. */
function isErased(host: Host, statement: ts.ImportDeclaration): boolean {
  const { ts } = host;
  const clause = statement.importClause;
  if (!clause) return false;
  // Newer compilers say it with a phase, and warn about the old flag.
  if ((clause as { isTypeOnly?: boolean }).isTypeOnly === true) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || ts.isNamespaceImport(bindings)) return false;
  return bindings.elements.every(
    (element) =>
      element.isTypeOnly || ((symbolAt(host, element.name)?.flags ?? -1) & ts.SymbolFlags.Value) === 0,
  );
}
