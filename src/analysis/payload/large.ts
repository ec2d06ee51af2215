/** Payload values of any size: what is stored whole with every task, and what a library refuses. */
import type ts from 'typescript';
import type { LargeKind } from '../../adapters/large-values.js';
import { rowConditions, rowKeepers, rowLimits, uploadStores } from '../../adapters/large-values.js';
import type { Host } from '../program/host.js';
import { ownFiles } from '../program/candidates.js';
import { declaringPackage, isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { kindOfBuiltIn } from './built-ins.js';
import { constantSize } from './constant-size.js';
import { leavesOf, type Leaf } from './expression.js';
import { areShort, largeOrigin } from './large-origin.js';
import type { PayloadPart } from './part.js';
import { provenanceOf, type Query } from './query.js';
import { alternatives, elementsOf, isObjectLike, pathText, propertiesOf } from './structure.js';

/** One value that is, or may grow, large. */
export interface LargeFinding {
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  /** From the payload's root; empty for the payload itself. */
  readonly path: string;
  readonly what: LargeKind | 'rows' | 'constant';
  readonly base64: boolean;
  /** Bytes of a constant. */
  readonly size: number;
  /** The call that reads the rows. */
  readonly read: string;
}

/** What the caller knows about the wire and the limit. */
export interface LargeOptions {
  /** Bytes from which a constant is large. */
  readonly limit: number;
  /** The wire carries bytes as a whole payload. */
  readonly bytesWhole: boolean;
}

/** Properties of an object that count as few. */
const FEW = 24;

/** @returns the values of a payload part that are as large as something outside the program makes them, and large constants. */
export function findLarge(host: Host, part: PayloadPart, options: LargeOptions): readonly LargeFinding[] {
  const findings: LargeFinding[] = [];
  for (const leaf of leavesOf(host, part)) {
    const found = leaf.expression && ofLeaf(host, leaf, leaf.expression, options);
    if (found) findings.push(found);
  }
  return findings;
}

function ofLeaf(
  host: Host,
  leaf: Leaf,
  expression: ts.Expression,
  { limit, bytesWhole }: LargeOptions,
): LargeFinding | undefined {
  const path = pathText(leaf.path);
  const finding = { node: leaf.node, path, base64: false, size: 0, read: '' };
  const origin = largeOrigin(host, expression);
  if (origin) {
    const bytes = origin.kind === 'bytes';
    if (bytes && ((path === '' && bytesWhole) || areShort(path))) return undefined;
    const small = isSmall(host, leaf.type) || (!bytes && isSmall(host, typeAt(host, origin.source)));
    return small ? undefined : { ...finding, what: origin.kind, base64: origin.base64 };
  }
  if (isUpload(host, leaf.type)) return { ...finding, what: 'upload' };
  const read = unlimitedRead(host, leaf, expression);
  if (read) return { ...finding, what: 'rows', read: readText(read) };
  const size = constantSize(host, expression, limit);
  return size > limit ? { ...finding, what: 'constant', size } : undefined;
}

/** A type that says that there is not much to it: a few numbers, flags and texts, at most two levels deep. */
function isSmall(host: Host, type: ts.Type | undefined, depth = 2): boolean {
  if (!type) return false;
  const { TypeFlags } = host.ts;
  const scalar =
    TypeFlags.NumberLike |
    TypeFlags.BooleanLike |
    TypeFlags.BigIntLike |
    TypeFlags.Null |
    TypeFlags.Undefined;
  const text = TypeFlags.StringLike;
  return alternatives(host, type).every((option) => {
    if (isOpaque(host, option)) return false;
    if ((option.flags & scalar) !== 0) return true;
    // A text that is the whole value may be all of a file.
    if ((option.flags & text) !== 0) return depth < 2 || (option.flags & TypeFlags.StringLiteral) !== 0;
    if (!isObjectLike(host, option)) return option.isIntersection();
    if (depth <= 0 || elementsOf(host, option)) return false;
    const kind = kindOfBuiltIn(host, option);
    if (kind !== undefined) return kind === 'date';
    const children = propertiesOf(host, option);
    if (children.length === 0 || children.length > FEW) return false;
    return children.every((child) => child.symbol !== undefined && isSmall(host, child.type, depth - 1));
  });
}

/** A whole file of multer, with its bytes: it has none where the program has it written to a disk or a service. */
function isUpload(host: Host, type: ts.Type): boolean {
  const isFile = alternatives(host, type).some((option) =>
    (option.getSymbol()?.declarations ?? []).some(
      (declaration) =>
        host.ts.isInterfaceDeclaration(declaration) &&
        declaration.name.text === 'File' &&
        declaringPackage(declaration) === 'multer',
    ),
  );
  return isFile && !ownFiles(host.program).some(({ text }) => uploadStores.test(text));
}

/** A read of many rows that nothing limits. Of rows with a condition only whole ones count: few columns of a few rows are little. */
function unlimitedRead(host: Host, leaf: Leaf, written: ts.Expression): Query | undefined {
  const { ts } = host;
  let expression = bare(ts, written);
  // `rows.filter(…)`
  while (ts.isCallExpression(expression)) {
    const callee = bare(ts, expression.expression);
    if (!ts.isPropertyAccessExpression(callee) || !rowKeepers.includes(callee.name.text)) break;
    expression = bare(ts, callee.expression);
  }
  if (!isListOfObjects(host, leaf.type)) return undefined;
  const { query, element } = provenanceOf(host, expression, leaf.node);
  if (!query?.many || element) return undefined;
  const says = saidOf(host, query);
  if (!says || rowLimits.some((name) => says.has(name))) return undefined;
  const conditional = rowConditions.some((name) => says.has(name));
  const projected = query.options.some(({ role }) => role === 'columns') || says.has('select');
  return conditional && projected ? undefined : query;
}

function isListOfObjects(host: Host, type: ts.Type): boolean {
  return alternatives(host, type).every((option) =>
    (elementsOf(host, option) ?? []).some((element) =>
      alternatives(host, element.type).some((item) => isObjectLike(host, item)),
    ),
  );
}

/** Names of a read's options and of the members around it; `undefined` when some are out of sight. */
function saidOf(host: Host, { call }: Query): ReadonlySet<string> | undefined {
  const { ts } = host;
  const names = new Set<string>();
  for (const argument of call.arguments) {
    const value = literalBehind(host, argument);
    if (!value) continue;
    if (!ts.isObjectLiteralExpression(value)) return undefined;
    for (const property of value.properties) {
      if (ts.isSpreadAssignment(property)) return undefined;
      names.add(property.name.getText());
    }
  }
  const add = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.add(node.name.text);
  };
  let below: ts.Expression = call;
  while (ts.isCallExpression(below) || ts.isPropertyAccessExpression(below)) {
    add(below);
    below = bare(ts, below.expression);
  }
  // A query that was built before its last call is out of sight, `this.repository` and `User` are not.
  if (ts.isIdentifier(below) && isBuilt(host, below)) return undefined;
  for (
    let above: ts.Node = call.parent;
    ts.isCallExpression(above) || ts.isPropertyAccessExpression(above);
    above = above.parent
  )
    add(above);
  return names;
}

/** `const query = repo.createQueryBuilder(); if (…) query.take(10)` */
function isBuilt(host: Host, name: ts.Identifier): boolean {
  const { ts } = host;
  const declaration = symbolAt(host, name)?.valueDeclaration;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return (
    made !== undefined &&
    ts.isCallExpression(bare(ts, made)) &&
    !/getRepository|connect/u.test(made.getText())
  );
}

/** The object behind an argument; `undefined` for a class or a name, which is no option. */
function literalBehind(host: Host, argument: ts.Expression): ts.Expression | undefined {
  const { ts } = host;
  const value = bare(ts, argument);
  if (ts.isObjectLiteralExpression(value)) return value;
  const declaration = ts.isIdentifier(value) ? symbolAt(host, value)?.valueDeclaration : undefined;
  if (declaration && ts.isClassLike(declaration)) return undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made ? bare(ts, made) : value;
}

function readText({ call }: Query): string {
  const text = call.expression.getText().replace(/\s+/gu, '');
  return text.length > 40 ? `…${text.slice(-39)}` : text;
}
