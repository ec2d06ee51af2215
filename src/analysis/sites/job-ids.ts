/** Where a program builds the ids of tasks and where it looks tasks up by them. */
import type ts from 'typescript';
import type { DedupFacts } from '../../adapters/queues/policies.js';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Analysis } from '../facts.js';
import { unbound } from '../program/bound.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, hasBody, isInside, returnedExpressions } from '../program/syntax.js';
import { textParts } from '../program/text-parts.js';
import { memberUses } from './member-uses.js';

/** An expression that is the id of a task. */
export interface IdUse {
  readonly text: ts.Expression;
  /** `builds` at an enqueue, `finds` in a lookup or comparison, `parts` where a piece of an id is looked for in it. */
  readonly how: 'builds' | 'finds' | 'parts';
}

/** @returns every place of the program where an id is built, looked up, compared or searched. */
export function idUses(analysis: Analysis, adapter: QueueAdapter, fact: DedupFacts): readonly IdUse[] {
  const { host } = analysis;
  const built: IdUse[] = [];
  for (const { enqueues } of analysis.all()) {
    for (const site of enqueues) {
      const id = site.adapter.id === adapter.id ? site.ownOption(fact.path) : undefined;
      const text = id?.is === 'yes' ? writtenValue(host, id.value.node) : undefined;
      if (text && !built.some((use) => use.text === text)) built.push({ text, how: 'builds' });
    }
  }
  return [...built, ...lookups(host, adapter, fact), ...comparisons(host, adapter)];
}

function writtenValue(host: Host, node: ts.Node): ts.Expression | undefined {
  const { ts } = host;
  if (ts.isPropertyAssignment(node)) return node.initializer;
  if (ts.isShorthandPropertyAssignment(node)) return node.name;
  return ts.isExpression(node) ? node : undefined;
}

function lookups(host: Host, adapter: QueueAdapter, { lookups = [] }: DedupFacts): readonly IdUse[] {
  const { ts } = host;
  return memberUses(host, adapter, lookups).flatMap((access) => {
    const call = access.parent;
    const text = ts.isCallExpression(call) && call.expression === access ? call.arguments[0] : undefined;
    return text ? [{ text, how: 'finds' as const }] : [];
  });
}

/** `job.id === text`, `job.id.startsWith(text)`. */
function comparisons(host: Host, adapter: QueueAdapter): readonly IdUse[] {
  const { ts } = host;
  return memberUses(host, adapter, ['id']).flatMap((access): readonly IdUse[] => {
    const holder = symbolAt(host, access.name)?.valueDeclaration?.parent;
    if (!holder || !ts.isClassLike(holder) || holder.name?.text !== 'Job') return [];
    let node: ts.Node = access;
    while (ts.isNonNullExpression(node.parent) || ts.isParenthesizedExpression(node.parent))
      node = node.parent;
    const { parent } = node;
    if (ts.isBinaryExpression(parent) && isEquality(ts, parent.operatorToken.kind)) {
      return [{ text: parent.left === node ? parent.right : parent.left, how: 'finds' }];
    }
    const call = parent.parent as ts.Node | undefined;
    const text =
      call && ts.isCallExpression(call) && call.expression === parent ? call.arguments[0] : undefined;
    return text ? [{ text, how: 'parts' }] : [];
  });
}

function isEquality(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  const { EqualsEqualsToken, EqualsEqualsEqualsToken, ExclamationEqualsToken, ExclamationEqualsEqualsToken } =
    compiler.SyntaxKind;
  return [
    EqualsEqualsToken,
    EqualsEqualsEqualsToken,
    ExclamationEqualsToken,
    ExclamationEqualsEqualsToken,
  ].some((kind) => kind === operator);
}

/** @returns the constant pieces of an id in order, with a mark for each part that is not known: ids of one kind share it. */
export function idPattern(host: Host, text: ts.Expression): string {
  return textParts(host, unbound(bare(host.ts, text)))
    .map((part) => ('text' in part ? part.text : '\u0000'))
    .join('');
}

/** @returns whether a literal outside the ids themselves, in a constant or function, serves nothing but ids. */
export function servesOnlyIds(
  host: Host,
  literal: ts.Node,
  ids: readonly ts.Expression[],
  depth = 3,
): boolean {
  const holder = holderOf(host, literal);
  const symbol = holder && symbolAt(host, holder);
  if (!symbol || depth <= 0) return false;
  return ownFiles(host.program)
    .filter((file) => file.text.includes(symbol.name))
    .every((file) => mentionsOnlyIn(host, file, symbol, ids, depth));
}

/** Name of the constant that a literal makes, or of the function that returns it. */
function holderOf(host: Host, literal: ts.Node): ts.Identifier | undefined {
  const { ts } = host;
  for (let at = literal.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (hasBody(ts, at)) {
      const returned = returnedExpressions(ts, at).some((made) => isInside(literal, made));
      return returned ? nameOf(host, at.name ? at : (at.parent as { readonly name?: ts.Node })) : undefined;
    }
    if (ts.isVariableDeclaration(at)) return nameOf(host, at);
  }
  return undefined;
}

function nameOf(host: Host, { name }: { readonly name?: ts.Node }): ts.Identifier | undefined {
  return name && host.ts.isIdentifier(name) ? name : undefined;
}

function mentionsOnlyIn(
  host: Host,
  file: ts.SourceFile,
  symbol: ts.Symbol,
  ids: readonly ts.Expression[],
  depth: number,
): boolean {
  const { ts } = host;
  let only = true;
  const visit = (node: ts.Node): void => {
    if (!only) return;
    if (ts.isIdentifier(node) && node.text === symbol.name && symbolAt(host, node) === symbol) {
      only =
        isDeclaring(host, node) ||
        ids.some((id) => isInside(node, id)) ||
        servesOnlyIds(host, node, ids, depth - 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return only;
}

function isDeclaring(host: Host, name: ts.Identifier): boolean {
  const { ts } = host;
  const { parent } = name;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ('name' in parent && parent.name === name && !ts.isPropertyAccessExpression(parent))
  );
}

/** @returns whether ids are taken apart (`job.id.split(':')`), so that another character would change what comes out. */
export function takesApart(host: Host, { text, how }: IdUse): boolean {
  const { ts } = host;
  const call = text.parent;
  if (how !== 'parts' || !ts.isCallExpression(call)) return false;
  const callee = call.expression;
  return (
    ts.isPropertyAccessExpression(callee) && !/^(?:startsWith|endsWith|includes)$/u.test(callee.name.text)
  );
}
