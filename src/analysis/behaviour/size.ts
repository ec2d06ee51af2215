/** How much a task body does itself, so that a rule can tell a thin task from a fat one. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import type { TaskBody } from '../sites/site.js';
import { dispatchTest, handlerTable, isJobName, outerTable, readsJob } from './dispatch.js';

/** Size of a stretch of code. */
export interface Size {
  /** Statements, without blocks and without bare `return`, `break` and `continue`. */
  readonly statements: number;
  /** Cyclomatic complexity: one, and one for each decision. */
  readonly complexity: number;
}

/** One task of a body that chooses by task name. */
interface TaskCase extends Size {
  /** Where the task's name is written. */
  readonly at: { readonly start: number; readonly end: number };
  readonly name: string;
}

/** Size of a task body; its cases are not in the sum. */
export interface TaskSize extends Size {
  readonly cases: readonly TaskCase[];
}

/** Above which a body is fat. */
export interface SizeLimits {
  readonly maxStatements: number;
  readonly maxComplexity: number;
}

/** Limits of practice 27.3.1. */
export const SIZE_LIMITS: SizeLimits = { maxStatements: 20, maxComplexity: 10 };

/** @returns whether a stretch of code is over one of the limits. */
export function isFat(size: Size, limits: SizeLimits): boolean {
  return size.statements > limits.maxStatements || size.complexity > limits.maxComplexity;
}

/**
 * @returns how much a task body owns. Callbacks and local functions that only it calls are its own; functions it
 * returns or hands to an outer object are not. The cases of a dispatcher (`switch (job.name)`, ifs on `job.name`, a table
 * of handlers read by `job.name`) are sized one by one.
 */
export function taskSize(host: Host, task: TaskBody): TaskSize {
  const meter = new Meter(host, task);
  const { body } = task.function;
  const own = new Tally();
  if (host.ts.isBlock(body)) meter.visit(body, own);
  else {
    own.statements = 1;
    meter.visit(body, own);
  }
  return { ...own.size(), cases: meter.cases };
}

class Tally {
  statements = 0;
  decisions = 0;

  size(): Size {
    return { statements: this.statements, complexity: this.decisions + 1 };
  }
}

class Meter {
  readonly cases: TaskCase[] = [];
  private readonly ts: typeof ts;

  constructor(
    private readonly host: Host,
    private readonly task: TaskBody,
  ) {
    this.ts = host.ts;
  }

  visit(node: ts.Node, tally: Tally): void {
    const { ts } = this;
    if (ts.isSwitchStatement(node) && this.visitSwitch(node, tally)) return;
    if (ts.isIfStatement(node) && this.visitNamedIf(node, tally)) return;
    if (ts.isObjectLiteralExpression(node) && handlerTable(this.host, this.task, node)) {
      this.visitTable(node);
      return;
    }
    const outer = ts.isElementAccessExpression(node) && outerTable(this.host, this.task, node);
    if (outer) this.visitTable(outer);
    if (ts.isFunctionLike(node) && this.escapes(node)) return;
    if (ts.isClassLike(node) || ts.isTypeNode(node)) return;
    if (this.counts(node)) tally.statements += 1;
    if (this.decides(node)) tally.decisions += 1;
    ts.forEachChild(node, (child) => {
      this.visit(child, tally);
    });
  }

  /** A switch on the task's name: each clause is a task. One on the payload whose clauses are single calls: one decision. */
  private visitSwitch(node: ts.SwitchStatement, tally: Tally): boolean {
    const { ts } = this;
    const byName = isJobName(this.host, this.task, node.expression);
    if (!byName && !readsJob(this.host, this.task, node.expression)) return false;
    const clauses = node.caseBlock.clauses.map((clause) => {
      const size = new Tally();
      for (const statement of clause.statements) this.visit(statement, size);
      return { clause, size };
    });
    if (!byName && clauses.some(({ size }) => size.statements > 1 || size.decisions > 0)) return false;
    tally.statements += 1;
    if (!byName) {
      tally.decisions += 1;
      return true;
    }
    for (const { clause, size } of clauses) {
      const start = clause.getStart(this.task.file);
      if (ts.isCaseClause(clause)) this.addCase(clause.expression, size);
      else {
        this.cases.push({ ...size.size(), at: { start, end: start + 'default'.length }, name: 'default' });
      }
    }
    return true;
  }

  /** `if (job.name === 'a') …`: the branch is a task; what follows `else` is looked at on its own. */
  private visitNamedIf(node: ts.IfStatement, tally: Tally): boolean {
    const test = dispatchTest(this.host, this.task, node.expression);
    if (!test) return false;
    const size = new Tally();
    this.visit(node.thenStatement, size);
    this.addCase(test, size);
    if (node.elseStatement) this.visit(node.elseStatement, tally);
    return true;
  }

  /** `{ 'a': async () => … }[job.name]`: each handler is a task. */
  private visitTable(node: ts.ObjectLiteralExpression): void {
    for (const property of node.properties) {
      const size = new Tally();
      this.visit(property, size);
      if (property.name) this.addCase(property.name, size);
    }
  }

  private addCase(name: ts.Node, tally: Tally): void {
    const text = name.getText(this.task.file).replace(/^(['"`])(.*)\1$/su, '$2');
    const at = { start: name.getStart(this.task.file), end: name.getEnd() };
    this.cases.push({ ...tally.size(), at, name: text });
  }

  /** A function that outlives the run: returned, or stored on something that is not this body's. */
  private escapes(node: ts.SignatureDeclaration): boolean {
    const { ts } = this;
    let holder = node.parent;
    while (ts.isParenthesizedExpression(holder)) holder = holder.parent;
    if (ts.isReturnStatement(holder)) return true;
    return (
      ts.isBinaryExpression(holder) &&
      holder.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(holder.left)
    );
  }

  private counts(node: ts.Node): boolean {
    const { ts } = this;
    return (
      ts.isVariableStatement(node) ||
      ts.isExpressionStatement(node) ||
      ts.isIfStatement(node) ||
      ts.isIterationStatement(node, false) ||
      (ts.isReturnStatement(node) && node.expression !== undefined) ||
      ts.isThrowStatement(node) ||
      ts.isSwitchStatement(node) ||
      ts.isTryStatement(node) ||
      ts.isFunctionDeclaration(node)
    );
  }

  /** A decision sends the run one way or another; `a ?? b`, `a || b` as values and `?.` do not. */
  private decides(node: ts.Node): boolean {
    const { ts } = this;
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      const logical =
        operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken;
      return logical && this.isCondition(node);
    }
    return (
      ts.isIfStatement(node) ||
      ts.isConditionalExpression(node) ||
      ts.isIterationStatement(node, false) ||
      ts.isCaseClause(node) ||
      ts.isCatchClause(node)
    );
  }

  private isCondition(node: ts.Expression): boolean {
    const { ts } = this;
    let at: ts.Node = node;
    let holder = at.parent;
    while (
      ts.isParenthesizedExpression(holder) ||
      ts.isPrefixUnaryExpression(holder) ||
      (ts.isBinaryExpression(holder) && isLogical(ts, holder))
    ) {
      at = holder;
      holder = holder.parent;
    }
    if (ts.isConditionalExpression(holder)) return holder.condition === at;
    if (ts.isForStatement(holder)) return holder.condition === at;
    return (
      ts.isIfStatement(holder) ||
      ts.isWhileStatement(holder) ||
      ts.isDoStatement(holder) ||
      ts.isExpressionStatement(holder)
    );
  }
}

function isLogical(compiler: typeof ts, node: ts.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  return kind === compiler.SyntaxKind.AmpersandAmpersandToken || kind === compiler.SyntaxKind.BarBarToken;
}
