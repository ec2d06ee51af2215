/** Which functions answer HTTP requests. */
import type ts from 'typescript';
import semver from 'semver';
import { serverAdapters } from '../../adapters/servers/index.js';
import type { RouteLocator, ServerAdapter } from '../../adapters/servers/shape.js';
import { callsOneOf, ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { describedPackage, packageOf } from '../program/packages.js';
import { lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax, functionName, type FunctionWithBody } from '../program/syntax.js';
import { runs } from '../sites/index.js';

const cache = new WeakMap<ts.Program, Map<FunctionWithBody, ServerAdapter | undefined>>();

/** @returns the framework that calls a function for each request, when that is proven. */
export function answersRequests(host: Host, fn: FunctionWithBody): ServerAdapter | undefined {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<FunctionWithBody, ServerAdapter | undefined>()));
  if (!known.has(fn)) {
    known.set(
      fn,
      presentServers(host).find((server) => isHandler(host, server, fn)),
    );
  }
  return known.get(fn);
}

function isHandler(host: Host, server: ServerAdapter, fn: FunctionWithBody): boolean {
  return (
    takesRequest(host, server, fn) ||
    isDecorated(host, server, fn) ||
    isFileExport(host, server, fn) ||
    isAction(host, server, fn) ||
    isRouted(host, server, fn)
  );
}

const present = new WeakMap<ts.Program, readonly ServerAdapter[]>();

function presentServers(host: Host): readonly ServerAdapter[] {
  let servers = present.get(host.program);
  if (!servers) {
    const files = host.program.getSourceFiles().filter((file) => file.isDeclarationFile);
    servers = serverAdapters.filter((server) => files.some((file) => isOf(server, file)));
    present.set(host.program, servers);
  }
  return servers;
}

function isOf({ packages }: ServerAdapter, file: ts.SourceFile): boolean {
  const info = packageOf(file.fileName);
  const range = info && packages[describedPackage(info.name)];
  if (info === undefined || range === undefined) return false;
  return (
    info.name.startsWith('@types/') || semver.satisfies(info.version, range, { includePrerelease: true })
  );
}

function takesRequest(host: Host, server: ServerAdapter, fn: FunctionWithBody): boolean {
  const names = server.parameters;
  if (!names) return false;
  return fn.parameters.slice(0, 4).some((parameter) => {
    const type = typeAt(host, parameter);
    return (
      type !== undefined &&
      lineage(host, type).some(
        (declaration) =>
          names.includes(nameOf(host, declaration) ?? '') && isOf(server, declaration.getSourceFile()),
      )
    );
  });
}

function nameOf(host: Host, declaration: ts.Declaration): string | undefined {
  const name = host.ts.getNameOfDeclaration(declaration);
  return name && host.ts.isIdentifier(name) ? name.text : undefined;
}

function isDecorated(host: Host, server: ServerAdapter, fn: FunctionWithBody): boolean {
  const { ts } = host;
  const { decorators } = server;
  if (!decorators || !ts.isMethodDeclaration(fn) || !ts.isClassLike(fn.parent)) return false;
  const has = (node: ts.HasDecorators, names: readonly string[]): boolean =>
    (ts.getDecorators(node) ?? []).some((decorator) => {
      const callee = ts.isCallExpression(decorator.expression)
        ? decorator.expression.expression
        : decorator.expression;
      const symbol = symbolAt(host, ts.isPropertyAccessExpression(callee) ? callee.name : callee);
      const declaration = symbol?.declarations?.[0];
      return (
        declaration !== undefined &&
        names.includes(symbol?.name ?? '') &&
        isOf(server, declaration.getSourceFile())
      );
    });
  return has(fn, decorators.methods) && has(fn.parent, [decorators.above]);
}

/** `export async function POST(request: Request)` in `app/reports/route.ts`. */
function isFileExport(host: Host, { files }: ServerAdapter, fn: FunctionWithBody): boolean {
  if (!files || !files.exports.includes(functionName(host.ts, fn) ?? '') || !isExported(host, fn))
    return false;
  const path = fn.getSourceFile().fileName.replace(/\.[cm]?[jt]sx?$/u, '');
  return new RegExp(files.path, 'u').test(path);
}

function isExported(host: Host, fn: FunctionWithBody): boolean {
  const { ts } = host;
  const holder: ts.Node = ts.isVariableDeclaration(fn.parent) ? fn.parent.parent.parent : fn;
  if (!ts.isSourceFile(holder.parent) || !ts.canHaveModifiers(holder)) return false;
  return (ts.getModifiers(holder) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isAction(host: Host, { directive }: ServerAdapter, fn: FunctionWithBody): boolean {
  const { ts } = host;
  if (directive === undefined) return false;
  const begins = (statements: readonly ts.Statement[]): boolean => {
    const [first] = statements;
    return (
      first !== undefined &&
      ts.isExpressionStatement(first) &&
      ts.isStringLiteral(first.expression) &&
      first.expression.text === directive
    );
  };
  if (ts.isBlock(fn.body) && begins(fn.body.statements)) return true;
  return isExported(host, fn) && begins(fn.getSourceFile().statements);
}

/** `app.get('/x', fn)`, `router.post('/x', reports.create)`, `app.route({ handler: fn })`. */
function isRouted(host: Host, server: ServerAdapter, fn: FunctionWithBody): boolean {
  const { routes } = server;
  if (!routes) return false;
  const members = new Set(routes.flatMap((route) => route.members));
  const name = functionName(host.ts, fn)?.split('.').at(-1);
  const home = fn.getSourceFile();
  const calls = callsOneOf(members);
  return ownFiles(host.program)
    .filter((file) => file === home || (name !== undefined && file.text.includes(name)))
    .filter((file) => calls(file.text))
    .some((file) =>
      fileSyntax(host.ts, file).calls.some(
        (call) =>
          members.has(call.name) &&
          call.node.arguments.some((argument) => hands(host, argument, fn, name)) &&
          isRoute(host, server, routes, call.nameNode),
      ),
    );
}

/** Whether an argument is the function, a name of it, or an object that holds it. */
function hands(host: Host, argument: ts.Expression, fn: FunctionWithBody, name: string | undefined): boolean {
  const { ts } = host;
  const value = bare(ts, argument);
  if (value === fn) return true;
  if (ts.isArrayLiteralExpression(value)) return value.elements.some((part) => hands(host, part, fn, name));
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.some(
      (property) =>
        property === fn || (ts.isPropertyAssignment(property) && hands(host, property.initializer, fn, name)),
    );
  }
  const nameNode = ts.isPropertyAccessExpression(value) ? value.name : value;
  if (!ts.isIdentifier(nameNode) || nameNode.text !== name) return false;
  const symbol = symbolAt(host, nameNode);
  return symbol !== undefined && runs(host, symbol, fn);
}

function isRoute(
  host: Host,
  server: ServerAdapter,
  routes: readonly RouteLocator[],
  nameNode: ts.Node,
): boolean {
  const symbol = symbolAt(host, nameNode);
  return (symbol?.declarations ?? []).some(
    (declaration) =>
      isOf(server, declaration.getSourceFile()) &&
      routes.some(
        ({ owner, members }) =>
          members.includes(symbol?.name ?? '') &&
          nameOf(host, declaration.parent as ts.Declaration) === owner,
      ),
  );
}
