/** Writes, in one function, the values again where it reads their plain form. */
import type ts from 'typescript';
import { identityUse } from '../analysis/payload/kept-identity.js';
import { valueAt } from '../analysis/payload/value-paths.js';
import type { WireForm } from '../analysis/payload/wire-forms.js';
import type { Host } from '../analysis/program/host.js';
import { isOpaque, typeAt } from '../analysis/program/symbols.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import type { Skip, TextEdit } from './edit.js';
import type { FileStyle } from './file-style.js';
import { FunctionEdits } from './function-edits.js';
import type { StatementInserter } from './insert-statements.js';
import { refuse } from './refuse.js';
import type { WireRead } from './revive-in-worker.js';
import { shapeOf, type WirePart } from './wire-shape.js';
import { isLoose, present, valueText, type Constructors, type Missing } from './wire-text.js';

const suffixes: Readonly<Record<WireForm['kind'], string>> = {
  date: 'Iso',
  bigint: 'Text',
  decimal: 'Text',
  map: 'Entries',
  set: 'List',
  buffer: 'Base64',
  bytes: 'Base64',
};

const anything: Missing = { null: true, undefined: true };

/** Edits of one function of the worker. */
export class FunctionReviver {
  private readonly made: FunctionEdits;
  private readonly statements: StatementInserter;
  private readonly style: FileStyle;
  private readonly file: ts.SourceFile;

  constructor(
    private readonly host: Host,
    private readonly fn: FunctionWithBody,
  ) {
    this.made = new FunctionEdits(host, fn);
    ({ file: this.file, statements: this.statements, style: this.style } = this.made);
  }

  /** @returns the edits of everything revived so far. */
  edits(): readonly TextEdit[] {
    return this.made.all();
  }

  /** @returns why a place cannot be rewritten. */
  revive(read: WireRead, parts: readonly WirePart[], constructors: Constructors): Skip | undefined {
    const { node } = read;
    if (this.host.ts.isBindingElement(node)) return this.element(read, node, parts, constructors);
    const primitive = parts.every(({ form }) => form.kind === 'bigint');
    const use = primitive ? undefined : identityUse(this.host, node);
    if (use) {
      return refuse(
        use,
        'worker-shape',
        'The worker changes the value in place or compares it as an object; bind it to a name first.',
      );
    }
    this.expression(read, node, parts, constructors);
    return undefined;
  }

  private expression(
    read: WireRead,
    node: ts.Expression,
    parts: readonly WirePart[],
    constructors: Constructors,
  ): void {
    const { ts } = this.host;
    // `job.data.at!` is there for certain.
    const target = ts.isNonNullExpression(node.parent) ? node.parent : node;
    const chain = target === node && ts.isOptionalChain(node);
    const own = target === node ? this.missing(node, read) : present;
    const missing = chain ? { ...own, undefined: true } : own;
    const text = this.value(target.getText(this.file), node, parts, missing, constructors);
    const guarded = missing.null || missing.undefined;
    const loose = guarded || text.startsWith('{');
    this.made.replace(target, loose && !standsAlone(ts, target, guarded) ? `(${text})` : text);
    const { parent } = target;
    // The chain went on only where there was something to go on with.
    const access = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
    if (chain && access && parent.expression === target && !parent.questionDotToken) {
      const text = ts.isPropertyAccessExpression(parent) ? '?' : '?.';
      this.made.put(target.end, target.end, text);
    }
  }

  /** `const { at, note } = job.data`, also in a parameter. */
  private element(
    read: WireRead,
    element: ts.BindingElement,
    parts: readonly WirePart[],
    constructors: Constructors,
  ): Skip | undefined {
    const { ts } = this.host;
    const { name } = element;
    if (!ts.isIdentifier(name) || element.initializer) {
      return refuse(
        element,
        'worker-shape',
        'The worker takes the value apart where it reads the payload; bind it to a name first.',
      );
    }
    const missing = this.missing(element, read);
    let holder: ts.Node = element;
    while (ts.isBindingElement(holder) || ts.isObjectBindingPattern(holder)) holder = holder.parent;
    if (ts.isParameter(holder) && holder.parent === this.fn) {
      const { body } = this.fn;
      const value = this.value(this.rebind(element, name, parts), name, parts, missing, constructors);
      const line = this.constant('const', name.text, value);
      if (!ts.isBlock(body)) this.statements.add(body, { kind: 'arrow', body }, line);
      else {
        const [statement] = body.statements;
        if (statement) this.statements.add(statement, { kind: 'before', statement }, line);
      }
      return undefined;
    }
    const list = holder.parent;
    const statement = list.parent;
    if (
      !ts.isVariableDeclaration(holder) ||
      !ts.isVariableDeclarationList(list) ||
      list.declarations.length !== 1 ||
      !ts.isVariableStatement(statement) ||
      !holder.initializer
    ) {
      return refuse(
        element,
        'worker-shape',
        'The worker destructures its payload where no statement can follow; do it in a statement of its own.',
      );
    }
    const alone = element.parent === holder.name && element.parent.elements.length === 1;
    if (alone && isPath(ts, holder.initializer) && !holder.type) {
      const key = element.propertyName ?? name;
      const access = ts.isIdentifier(key)
        ? `${holder.initializer.getText(this.file)}.${key.text}`
        : undefined;
      if (access !== undefined) {
        this.made.replace(holder.name, name.text);
        this.made.replace(holder.initializer, this.value(access, name, parts, missing, constructors));
        return undefined;
      }
    }
    const keyword = (list.flags & ts.NodeFlags.Const) !== 0 ? 'const' : 'let';
    const value = this.value(this.rebind(element, name, parts), name, parts, missing, constructors);
    this.statements.add(statement, { kind: 'after', statement }, this.constant(keyword, name.text, value));
    return undefined;
  }

  private rebind(element: ts.BindingElement, name: ts.Identifier, parts: readonly WirePart[]): string {
    const [only] = parts;
    const scalar = parts.length === 1 && only && only.steps.every((step) => step === '[]');
    const fresh = this.made.freshName(`${name.text}${scalar ? suffixes[only.form.kind] : 'Sent'}`);
    const key = element.propertyName?.getText(this.file) ?? name.text;
    this.made.replace(element, `${key}: ${fresh}`);
    return fresh;
  }

  private constant(keyword: string, name: string, value: string): string {
    return `${keyword} ${name} = ${value}${this.style.semicolon}`;
  }

  private value(
    text: string,
    node: ts.Node,
    parts: readonly WirePart[],
    missing: Missing,
    constructors: Constructors,
  ): string {
    const { host } = this;
    const type = typeAt(host, node);
    const first = type && valueAt(host, type, [], node)?.types[0];
    const written = valueText(
      shapeOf(parts),
      text,
      missing,
      { host, type: first ?? type, at: node, loose: isLoose(host) ? anything : undefined },
      constructors,
    );
    return this.style.quote === "'" ? written : written.replaceAll("'base64'", '"base64"');
  }

  /** What the types say may be missing; where they say nothing, what the producers may leave out. */
  private missing(node: ts.Expression | ts.BindingElement, { slots, parts }: WireRead): Missing {
    const { host } = this;
    const type = typeAt(host, host.ts.isBindingElement(node) ? node.name : node);
    const own = (type && valueAt(host, type, [], node)) ?? present;
    if (type && !isOpaque(host, type) && !isLoose(host)) return own;
    // Of what holds the values nothing is known but that they are in it.
    const direct = slots.filter((_, index) => parts[index]?.steps.length === 0);
    const missing = {
      null: own.null || direct.some((slot) => slot.missing.null),
      undefined: own.undefined || direct.some((slot) => slot.missing.undefined),
    };
    return isLoose(host) && (missing.null || missing.undefined) ? anything : missing;
  }
}

/** Whether an expression of any kind can stand in the place of this one without parentheses. */
function standsAlone(compiler: typeof ts, node: ts.Node, guarded: boolean): boolean {
  const { parent } = node;
  if (compiler.isArrowFunction(parent)) return guarded;
  if (compiler.isCallExpression(parent) || compiler.isNewExpression(parent))
    return parent.expression !== node;
  if (compiler.isBinaryExpression(parent)) {
    return parent.operatorToken.kind === compiler.SyntaxKind.EqualsToken && parent.right === node;
  }
  return (
    compiler.isVariableDeclaration(parent) ||
    compiler.isPropertyAssignment(parent) ||
    compiler.isReturnStatement(parent) ||
    compiler.isArrayLiteralExpression(parent) ||
    compiler.isParenthesizedExpression(parent) ||
    compiler.isTemplateSpan(parent)
  );
}

function isPath(compiler: typeof ts, expression: ts.Expression): boolean {
  if (compiler.isIdentifier(expression) || expression.kind === compiler.SyntaxKind.ThisKeyword) return true;
  return compiler.isPropertyAccessExpression(expression) && isPath(compiler, expression.expression);
}
