/** Why a row cannot be sent as its key, as the producer shows it. */
import type ts from 'typescript';
import { transactionAround, transactionBefore } from '../analysis/behaviour/transaction-around.js';
import type { EntityFinding } from '../analysis/payload/entities.js';
import { changedByFunction } from '../analysis/payload/row-changes.js';
import { derives, rowState } from '../analysis/payload/row-state.js';
import type { PayloadSource } from '../analysis/payload/sources.js';
import { alternatives } from '../analysis/payload/structure.js';
import type { Host } from '../analysis/program/host.js';
import { typeAt } from '../analysis/program/symbols.js';
import { bare } from '../analysis/program/syntax.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** @returns what stands in the way of one finding. */
export function rowObstacle(host: Host, finding: EntityFinding): Skip | undefined {
  const { node, keys, entity, model } = finding;
  const no = (reason: string, message: string): Skip => refuse(node, reason, message);
  if (finding.unpersisted) {
    return no(
      'unsaved-entity',
      `This ${entity} is not stored before it is sent, so it has no key yet; save it first.`,
    );
  }
  if (!model || !keys.known)
    return no('no-key', `The primary key of ${entity} is not known; send what identifies it.`);
  if (keys.composite && (finding.many || (finding.adapter.generated && keys.compound === undefined))) {
    return no('composite-key', `${entity} has a key of several columns; send those by hand.`);
  }
  if (finding.nullable || (isLoose(host) && mayFindNothing(finding))) return absent(entity, node);
  const state = rowState(host, finding);
  if (state === 'deleted') {
    return no(
      'row-deleted',
      `This ${entity} is deleted before the worker could load it; send what the worker needs of it.`,
    );
  }
  if (state === 'snapshot') return snapshot(entity, node);
  if (state === 'changed') {
    return no(
      'unsaved-changes',
      `This ${entity} is changed and not stored again before it is sent; save it first.`,
    );
  }
  if (!finding.whole && !finding.many) {
    return no(
      'payload-elsewhere',
      `The ${entity} is inside a value that is made elsewhere; write the payload where it is sent.`,
    );
  }
  if (changedByFunction(host, finding)) {
    return no(
      'unsaved-changes',
      `This ${entity} is changed or made anew by a function of the program before it is sent; save it first.`,
    );
  }
  if (transactionAround(host, node) ?? transactionBefore(host, node, finding.query?.receiver)) {
    return no(
      'in-transaction',
      'The worker may look for the row before the transaction commits; enqueue after it.',
    );
  }
  return undefined;
}

/** @returns what stands in the way of two rows that one task is sent: the same row, before and after a change. */
export function pairObstacle(host: Host, rows: readonly EntityFinding[]): Skip | undefined {
  for (const row of rows) {
    const twin = rows.find(
      (other) =>
        other !== row && other.model?.declaration === row.model?.declaration && derives(host, other, row),
    );
    if (twin) return snapshot(row.entity, row.node);
  }
  return undefined;
}

function snapshot(entity: string, node: ts.Node): Skip {
  return refuse(
    node,
    'snapshot',
    `This ${entity} is sent as it was before a change; send the old values that the worker needs.`,
  );
}

/** @returns whether the value at its place may be no row: a wrapper's optional parameter, an arm of a choice. */
export function sourceObstacle(host: Host, source: PayloadSource, entity: string): Skip | undefined {
  const { ts } = host;
  const { value } = source;
  const type = typeAt(host, value);
  const empty = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;
  const nullable = type && alternatives(host, type).some((option) => (option.flags & empty) !== 0);
  return nullable === true || choosesNothing(ts, value) ? absent(entity, value) : undefined;
}

function absent(entity: string, node: ts.Node): Skip {
  return refuse(
    node,
    'maybe-absent',
    `This ${entity} may be null or undefined where it is sent; check it before.`,
  );
}

/** `found ? user : null`, `found && user`, whatever the checker is told about null. */
function choosesNothing(compiler: typeof ts, expression: ts.Expression): boolean {
  const value = bare(compiler, expression);
  if (compiler.isConditionalExpression(value)) {
    return choosesNothing(compiler, value.whenTrue) || choosesNothing(compiler, value.whenFalse);
  }
  if (compiler.isBinaryExpression(value)) {
    const and = value.operatorToken.kind === compiler.SyntaxKind.AmpersandAmpersandToken;
    return and || choosesNothing(compiler, value.right);
  }
  return (
    value.kind === compiler.SyntaxKind.NullKeyword ||
    (compiler.isIdentifier(value) && value.text === 'undefined')
  );
}

/** Without `strictNullChecks` types do not say what may be missing. */
function isLoose(host: Host): boolean {
  const options = host.program.getCompilerOptions();
  return !(options.strictNullChecks ?? options.strict ?? false);
}

function mayFindNothing({ query }: EntityFinding): boolean {
  return (
    query !== undefined &&
    /^(?:findOne(?:By(?:Id)?)?|findUnique|findFirst|getOne|preload|find(?:ById|One)And\w+|findById)$/u.test(
      query.member,
    ) &&
    !query.members.some(({ name }) => name === 'orFail')
  );
}
