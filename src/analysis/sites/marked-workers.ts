/** Workers that a type, a decorator, a base class, a directive or their place in the file system marks as such. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { functionOf } from '../program/functions.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import {
  bare,
  fileSyntax,
  functionName,
  hasBody,
  type FunctionWithBody,
  type NamedCall,
} from '../program/syntax.js';
import { property } from '../program/values.js';
import { baseOf, definedByClass, type Definition } from './definitions.js';
import {
  conventions,
  knownMethodDecorator,
  knownProxy,
  knownWorkerType,
  libraryOf,
} from './known-symbols.js';
import { locate } from './locate.js';
import { stringOf } from './queues.js';
import { taskFileName } from './task-folders.js';

/** What a worker site is made of. */
export interface WorkerParts {
  readonly adapter: QueueAdapter;
  readonly node: ts.Node;
  readonly queueName: Answer<string>;
  readonly taskName: Answer<string>;
  readonly options: Answer<Bound>;
  readonly optionsArgument: ts.Expression | undefined;
  readonly payload: string;
  readonly body: FunctionWithBody | undefined;
}

/** A marked worker, with the options that enqueues of its task take over. */
export interface MarkedWorker extends WorkerParts {
  readonly definition?: Definition;
}

/** @returns the workers of a file that no library call makes. */
export function markedWorkers(host: Host, file: ts.SourceFile): readonly MarkedWorker[] {
  const { ts } = host;
  const found: MarkedWorker[] = [];
  const seen = new Set<ts.Node>();
  const add = (workers: readonly MarkedWorker[]): void => {
    for (const worker of workers) {
      if (worker.body && seen.has(worker.body)) continue;
      if (worker.body) seen.add(worker.body);
      found.push(worker);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) add(classWorkers(host, node));
    else if (ts.isTypeReferenceNode(node)) add(typedWorkers(host, node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const call of fileSyntax(ts, file).calls) add(proxiedWorkers(host, call));
  add(conventionWorkers(host, file));
  return found;
}

/** The functions of `typeof activities` that the program itself declares. */
function proxiedWorkers(host: Host, { node, nameNode, name }: NamedCall): readonly MarkedWorker[] {
  const argument = node.typeArguments?.[0];
  const known = argument && knownProxy(host, nameNode, name);
  const type = known && typeAt(host, argument);
  if (!type) return [];
  return host.checker.getPropertiesOfType(type).flatMap((property): readonly MarkedWorker[] => {
    const isAlias = (property.flags & host.ts.SymbolFlags.Alias) !== 0;
    const body = functionOf(host, isAlias ? host.checker.getAliasedSymbol(property) : property);
    if (!body) return [];
    const common = parts(host, known.adapter, body, yes(property.name));
    return [{ ...common, payload: known.locator.payload, body }];
  });
}

function parts(
  host: Host,
  adapter: QueueAdapter,
  node: ts.Node,
  queueName: Answer<string>,
): Omit<WorkerParts, 'payload' | 'body'> {
  return {
    adapter: libraryOf(host, adapter),
    node,
    queueName,
    taskName: no,
    options: no,
    optionsArgument: undefined,
  };
}

function classWorkers(host: Host, declaration: ts.ClassLikeDeclaration): readonly MarkedWorker[] {
  const { ts } = host;
  const found: MarkedWorker[] = [];
  const base = declaration.heritageClauses ? baseOf(host, declaration) : undefined;
  for (const member of declaration.members) {
    if (!ts.isMethodDeclaration(member) || !hasBody(ts, member)) continue;
    if (base && ts.isIdentifier(member.name) && member.name.text === base.locator.method) {
      const definition = definedByClass(host, declaration, base.locator);
      const common = parts(host, base.adapter, declaration, definition.queue);
      found.push({ ...common, payload: base.locator.payload, body: member, definition });
    }
    for (const decorator of ts.getDecorators(member) ?? []) {
      const worker = decoratedMethod(host, member, decorator);
      if (worker) found.push(worker);
    }
  }
  return found;
}

function decoratedMethod(
  host: Host,
  method: ts.MethodDeclaration & FunctionWithBody,
  decorator: ts.Decorator,
): MarkedWorker | undefined {
  const { ts } = host;
  const known = knownMethodDecorator(host, decorator);
  if (!known) return undefined;
  const { locator, adapter } = known;
  const call = {
    arguments: ts.isCallExpression(decorator.expression) ? decorator.expression.arguments : [],
    scope: undefined,
  };
  const named = locator.queueName === undefined ? no : locate(host, call, locator.queueName);
  const own = ts.isIdentifier(method.name) ? yes(method.name.text) : unknown('dynamic value');
  const queue = named.is === 'no' ? own : stringOf(host, named);
  const common = { ...parts(host, adapter, method, queue), payload: locator.payload, body: method };
  if (locator.defaults === undefined) return common;
  const layers = [{ layer: 'queue' as const, options: locate(host, call, locator.defaults) }];
  return { ...common, definition: { node: method, queue, name: no, layers } };
}

/** `const handler: SQSHandler = …`, `{ … } satisfies TaskList`, `(event: SQSEvent) => …`. */
function typedWorkers(host: Host, node: ts.TypeReferenceNode): readonly MarkedWorker[] {
  const { ts } = host;
  const nameNode = ts.isQualifiedName(node.typeName) ? node.typeName.right : node.typeName;
  return knownWorkerType(host, nameNode).flatMap(({ adapter, locator }): readonly MarkedWorker[] => {
    const symbol = symbolAt(host, nameNode);
    const holder = node.parent;
    if (locator.parameter !== undefined && symbol?.name === locator.parameter) {
      const fn = ts.isParameter(holder) ? holder.parent : undefined;
      if (!fn || !hasBody(ts, fn) || fn.parameters[0] !== holder) return [];
      return [{ ...parts(host, adapter, fn, functionQueue(host, fn)), payload: locator.payload, body: fn }];
    }
    if (locator.type === undefined || symbol?.name !== locator.type) return [];
    const value = typedValue(host, node);
    if (!value) return [];
    const bodies =
      locator.property === undefined
        ? [{ name: undefined, body: functionAt(host, value) }]
        : propertyBodies(host, value, locator.property);
    return bodies.flatMap(({ name, body }) => {
      if (!body) return [];
      const given =
        locator.named === undefined
          ? no
          : property(host, { expression: value, scope: undefined }, locator.named);
      const queue =
        name !== undefined
          ? yes(name)
          : given.is === 'yes'
            ? stringOf(host, given)
            : locator.fileNamed === true
              ? fileName(host, body)
              : functionQueue(host, body);
      return [{ ...parts(host, adapter, body, queue), payload: locator.payload, body }];
    });
  });
}

/** The file's name, where the function is what the file exports by default. */
function fileName(host: Host, fn: FunctionWithBody): Answer<string> {
  const file = fn.getSourceFile();
  const name = /([^/]+)\.[cm]?[jt]s$/u.exec(file.fileName)?.[1];
  return name !== undefined && defaultExport(host, file) === fn ? yes(name) : unknown('dynamic value');
}

/** Where no name is written, the function's own stands for the task. */
function functionQueue(host: Host, fn: FunctionWithBody): Answer<string> {
  const name = functionName(host.ts, fn);
  return name === undefined ? unknown('dynamic value') : yes(name);
}

/** The value that a type is written for. */
function typedValue(host: Host, type: ts.TypeNode): ts.Expression | undefined {
  const { ts } = host;
  const holder = type.parent;
  if (ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder)) {
    return holder.initializer && bare(ts, holder.initializer);
  }
  if (ts.isSatisfiesExpression(holder) || ts.isAsExpression(holder)) return bare(ts, holder.expression);
  return undefined;
}

function functionAt(host: Host, value: ts.Expression): FunctionWithBody | undefined {
  if (hasBody(host.ts, value)) return value;
  const symbol = host.ts.isIdentifier(value) ? symbolAt(host, value) : undefined;
  return symbol && functionOf(host, symbol);
}

/** The property's function; `*` stands for every property, whose name is the task's. */
function propertyBodies(
  host: Host,
  value: ts.Expression,
  key: string,
): readonly { readonly name: string | undefined; readonly body: FunctionWithBody | undefined }[] {
  const { ts } = host;
  if (!ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((member) => {
    const name = member.name && 'text' in member.name ? member.name.text : undefined;
    if (name === undefined || (key !== '*' && name !== key)) return [];
    const body = hasBody(ts, member)
      ? member
      : ts.isPropertyAssignment(member)
        ? functionAt(host, bare(ts, member.initializer))
        : ts.isShorthandPropertyAssignment(member)
          ? functionAt(host, member.name)
          : undefined;
    return [{ name: key === '*' ? name : undefined, body }];
  });
}

/** Directives (`'use step'`) and folders whose files are tasks. */
function conventionWorkers(host: Host, file: ts.SourceFile): readonly MarkedWorker[] {
  const { ts } = host;
  return conventions(host).flatMap(({ adapter, locator }): readonly MarkedWorker[] => {
    if (locator.kind === 'file') {
      const name = taskFileName(host, adapter, locator.option, file.fileName);
      const body = name === undefined ? undefined : defaultExport(host, file);
      return body ? [{ ...parts(host, adapter, body, yes(name ?? '')), payload: locator.payload, body }] : [];
    }
    if (!file.text.includes(locator.directive)) return [];
    const found: MarkedWorker[] = [];
    const visit = (node: ts.Node): void => {
      if (hasBody(ts, node) && ts.isBlock(node.body) && startsWith(host, node.body, locator.directive)) {
        found.push({
          ...parts(host, adapter, node, functionQueue(host, node)),
          payload: locator.payload,
          body: node,
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

function startsWith(host: Host, block: ts.Block, directive: string): boolean {
  const first = block.statements[0];
  return (
    first !== undefined &&
    host.ts.isExpressionStatement(first) &&
    host.ts.isStringLiteral(first.expression) &&
    first.expression.text === directive
  );
}

function defaultExport(host: Host, file: ts.SourceFile): FunctionWithBody | undefined {
  const { ts } = host;
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) return functionAt(host, bare(ts, statement.expression));
    const exported = moduleExports(host, statement);
    if (exported) return functionAt(host, bare(ts, exported));
    if (
      ts.isFunctionDeclaration(statement) &&
      hasBody(ts, statement) &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
    ) {
      return statement;
    }
  }
  return undefined;
}

/** `module.exports = task;` */
function moduleExports(host: Host, statement: ts.Statement): ts.Expression | undefined {
  const { ts } = host;
  const assignment = ts.isExpressionStatement(statement) ? statement.expression : undefined;
  if (!assignment || !ts.isBinaryExpression(assignment)) return undefined;
  const isWrite = assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isWrite && assignment.left.getText() === 'module.exports' ? assignment.right : undefined;
}
