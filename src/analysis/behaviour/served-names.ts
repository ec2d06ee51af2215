/**
 * Which task names a body serves that gets every task of its queue. The body is followed as it would run for a task of a name
 * that it does not mention: if that does any work, the body serves every name.
 */
import type ts from 'typescript';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { isBuiltIn, symbolAt } from '../program/symbols.js';
import { bare, isAssignment, type FunctionWithBody } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';
import { NameChoice, type Truth } from './name-choice.js';
import type { WrittenNames } from './name-tables.js';
import { identifiersIn } from './names.js';

/** What a body does with the name of its task. */
export interface ServedNames extends WrittenNames {
  /** What becomes of a task of another name: the body throws, or it ends as if the work were done. */
  readonly others: 'fail' | 'end';
}

/** Where the code after a statement goes, for a task of a name that is not mentioned. */
type Flow = 'on' | 'left' | 'break';

const MAX_HELPERS = 3;

const LOGS = new Set([
  'log',
  'info',
  'warn',
  'warning',
  'error',
  'debug',
  'trace',
  'verbose',
  'fatal',
  'captureException',
  'captureMessage',
  'child',
]);

/** Globals whose members read the clock or reckon. */
const RECKONERS = new Set([
  'Date',
  'performance',
  'process',
  'Math',
  'JSON',
  'Object',
  'Number',
  'String',
  'Array',
]);

const cache = new WeakMap<ts.Program, Map<FunctionWithBody, ServedNames>>();

/** @returns the names that a body serves; open when it serves others too, or when that cannot be told. */
export function servedNames(host: Host, task: TaskBody): ServedNames {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<FunctionWithBody, ServedNames>()));
  let served = known.get(task.function);
  if (!served) known.set(task.function, (served = new Reader(host, task, MAX_HELPERS).read()));
  return served;
}

class Reader {
  readonly #choice: NameChoice;
  /** Code that runs for mentioned names only. */
  readonly #branches: ts.Node[] = [];
  /** Values made of the payload before the choice: work, unless they are for the branches. */
  readonly #prepared: ts.BindingName[] = [];
  readonly #host: Host;
  readonly #task: TaskBody;
  readonly #helpers: number;
  #open = false;
  #throws = false;
  /** Depth of code that may or may not run. */
  #unsure = 0;

  constructor(host: Host, task: TaskBody, helpers: number) {
    this.#host = host;
    this.#task = task;
    this.#helpers = helpers;
    this.#choice = new NameChoice(host, task);
  }

  read(): ServedNames {
    const { ts } = this.#host;
    const { body } = this.#task.function;
    if (ts.isBlock(body)) this.#statements(body.statements);
    else this.#work(body);
    const open =
      this.#open ||
      this.#choice.open ||
      this.#choice.names.length === 0 ||
      this.#prepared.some((name) => !this.#isForBranches(name));
    return { names: this.#choice.names, open, others: this.#throws ? 'fail' : 'end' };
  }

  #statements(list: Iterable<ts.Statement>): Flow {
    for (const statement of list) {
      const flow = this.#statement(statement);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }

  #statement(node: ts.Statement): Flow {
    const { ts } = this.#host;
    if (ts.isBlock(node)) return this.#statements(node.statements);
    if (ts.isIfStatement(node)) return this.#if(node);
    if (ts.isSwitchStatement(node)) return this.#switch(node);
    if (ts.isTryStatement(node)) {
      // What follows a failure, and what is put away in the end, is not the task's work.
      const flow = this.#statements(node.tryBlock.statements);
      return node.catchClause ? 'on' : flow;
    }
    if (ts.isBreakStatement(node)) return 'break';
    if (ts.isThrowStatement(node)) {
      this.#throws ||= this.#unsure === 0;
      return 'left';
    }
    if (ts.isReturnStatement(node)) {
      if (node.expression) this.#returned(node.expression);
      return 'left';
    }
    if (ts.isExpressionStatement(node)) this.#work(node.expression);
    else if (ts.isVariableStatement(node))
      node.declarationList.declarations.forEach((d) => {
        this.#variable(d);
      });
    else if (ts.isLabeledStatement(node)) return this.#statement(node.statement);
    else if (ts.isIterationStatement(node, false)) this.#maybe(() => this.#statement(node.statement));
    return 'on';
  }

  #maybe<T>(work: () => T): T {
    this.#unsure++;
    const result = work();
    this.#unsure--;
    return result;
  }

  #if(node: ts.IfStatement): Flow {
    const truth = this.#choice.condition(node.expression);
    if (truth === 'never') {
      this.#branches.push(node.thenStatement);
      return node.elseStatement ? this.#statement(node.elseStatement) : 'on';
    }
    if (truth === 'always') {
      if (node.elseStatement) this.#branches.push(node.elseStatement);
      const flow = this.#statement(node.thenStatement);
      // What follows runs for the mentioned names.
      if (flow === 'left') this.#branches.push(node.parent);
      return flow;
    }
    const { elseStatement } = node;
    const flows = this.#maybe(() => [
      this.#statement(node.thenStatement),
      elseStatement ? this.#statement(elseStatement) : 'on',
    ]);
    return flows.every((flow) => flow === 'left') ? 'left' : 'on';
  }

  #switch(node: ts.SwitchStatement): Flow {
    const { ts } = this.#host;
    const { clauses } = node.caseBlock;
    const byName = this.#choice.isName(node.expression);
    if (!byName && node.expression.kind !== ts.SyntaxKind.TrueKeyword) {
      for (const clause of clauses) this.#maybe(() => this.#statements(clause.statements));
      return 'on';
    }
    for (const clause of clauses) {
      if (!ts.isCaseClause(clause)) continue;
      const truth = byName
        ? this.#choice.mentions(clause.expression)
        : this.#choice.condition(clause.expression);
      if (truth === 'never') this.#branches.push(clause);
      else this.#maybe(() => this.#statements(clause.statements));
    }
    const start = clauses.findIndex((clause) => ts.isDefaultClause(clause));
    if (start < 0) return 'on';
    const flow = this.#statements(clauses.slice(start).flatMap((clause) => [...clause.statements]));
    return flow === 'left' ? 'left' : 'on';
  }

  #variable({ name, initializer }: ts.VariableDeclaration): void {
    const { ts } = this.#host;
    if (!initializer || this.#choice.isName(initializer)) return;
    if (this.#choice.isHandler(initializer)) {
      const symbol = ts.isIdentifier(name) ? symbolAt(this.#host, name) : undefined;
      if (symbol) this.#choice.handlers.add(symbol);
      return;
    }
    const before = this.#open;
    this.#work(initializer);
    if (this.#open && !before && !this.#choice.readsName(initializer)) {
      this.#open = false;
      this.#prepared.push(name);
    }
  }

  #isForBranches(name: ts.BindingName): boolean {
    const { ts } = this.#host;
    const own = new Set(identifiersIn(ts, name).map(({ text }) => text));
    return this.#branches.some((branch) =>
      identifiersIn(ts, branch).some((used) => own.has(used.text) && used.pos > name.end),
    );
  }

  /** A result that is made of the payload is the task's work. */
  #returned(expression: ts.Expression): void {
    const { ts } = this.#host;
    const node = bare(ts, expression);
    if (ts.isConditionalExpression(node)) {
      const truth = this.#choice.condition(node.condition);
      for (const [arm, skippedBy] of [
        [node.whenTrue, 'never'],
        [node.whenFalse, 'always'],
      ] as const) {
        if (truth === skippedBy) this.#branches.push(arm);
        else
          this.#maybe(() => {
            this.#returned(arm);
          });
      }
      return;
    }
    this.#work(node);
    if (holdsMember(ts, node)) this.#open = true;
  }

  /** Looks for work in an expression that runs. */
  #work(written: ts.Node): void {
    const { ts } = this.#host;
    const node = ts.isExpression(written) ? bare(ts, written) : written;
    if (ts.isFunctionLike(node) || ts.isTypeNode(node) || ts.isClassLike(node)) return;
    if (ts.isConditionalExpression(node)) {
      const truth = this.#choice.condition(node.condition);
      this.#branch(truth, node.whenTrue, 'never');
      this.#branch(truth, node.whenFalse, 'always');
    } else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ) {
      this.#branch(this.#choice.condition(node.left), node.right, 'never');
    } else if (isAssignment(ts, node) && ts.isPropertyAccessExpression(node.left)) this.#open = true;
    else if (ts.isCallExpression(node)) this.#call(node);
    else if (ts.isTaggedTemplateExpression(node)) this.#open = true;
    else
      ts.forEachChild(node, (child) => {
        this.#work(child);
      });
  }

  #branch(truth: Truth, node: ts.Expression, skippedBy: Truth): void {
    if (truth === skippedBy) this.#branches.push(node);
    else
      this.#maybe(() => {
        this.#work(node);
      });
  }

  #call(call: ts.CallExpression): void {
    const { ts } = this.#host;
    let root = bare(ts, call.expression);
    while (
      !this.#choice.isHandler(root) &&
      (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root))
    ) {
      root = bare(ts, root.expression);
    }
    if (this.#choice.isHandler(call) || this.#choice.isHandler(root)) {
      this.#branches.push(call);
      return;
    }
    if (
      isLog(ts, call) ||
      this.#reckons(root) ||
      this.#isOnJob(call) ||
      this.#wraps(call) ||
      this.#delegates(call)
    )
      return;
    this.#open = true;
  }

  #reckons(root: ts.Expression): boolean {
    if (!this.#host.ts.isIdentifier(root) || !RECKONERS.has(root.text)) return false;
    const declaration = symbolAt(this.#host, root)?.valueDeclaration;
    return declaration !== undefined && isBuiltIn(this.#host, declaration);
  }

  /** `job.updateProgress(1)`, `job.log('…')`. */
  #isOnJob(call: ts.CallExpression): boolean {
    const callee = bare(this.#host.ts, call.expression);
    const { jobParameter } = this.#task;
    return (
      jobParameter !== undefined &&
      this.#host.ts.isPropertyAccessExpression(callee) &&
      this.#host.ts.isIdentifier(callee.expression) &&
      symbolAt(this.#host, callee.expression)?.valueDeclaration === jobParameter
    );
  }

  /** `withSpan('mail', async () => { switch (job.name) … })` */
  #wraps(call: ts.CallExpression): boolean {
    const { ts } = this.#host;
    const before = this.#choice.names.length;
    for (const argument of call.arguments) {
      const fn = bare(ts, argument);
      if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) continue;
      if (ts.isBlock(fn.body)) this.#statements(fn.body.statements);
      else this.#work(fn.body);
    }
    return this.#choice.names.length > before;
  }

  /** `this.handle(job)`: a function of the program that chooses in this one's place. */
  #delegates(call: ts.CallExpression): boolean {
    const { ts } = this.#host;
    const job = this.#task.jobParameter;
    const index = call.arguments.findIndex((argument) => {
      const value = bare(ts, argument);
      return job && ts.isIdentifier(value) && symbolAt(this.#host, value)?.valueDeclaration === job;
    });
    const fn = index < 0 || this.#helpers === 0 ? undefined : calledFunction(this.#host, call);
    const parameter = fn?.parameters[index];
    if (!fn || !parameter || !ts.isParameter(parameter) || fn === this.#task.function) return false;
    const task = { ...this.#task, function: fn, jobParameter: parameter };
    const served = new Reader(this.#host, task, this.#helpers - 1).read();
    if (served.open) return false;
    this.#choice.add(served);
    this.#branches.push(call);
    this.#throws ||= served.others === 'fail';
    return true;
  }
}

/** A log line is no work; that this goes by names can only make a rule speak of a default branch that calls nothing else. */
function isLog(compiler: typeof ts, call: ts.CallExpression): boolean {
  const callee = bare(compiler, call.expression);
  return compiler.isPropertyAccessExpression(callee) && LOGS.has(callee.name.text);
}

/** A value that is read from something (`job.data.id`), not only said. */
function holdsMember(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isCallExpression(node) || compiler.isFunctionLike(node)) return false;
  if (compiler.isPropertyAccessExpression(node)) return true;
  return compiler.forEachChild(node, (child) => holdsMember(compiler, child) || undefined) === true;
}
