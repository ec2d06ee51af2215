/** Loads rows where a task's function read them from its payload. */
import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import type { Skip, TextEdit } from './edit.js';
import type { FileStyle } from './file-style.js';
import { FunctionEdits } from './function-edits.js';
import { eitherKey, operandText, receivedKey, rowName, type KeySlot } from './key-slot.js';
import type { StatementInserter } from './insert-statements.js';
import { loadPlace } from './load-place.js';
import { refuse } from './refuse.js';

/** One read of a row from the payload. */
export interface RowRead {
  /** Expression that is the row, or the element of a destructuring that binds it. */
  readonly node: ts.Expression | ts.BindingElement;
  /** Offset from which the name of the payload in this expression can be used. */
  readonly since: number;
  /** The expression around it that reads nothing but the row's key: `job.data.order.id`. */
  readonly key?: ts.Node | undefined;
}

/** A row that a function needs. */
export interface WantedRow {
  readonly slot: KeySlot;
  readonly reads: readonly RowRead[];
  /** @returns the loading call for a key expression, without `await`. */
  readonly load: (key: string) => string;
  /** What the call gives: the row or an error; a row or nothing; a list with the row or empty. */
  readonly result: 'row' | 'row-or-nothing' | 'rows';
}

/** @returns the edits in one function, or why a row cannot be loaded there. */
export function loadRows(
  host: Host,
  fn: FunctionWithBody,
  wanted: readonly WantedRow[],
): readonly TextEdit[] | Skip {
  return new RowLoader(host, fn).run(wanted);
}

const SHAPE = 'worker-shape';

class RowLoader {
  private readonly edits: FunctionEdits;
  private readonly statements: StatementInserter;
  private readonly style: FileStyle;
  private readonly file: ts.SourceFile;

  constructor(
    private readonly host: Host,
    private readonly fn: FunctionWithBody,
  ) {
    this.edits = new FunctionEdits(host, fn);
    ({ file: this.file, statements: this.statements, style: this.style } = this.edits);
  }

  run(wanted: readonly WantedRow[]): readonly TextEdit[] | Skip {
    for (const row of wanted) {
      const skip = this.row(row);
      if (skip) return skip;
    }
    return this.edits.all();
  }

  private row(row: WantedRow): Skip | undefined {
    const { ts } = this.host;
    if (row.reads.every(({ key }) => key)) {
      for (const { node, key } of row.reads) {
        if (!key || ts.isBindingElement(node)) continue;
        this.edits.replace(key, this.keyRead(row.slot, node, key));
      }
      return undefined;
    }
    const loose: RowRead[] = [];
    const bound: ts.BindingName[] = [];
    for (const read of row.reads) {
      const { node } = read;
      if (ts.isBindingElement(node)) {
        const skip = this.element(row, node);
        if (skip) return skip;
        bound.push(node.name);
      } else {
        const declaration = this.declarationOf(node);
        if (declaration && (row.result === 'row' || ts.isIdentifier(declaration.name))) {
          // `const order = job.data.order`
          const key = this.keyText(row.slot, node);
          this.edits.replace(declaration.initializer ?? node, `await ${row.load(key)}`);
          this.checked(row, declaration, key);
          bound.push(declaration.name);
        } else loose.push(read);
      }
    }
    if (loose.length === 0) return undefined;
    const known = bound.length === 1 ? bound[0] : undefined;
    if (known && ts.isIdentifier(known) && this.covers(known, loose)) {
      for (const { node } of loose) this.edits.replace(node, known.text);
      return undefined;
    }
    const rest: RowRead[] = [];
    for (const read of loose) {
      const { node, key } = read;
      // The key is at hand: no second load for it.
      if (key && bound.length > 0 && !ts.isBindingElement(node)) {
        this.edits.replace(key, this.keyRead(row.slot, node, key));
      } else rest.push(read);
    }
    if (rest.length === 0) return undefined;
    const twice = rest.find(({ node }) => bound.some((name) => this.meets(name, node)));
    if (twice) {
      return refuse(
        twice.node,
        SHAPE,
        'The worker reads the row at several places, so it would be loaded twice; bind it to one name first.',
      );
    }
    return this.loose(row, rest);
  }

  /** The key as the row has it, where nothing but the key was read of the row. */
  private keyRead(slot: KeySlot, node: ts.Expression, read: ts.Node): string {
    const { ts } = this.host;
    const [only] = slot.keys;
    const text = this.keyText(slot, node);
    const key = only ? receivedKey(text, only) : text;
    const { parent } = read;
    const alone =
      ts.isVariableDeclaration(parent) ||
      ts.isPropertyAssignment(parent) ||
      (ts.isCallExpression(parent) && parent.expression !== read);
    return key !== text || alone ? key : operandText(key);
  }

  /** The row may be gone: then its task fails here, not somewhere with `undefined`. */
  private checked(row: WantedRow, declaration: ts.VariableDeclaration, key: string): void {
    const { ts } = this.host;
    if (row.result === 'row' || !ts.isIdentifier(declaration.name)) return;
    const { name, type } = declaration;
    // A list is taken apart, and a type that leaves no room for nothing goes.
    const text = row.result === 'rows' ? `[${name.text}]` : name.text;
    this.edits.put(name.getStart(this.file), type?.end ?? name.end, text);
    const statement = declaration.parent.parent as ts.Statement;
    this.statements.add(statement, { kind: 'after', statement }, this.guard(row, name.text, key));
  }

  private guard({ slot }: WantedRow, name: string, key: string): string {
    const shown = slot.keys.length === 1 && /^[\w$.]+$/u.test(key);
    const message = shown
      ? `\`${slot.model.name} \${${key}} is gone\``
      : this.quoted(`${slot.model.name} is gone`);
    return `if (!${name}) throw new Error(${message})${this.style.semicolon}`;
  }

  private quoted(text: string): string {
    return `${this.style.quote}${text}${this.style.quote}`;
  }

  /** Whether both are reached in one run: the block of one holds the other. */
  private meets(one: ts.Node, other: ts.Node): boolean {
    const { ts } = this.host;
    return [
      [one, other],
      [other, one],
    ].some(([inner, outer]) => {
      let block = inner;
      while (block && block !== this.fn && !ts.isBlock(block) && !ts.isCaseOrDefaultClause(block))
        block = block.parent;
      return block !== undefined && outer !== undefined && outer.pos >= block.pos && outer.end <= block.end;
    });
  }

  /** A constant that holds nothing but the row, outside of loops. */
  private declarationOf(node: ts.Expression): ts.VariableDeclaration | undefined {
    const { ts } = this.host;
    let at: ts.Node = node;
    while (
      ts.isParenthesizedExpression(at.parent) ||
      ts.isAsExpression(at.parent) ||
      ts.isNonNullExpression(at.parent)
    ) {
      at = at.parent;
    }
    const { parent } = at;
    if (!ts.isVariableDeclaration(parent) || parent.initializer !== at) return undefined;
    const place = loadPlace(ts, this.fn, [node]);
    const statement = parent.parent.parent;
    return place?.kind === 'before' && place.statement === statement ? parent : undefined;
  }

  /** Whether all reads stand behind a name, in its block. */
  private covers(name: ts.Identifier, reads: readonly RowRead[]): boolean {
    const { ts } = this.host;
    let scope: ts.Node = name;
    while (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isCaseBlock(scope) && scope !== this.fn)
      scope = scope.parent;
    return reads.every(({ node }) => node.pos >= name.end && node.pos >= scope.pos && node.end <= scope.end);
  }

  private loose(row: WantedRow, reads: readonly RowRead[]): Skip | undefined {
    const { ts } = this.host;
    const [first] = reads;
    const place = loadPlace(
      ts,
      this.fn,
      reads.map(({ node }) => node),
      row.result === 'row',
    );
    if (!first || ts.isBindingElement(first.node)) return undefined;
    if (!place)
      return refuse(
        first.node,
        SHAPE,
        'No statement can be added where the worker reads the row; bind the row to a name first.',
      );
    const key = this.keyText(row.slot, first.node);
    const load = row.load(key);
    if (place.kind === 'inline') {
      const { parent } = first.node;
      const operand =
        ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent) ||
        ts.isNonNullExpression(parent);
      this.edits.replace(first.node, operand ? `(await ${load})` : `await ${load}`);
      return undefined;
    }
    const anchor =
      place.kind === 'before' ? place.statement : place.kind === 'braces' ? place.first : place.body;
    if (first.since > anchor.getStart(this.file)) {
      return refuse(
        first.node,
        SHAPE,
        'The payload has no name where the row would have to be loaded; read it at the start.',
      );
    }
    const name = this.edits.freshName(rowName(row.slot));
    for (const { node } of reads) this.edits.replace(node, name);
    for (const line of this.lines(row, name, key)) this.statements.add(anchor, place, line);
    return undefined;
  }

  /** `const { order, note } = job.data`, also in a parameter. */
  private element(row: WantedRow, element: ts.BindingElement): Skip | undefined {
    const { ts } = this.host;
    if (!ts.isIdentifier(element.name) || element.initializer) {
      return refuse(
        element,
        SHAPE,
        'The worker takes the row apart where it reads the payload; bind the row to a name first.',
      );
    }
    let holder: ts.Node = element;
    while (ts.isBindingElement(holder) || ts.isObjectBindingPattern(holder)) holder = holder.parent;
    const name = element.name.text;
    if (ts.isVariableDeclaration(holder)) {
      const list = holder.parent;
      const statement = list.parent;
      const alone = ts.isVariableDeclarationList(list) && list.declarations.length === 1;
      if (!ts.isVariableStatement(statement) || !alone || !holder.initializer) {
        return refuse(
          element,
          SHAPE,
          'The worker destructures its payload together with other declarations; separate them.',
        );
      }
      if (
        element.parent.elements.length === 1 &&
        element.parent === holder.name &&
        isPath(ts, holder.initializer)
      ) {
        const owner = holder.initializer.getText(this.file);
        const sent = `${owner}.${row.slot.name}`;
        const old = `${owner}.${row.slot.path.at(-1) ?? ''}`;
        const key = row.slot.acceptsRow ? eitherKey(old, sent, row.slot) : sent;
        this.edits.replace(holder.name, row.result === 'rows' ? `[${name}]` : name);
        this.edits.replace(holder.initializer, `await ${row.load(key)}`);
        if (row.result !== 'row')
          this.statements.add(statement, { kind: 'after', statement }, this.guard(row, name, key));
        return undefined;
      }
      const key = this.rebind(row, element);
      for (const line of this.lines(row, name, key))
        this.statements.add(statement, { kind: 'after', statement }, line);
      return undefined;
    }
    if (!ts.isParameter(holder) || holder.parent !== this.fn) {
      return refuse(
        element,
        SHAPE,
        'The worker destructures its payload where nothing can be awaited; do it in the body.',
      );
    }
    const key = this.rebind(row, element);
    const { body } = this.fn;
    const [statement] = ts.isBlock(body) ? body.statements : [];
    for (const line of this.lines(row, name, key)) {
      if (!ts.isBlock(body)) this.statements.add(body, { kind: 'arrow', body }, line);
      else if (statement) this.statements.add(statement, { kind: 'before', statement }, line);
    }
    return undefined;
  }

  private rebind({ slot }: WantedRow, element: ts.BindingElement): string {
    const key = this.edits.freshName(slot.name);
    const bound = key === slot.name ? key : `${slot.name}: ${key}`;
    if (!slot.acceptsRow) {
      this.edits.replace(element, bound);
      return key;
    }
    const own = slot.path.at(-1) ?? '';
    const queued = this.edits.freshName(`queued${own.charAt(0).toUpperCase()}${own.slice(1)}`);
    this.edits.replace(element, `${own}: ${queued}, ${bound}`);
    return eitherKey(queued, key, slot);
  }

  /** The load, and the check that it found something. */
  private lines(row: WantedRow, name: string, key: string): readonly string[] {
    const bound = row.result === 'rows' ? `[${name}]` : name;
    const load = `const ${bound} = await ${row.load(key)}${this.style.semicolon}`;
    return row.result === 'row' ? [load] : [load, this.guard(row, name, key)];
  }

  /** The payload's key in the place of its row: `job.data.order` -> `job.data.orderId`. */
  private keyText(slot: KeySlot, node: ts.Expression): string {
    const { ts } = this.host;
    const row = node.getText(this.file);
    if (slot.path.length === 0) {
      const key = `${row}.${slot.name}`;
      return slot.acceptsRow ? `${row}.${slot.keys[0]?.name ?? ''} ?? ${key}` : key;
    }
    const access = node as ts.PropertyAccessExpression | ts.ElementAccessExpression;
    const owner = access.expression.getText(this.file);
    const key = ts.isOptionalChain(node) ? `${owner}?.${slot.name}` : `${owner}.${slot.name}`;
    return slot.acceptsRow ? eitherKey(row, key, slot) : key;
  }
}

function isPath(compiler: typeof ts, expression: ts.Expression): boolean {
  if (compiler.isIdentifier(expression) || expression.kind === compiler.SyntaxKind.ThisKeyword) return true;
  return compiler.isPropertyAccessExpression(expression) && isPath(compiler, expression.expression);
}
