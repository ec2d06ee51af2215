/** What a body compares its task's name with, and what that means for a task of a name that it does not mention. */
import type ts from 'typescript';
import { unbound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import type { TaskBody } from '../sites/site.js';
import { isJobName } from './dispatch.js';
import { elementNames, keysOf, type WrittenName, type WrittenNames } from './name-tables.js';

/** Of a condition, for a task of a name that is not mentioned: `never` true, `always` true, or `either`. */
export type Truth = 'never' | 'always' | 'either';

/** Reads conditions and tables of one body, and gathers the names in them. */
export class NameChoice {
  readonly names: WrittenName[] = [];
  /** Variables that hold what a table has under the task's name. */
  readonly handlers = new Set<ts.Symbol>();
  /** Other names may be chosen too. */
  open = false;
  readonly #known = new Set<unknown>();
  readonly #host: Host;
  readonly #task: TaskBody;

  constructor(host: Host, task: TaskBody) {
    this.#host = host;
    this.#task = task;
  }

  /** A text that the task's name is compared with. */
  mentions(text: ts.Expression): Truth {
    const name = literalOf(this.#host, unbound(text));
    if (typeof name !== 'string') {
      this.open = true;
      return 'either';
    }
    return this.add({ names: [{ name, node: text }], open: false });
  }

  condition(written: ts.Expression): Truth {
    const { ts } = this.#host;
    const node = bare(ts, written);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      return opposite(this.condition(node.operand));
    }
    if (ts.isBinaryExpression(node)) return this.#comparison(node);
    if (this.isHandler(node)) return 'never';
    if (ts.isCallExpression(node)) return this.#membership(node);
    if (this.readsName(node)) this.open = true;
    return 'either';
  }

  #comparison(node: ts.BinaryExpression): Truth {
    const { SyntaxKind } = this.#host.ts;
    const { left, right } = node;
    switch (node.operatorToken.kind) {
      case SyntaxKind.AmpersandAmpersandToken: {
        const both = [this.condition(left), this.condition(right)];
        if (both.includes('never')) return 'never';
        return both.every((truth) => truth === 'always') ? 'always' : 'either';
      }
      case SyntaxKind.BarBarToken: {
        const both = [this.condition(left), this.condition(right)];
        if (both.includes('always')) return 'always';
        return both.every((truth) => truth === 'never') ? 'never' : 'either';
      }
      case SyntaxKind.EqualsEqualsEqualsToken:
      case SyntaxKind.EqualsEqualsToken:
        return this.#equality(left, right);
      case SyntaxKind.ExclamationEqualsEqualsToken:
      case SyntaxKind.ExclamationEqualsToken:
        return opposite(this.#equality(left, right));
      case SyntaxKind.InKeyword:
        return this.isName(left) ? this.#addKeys(right) : 'either';
      default:
        if (this.readsName(node)) this.open = true;
        return 'either';
    }
  }

  #equality(left: ts.Expression, right: ts.Expression): Truth {
    const { ts } = this.#host;
    if (this.isName(left)) return this.mentions(right);
    if (this.isName(right)) return this.mentions(left);
    if (this.isHandler(left)) return isNothing(ts, right) ? 'always' : 'either';
    // `typeof handler === 'function'`
    const inside = bare(ts, left);
    if (ts.isTypeOfExpression(inside) && this.isHandler(inside.expression)) {
      return ts.isStringLiteralLike(right) && right.text === 'undefined' ? 'always' : 'never';
    }
    if (this.readsName(left) || this.readsName(right)) this.open = true;
    return 'either';
  }

  /** `['a', 'b'].includes(job.name)`, `names.has(job.name)`, `Object.hasOwn(handlers, job.name)`. */
  #membership(call: ts.CallExpression): Truth {
    const { ts } = this.#host;
    const callee = bare(ts, call.expression);
    const last = call.arguments.at(-1);
    if (!ts.isPropertyAccessExpression(callee) || !last || !this.isName(last)) {
      if (this.readsName(call)) this.open = true;
      return 'either';
    }
    const { name, expression } = callee;
    const [first] = call.arguments;
    if ((name.text === 'includes' || name.text === 'has') && call.arguments.length === 1) {
      const list = elementNames(this.#host, expression);
      if (!list) return name.text === 'has' ? this.#addKeys(expression) : this.#unknown();
      return this.add(list);
    }
    return name.text === 'hasOwn' && first ? this.#addKeys(first) : this.#unknown();
  }

  #unknown(): Truth {
    this.open = true;
    return 'either';
  }

  #addKeys(table: ts.Expression): Truth {
    return this.add(keysOf(this.#host, table));
  }

  add(found: WrittenNames): Truth {
    for (const entry of found.names) {
      const key = entry.node ?? entry.name;
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.names.push(entry);
    }
    this.open ||= found.open;
    return found.open ? 'either' : 'never';
  }

  /** What a table has under the task's name, or a variable that holds it: nothing, for a name that is not mentioned. */
  isHandler(written: ts.Expression): boolean {
    const { ts } = this.#host;
    const node = bare(ts, written);
    if (ts.isIdentifier(node)) {
      const symbol = symbolAt(this.#host, node);
      return symbol !== undefined && this.handlers.has(symbol);
    }
    const table = this.#tableOf(node);
    if (!table) return false;
    this.#addKeys(table);
    return true;
  }

  #tableOf(node: ts.Expression): ts.Expression | undefined {
    const { ts } = this.#host;
    if (ts.isElementAccessExpression(node)) {
      return this.isName(node.argumentExpression) ? node.expression : undefined;
    }
    if (!ts.isCallExpression(node)) return undefined;
    const callee = bare(ts, node.expression);
    const [key] = node.arguments;
    const gets = ts.isPropertyAccessExpression(callee) && callee.name.text === 'get';
    return gets && key && this.isName(key) ? callee.expression : undefined;
  }

  isName(expression: ts.Expression): boolean {
    return isJobName(this.#host, this.#task, expression);
  }

  /** Whether a name decides here in a way that is not understood: `job.name.startsWith('sync')`. */
  readsName(node: ts.Node): boolean {
    const { ts } = this.#host;
    let found = false;
    const visit = (at: ts.Node): void => {
      found ||= ts.isExpression(at) && this.isName(at);
      if (!found) ts.forEachChild(at, visit);
    };
    visit(node);
    return found;
  }
}

function opposite(truth: Truth): Truth {
  return truth === 'never' ? 'always' : truth === 'always' ? 'never' : 'either';
}

function isNothing(compiler: typeof ts, node: ts.Expression): boolean {
  return (
    node.kind === compiler.SyntaxKind.NullKeyword ||
    (compiler.isIdentifier(node) && node.text === 'undefined')
  );
}
