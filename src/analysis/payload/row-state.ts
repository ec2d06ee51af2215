/** What happens to a row in the producer: deleted, changed without being stored, or stored again by other means. */
import type ts from 'typescript';
import { isWrite } from '../behaviour/names.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import type { EntityFinding } from './entities.js';
import { initialiser } from './flow.js';
import type { Model } from './models/model.js';
import {
  chainBefore,
  chainBehind,
  concernOf,
  deletesRows,
  flowAround,
  isDatabaseCall,
  isDelete,
  isOrmCall,
  memberOf,
} from './orm-calls.js';

const merges = new Set(['merge', 'assign']);
const stores = new Set([
  'save',
  'insert',
  'upsert',
  'update',
  'updateMany',
  'persist',
  'flush',
  'persistAndFlush',
  'saveQuietly',
  'patch',
  'patchAndFetch',
  'patchAndFetchById',
  'updateAndFetch',
  'updateAndFetchById',
]);
/** Members of a row that change it in memory. */
const setters = new Set(['set', 'setDataValue', 'fill', '$set', '$setJson']);
/** Members that write columns of rows that they find by criteria. */
const writes = new Set([
  'update',
  'updateMany',
  'updateAll',
  'upsert',
  'increment',
  'decrement',
  'restore',
  'updateOne',
  'replaceOne',
  'bulkWrite',
  'findByIdAndUpdate',
  'findOneAndUpdate',
  'findOneAndReplace',
  'nativeUpdate',
  'patch',
  'patchAndFetchById',
  'updateAndFetchById',
  'updateTable',
  'mergeInto',
  'replaceInto',
]);
/** Members that make an insert write rows that are there. */
const conflicts = new Set(['onConflict', 'onDuplicateKeyUpdate', 'onConflictDoUpdate']);
const inserts = new Set(['insert', 'insertInto']);
/** Members of a query that is built of many calls. */
const builds = /^(?:set$|from$|query$|where|(?:and|or)Where|selectFrom$|createQueryBuilder$)/u;

/** What speaks against loading a row again. */
export type RowState = 'deleted' | 'changed' | 'snapshot';

/** @returns `deleted`, `changed` (and not stored since), `snapshot` (stored otherwise since), or nothing. */
export function rowState(host: Host, finding: EntityFinding): RowState | undefined {
  if (finding.query && isDelete(finding.query.member)) return 'deleted';
  const { model, node } = finding;
  const flow = flowAround(host, node);
  if (model && isDeleted(host, flow, model)) return 'deleted';
  if (isPrevious(host, finding)) return 'snapshot';
  return new RowHistory(host, finding).run(flow);
}

/** `findOneAndUpdate` gives the row as it was, unless it is asked for the new one. */
function isPrevious(host: Host, { query }: EntityFinding): boolean {
  const { ts } = host;
  const previous = query?.adapter.previous;
  if (!query || previous?.members.includes(query.member) !== true) return false;
  const argument = query.call.arguments[previous.options];
  const options = argument && initialiser(host, argument);
  if (!options || !ts.isObjectLiteralExpression(options)) return true;
  return !options.properties.some(
    (option) =>
      ts.isPropertyAssignment(option) &&
      Object.entries(previous.unless).some(
        ([name, value]) =>
          option.name.getText() === name &&
          option.initializer.getText().replaceAll(/^['"`]|['"`]$/gu, '') === value,
      ),
  );
}

/** Before the task is sent or after it, whatever the row is called there. */
function isDeleted(host: Host, root: ts.Node, model: Model): boolean {
  const { ts } = host;
  const visit = (at: ts.Node): boolean =>
    (ts.isCallExpression(at) && deletesRows(host, at, model)) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(root);
}

/** @returns whether one of two rows was made of the other: the same row, before and after. */
export function derives(host: Host, one: EntityFinding, other: EntityFinding): boolean {
  return isMadeOf(host, one, other) || isMadeOf(host, other, one);
}

function isMadeOf(host: Host, made: EntityFinding, from: EntityFinding): boolean {
  const source = rowSymbol(host, from);
  const declaration = rowSymbol(host, made)?.valueDeclaration;
  const value =
    declaration && host.ts.isVariableDeclaration(declaration) ? declaration.initializer : made.expression;
  if (!source || !value) return false;
  return symbolsIn(host, value).has(source) && rowSymbol(host, made) !== source;
}

function rowSymbol(host: Host, { expression }: EntityFinding): ts.Symbol | undefined {
  return expression && host.ts.isIdentifier(expression) ? symbolAt(host, expression) : undefined;
}

/** Variables and parameters. */
function symbolsIn(host: Host, root: ts.Node): ReadonlySet<ts.Symbol> {
  const { ts } = host;
  const found = new Set<ts.Symbol>();
  const visit = (at: ts.Node): void => {
    const symbol = ts.isIdentifier(at) ? symbolAt(host, at) : undefined;
    const declaration = symbol?.valueDeclaration;
    if (
      symbol &&
      declaration &&
      (ts.isVariableDeclaration(declaration) ||
        ts.isParameter(declaration) ||
        ts.isBindingElement(declaration))
    )
      found.add(symbol);
    ts.forEachChild(at, visit);
  };
  visit(root);
  return found;
}

/** Follows one row from its load to the call that sends it. */
class RowHistory {
  private state: RowState | undefined;
  private readonly row: ts.Symbol | undefined;
  /** Copies of the row, what it is a copy of, its elements. */
  private readonly related = new Set<ts.Symbol>();
  /** Names in the criteria by which it was loaded. */
  private readonly criteria: ReadonlySet<ts.Symbol> | undefined;
  private readonly loaded: number;

  constructor(
    private readonly host: Host,
    private readonly finding: EntityFinding,
  ) {
    const { ts } = host;
    this.row = rowSymbol(host, finding);
    const declaration = this.row?.valueDeclaration;
    this.loaded =
      declaration && declaration.getSourceFile() === finding.node.getSourceFile()
        ? declared(ts, declaration).end
        : 0;
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
      const value = initialiser(host, declaration.initializer);
      if (ts.isObjectLiteralExpression(value)) for (const part of value.properties) this.copied(part);
    }
    if (finding.query) {
      const { call, members } = finding.query;
      const given = [call, ...members.map((member) => member.call), ...chainBefore(host, call)].flatMap(
        (part) => [...part.arguments],
      );
      this.criteria = new Set(given.flatMap((argument) => [...symbolsIn(host, argument)]));
    }
  }

  run(flow: ts.Node): RowState | undefined {
    if (!this.row) return undefined;
    this.visit(flow);
    return this.state;
  }

  private copied(part: ts.ObjectLiteralElementLike): void {
    const { ts } = this.host;
    const source = ts.isSpreadAssignment(part) ? symbolAt(this.host, part.expression) : undefined;
    if (source) this.related.add(source);
  }

  private visit(at: ts.Node): void {
    const { ts } = this.host;
    if (at.pos > this.finding.node.pos || this.state === 'deleted') return;
    if (ts.isForOfStatement(at) && this.isRow(at.expression) && ts.isVariableDeclarationList(at.initializer))
      this.relate(at.initializer.declarations[0]);
    // Inner calls run before the outer one.
    ts.forEachChild(at, (child) => {
      this.visit(child);
    });
    if (ts.isVariableDeclaration(at) && at.initializer && at.pos >= this.loaded) {
      const value = initialiser(this.host, at.initializer);
      if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value) && this.mentionsRow(value))
        this.relate(at);
    }
    if (
      ts.isBinaryExpression(at) &&
      at.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      this.isRow(at.left)
    )
      this.state = undefined;
    if (ts.isPropertyAccessExpression(at) && this.isRow(at.expression) && isWrite(ts, at))
      this.state = 'changed';
    if (ts.isCallExpression(at)) this.call(at);
  }

  private call(call: ts.CallExpression): void {
    const { ts } = this.host;
    const member = memberOf(this.host, call);
    if (member === undefined || !ts.isPropertyAccessExpression(call.expression)) return;
    const receiver = call.expression.expression;
    const itself =
      this.isRow(rootOf(ts, receiver)) ||
      call.arguments.some(
        (argument) =>
          this.isRow(argument) ||
          (ts.isArrayLiteralExpression(argument) && argument.elements.some((part) => this.isRow(part))),
      );
    const given = itself || call.arguments.some((argument) => this.mentionsRow(argument));
    if (this.finding.adapter.flushes?.includes(member) === true && this.state === 'changed')
      this.state = undefined;
    else if ((given && merges.has(member)) || (setters.has(member) && this.isRow(receiver)))
      this.state = 'changed';
    else if (given && isDelete(member) && isOrmCall(this.host, call) === undefined) this.state = 'deleted';
    else if (itself && stores.has(member)) {
      // A row that was written by other means stays what it was.
      if (this.state === 'changed') this.state = undefined;
    } else if (this.writesElsewhere(call, member, given)) this.state = 'snapshot';
    else if (given && stores.has(member) && this.state === 'changed') this.state = undefined;
  }

  /** `update(id, …)`, `save({ ...row, … })`: the database knows better than the row. */
  private writesElsewhere(call: ts.CallExpression, member: string, given: boolean): boolean {
    const { model } = this.finding;
    const { row } = this;
    if (!model || !row || call.pos < this.loaded) return false;
    if (!writes.has(member) && !stores.has(member) && !inserts.has(member)) return false;
    if (isDatabaseCall(this.host, call) === false) return false;
    const concern = concernOf(this.host, call, model);
    if (concern === false) return false;
    const behind = chainBehind(this.host, call);
    const overwrites = inserts.has(member) && this.has(behind, (name) => conflicts.has(name));
    if (!writes.has(member) && !stores.has(member) && !overwrites) return false;
    const used = symbolsIn(this.host, behind.at(-1) ?? call);
    if (given || used.has(row) || [...used].some((symbol) => this.related.has(symbol))) return true;
    if ([...used].some((symbol) => this.criteria?.has(symbol) === true)) return true;
    // Rows by criteria that cannot be compared may be this one.
    if (!writes.has(member) && !overwrites) return false;
    if (this.criteria === undefined || /Many|All/u.test(member)) return true;
    const chain = [...behind, ...chainBefore(this.host, call)];
    return concern === true && (overwrites || this.has(chain, (name) => builds.test(name)));
  }

  private has(chain: readonly ts.CallExpression[], wanted: (member: string) => boolean): boolean {
    return chain.some((part) => wanted(memberOf(this.host, part) ?? ''));
  }

  private relate(declaration: ts.VariableDeclaration | undefined): void {
    const symbol = declaration && symbolAt(this.host, declaration.name);
    if (symbol && symbol !== this.row) this.related.add(symbol);
  }

  private isRow(at: ts.Node): boolean {
    const { ts } = this.host;
    return ts.isIdentifier(at) && at.text === this.row?.name && symbolAt(this.host, at) === this.row;
  }

  private mentionsRow(node: ts.Node): boolean {
    return (
      this.isRow(node) ||
      (this.host.ts.forEachChild(node, (child) => this.mentionsRow(child) || undefined) ?? false)
    );
  }
}

/** What a chain of calls begins with: `post` of `post.$query()`. */
function rootOf(compiler: typeof ts, receiver: ts.Expression): ts.Expression {
  let at = receiver;
  while (compiler.isCallExpression(at) && compiler.isPropertyAccessExpression(at.expression))
    at = at.expression.expression;
  return at;
}

/** The whole of `const [user] = …`: its value is read before the name exists. */
function declared(compiler: typeof ts, declaration: ts.Declaration): ts.Node {
  let at: ts.Node = declaration;
  while (
    compiler.isBindingElement(at) ||
    compiler.isObjectBindingPattern(at) ||
    compiler.isArrayBindingPattern(at)
  )
    at = at.parent;
  return at;
}
